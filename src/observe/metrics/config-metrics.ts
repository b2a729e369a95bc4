// Series about the configuration: which one is live, since when, and what is wrong with it.
import { X509Certificate } from 'node:crypto'
import type { BindReport } from '../../snapshot/bind-report.ts'
import type { Certificate, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { MetricFamily, Series } from './metric-family.ts'

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

export function createConfigMetrics() {
  let live: LiveConfiguration | undefined
  let liveSinceMs = 0
  const problems = { manifest: 0, condition: 0 }
  const rounds = { applied: 0, failed: 0 }

  const ofLive = (read: (live: LiveConfiguration) => number) =>
    function* (): Generator<Series<number>> {
      if (live) yield { labels: {}, value: read(live) }
    }
  const by = (label: string, values: Readonly<Record<string, number>>) =>
    function* (): Generator<Series<number>> {
      for (const [key, value] of Object.entries(values)) yield { labels: { [label]: key }, value }
    }

  const families: MetricFamily[] = [
    {
      type: 'gauge',
      name: 'rauta_snapshot_generation',
      help: 'Number of configurations applied since the start.',
      read: ofLive(({ generation }) => generation),
    },
    {
      type: 'gauge',
      name: 'rauta_snapshot_applied_timestamp_seconds',
      help: 'Time when the current configuration was applied, in seconds since the epoch.',
      read: ofLive(() => liveSinceMs / 1000),
    },
    {
      type: 'gauge',
      name: 'rauta_snapshot_apply_seconds',
      help: 'Time from the last change until it was applied, in seconds.',
      read: ofLive(({ durationMs }) => durationMs / 1000),
    },
    {
      type: 'counter',
      name: 'rauta_rounds_total',
      help: 'Changes by result: applied, or failed with the last configuration still in use.',
      read: by('result', rounds),
    },
    {
      type: 'gauge',
      name: 'rauta_config_problems',
      help: 'Current problems: mistakes in manifests and conditions that report an error, by kind.',
      read: by('source', problems),
    },
    {
      type: 'gauge',
      name: 'rauta_listener_bound',
      help: 'Whether the listener accepts connections: 1 yes, 0 no.',
      *read() {
        for (const [listener, { isBound }] of Object.entries(live?.report ?? {}))
          yield { labels: { listener }, value: isBound ? 1 : 0 }
      },
    },
    {
      type: 'gauge',
      name: 'rauta_certificate_expiry_days',
      help: 'Days until the certificate expires; negative after it has expired.',
      *read() {
        for (const certificate of Object.values(live?.snapshot.certificates ?? {})) {
          const endMs = endOf(certificate)
          if (endMs === undefined) continue
          const value = Math.round(((endMs - Date.now()) / dayMs) * 100) / 100
          yield { labels: { certificate: certificate.name }, value }
        }
      },
    },
  ]

  return {
    families,
    onLive(configuration: LiveConfiguration): void {
      // The same again, where a socket could be bound only later.
      if (live?.generation !== configuration.generation) {
        liveSinceMs = Date.now()
        rounds.applied++
      }
      live = configuration
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
