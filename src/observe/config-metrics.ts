// Series about the configuration: which one is live, since when, and what is wrong with it.
import { X509Certificate } from 'node:crypto'
import type { Registry } from 'prom-client'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { Certificate, RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { talliedCounter, talliedGauge } from './tallied-metrics.ts'

/** A configuration that became live. */
export interface LiveConfiguration {
  /** Counts from 1. */
  readonly generation: number
  readonly snapshot: RoutingSnapshot
  readonly report: BindReport
  /** Milliseconds from the first change to live. */
  readonly durationMs: number
}

const dayMs = 24 * 60 * 60 * 1000

export function createConfigMetrics(registry: Registry) {
  let live: LiveConfiguration | undefined
  let liveSinceMs = 0
  const problems = { manifest: 0, condition: 0 }
  const rounds = { applied: 0, failed: 0 }

  const ofLive = (name: string, help: string, read: (live: LiveConfiguration) => number): void =>
    talliedGauge({
      registry,
      name,
      help,
      *read() {
        if (live) yield { labels: {}, value: read(live) }
      },
    })

  ofLive('rauta_snapshot_generation', 'Counts the configurations that were live.', (one) => {
    return one.generation
  })
  ofLive('rauta_snapshot_applied_timestamp_seconds', 'When the configuration became live.', () => {
    return liveSinceMs / 1000
  })
  ofLive('rauta_snapshot_apply_seconds', 'From the change to live, the last time.', (one) => {
    return one.durationMs / 1000
  })
  talliedCounter({
    registry,
    name: 'rauta_rounds_total',
    help: 'Changes of the configuration that became live, or failed and left the last one serving.',
    labels: ['result'],
    *read() {
      for (const [result, value] of Object.entries(rounds)) yield { labels: { result }, value }
    },
  })
  talliedGauge({
    registry,
    name: 'rauta_config_problems',
    help: 'Mistakes in manifests, and objects of which a condition says that something is wrong.',
    labels: ['source'],
    *read() {
      for (const [source, value] of Object.entries(problems)) yield { labels: { source }, value }
    },
  })
  talliedGauge({
    registry,
    name: 'rauta_listener_bound',
    help: '1 where the listener takes connections.',
    labels: ['listener'],
    *read() {
      for (const [listener, { isBound }] of Object.entries(live?.report ?? {}))
        yield { labels: { listener }, value: isBound ? 1 : 0 }
    },
  })
  talliedGauge({
    registry,
    name: 'rauta_certificate_expiry_days',
    help: 'Days until the certificate ends; negative: it has ended.',
    labels: ['certificate'],
    *read() {
      for (const certificate of Object.values(live?.snapshot.certificates ?? {})) {
        const endMs = endOf(certificate)
        if (endMs === undefined) continue
        const value = Math.round(((endMs - Date.now()) / dayMs) * 100) / 100
        yield { labels: { certificate: certificate.name }, value }
      }
    },
  })

  return {
    onLive(configuration: LiveConfiguration): void {
      live = configuration
      liveSinceMs = Date.now()
      rounds.applied++
    },
    onFailed(): void {
      rounds.failed++
    },
    setProblems(source: keyof typeof problems, count: number): void {
      problems[source] = count
    },
  }
}

const ends = new WeakMap<Certificate, { readonly endMs: number | undefined }>()

function endOf(certificate: Certificate): number | undefined {
  let known = ends.get(certificate)
  if (!known) ends.set(certificate, (known = { endMs: parseEnd(certificate.certificateChain) }))
  return known.endMs
}

function parseEnd(chain: string): number | undefined {
  try {
    return new X509Certificate(chain).validToDate.getTime()
  } catch {
    // Unreadable: the Gateway's condition says so.
    return undefined
  }
}
