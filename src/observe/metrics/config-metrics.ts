// Series about the configuration: which one is live, since when, and what is wrong with it.
import { X509Certificate } from 'node:crypto'
import type { BindReport } from '../../snapshot/bind-report.ts'
import type { Certificate, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { MetricFamily, Series } from './metric-family.ts'

/** What the control loop says is live. */
export interface LiveConfiguration {
  /** Counts from 1. */
  readonly generation: number
  readonly snapshot: RoutingSnapshot
  readonly report: BindReport
  /** Milliseconds from the first change to live. */
  readonly durationMs: number
  /** Milliseconds since the epoch when it became live. */
  readonly liveAtMs: number
}

const dayMs = 24 * 60 * 60 * 1000

/** `readLive` is undefined before the first configuration is live. */
export function createConfigMetrics(readLive: () => LiveConfiguration | undefined) {
  const problems = { manifest: 0, condition: 0 }
  let failedRounds = 0

  const ofLive = (read: (live: LiveConfiguration) => number) =>
    function* (): Generator<Series<number>> {
      const live = readLive()
      if (live) yield { labels: {}, value: read(live) }
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
      read: ofLive(({ liveAtMs }) => liveAtMs / 1000),
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
      *read() {
        yield { labels: { result: 'applied' }, value: readLive()?.generation ?? 0 }
        yield { labels: { result: 'failed' }, value: failedRounds }
      },
    },
    {
      type: 'gauge',
      name: 'rauta_config_problems',
      help: 'Current problems: mistakes in manifests and conditions that report an error, by kind.',
      *read() {
        for (const [source, value] of Object.entries(problems)) yield { labels: { source }, value }
      },
    },
    {
      type: 'gauge',
      name: 'rauta_listener_bound',
      help: 'Whether the listener accepts connections: 1 yes, 0 no.',
      *read() {
        for (const [listener, { isBound }] of Object.entries(readLive()?.report ?? {}))
          yield { labels: { listener }, value: isBound ? 1 : 0 }
      },
    },
    {
      type: 'gauge',
      name: 'rauta_certificate_expiry_days',
      help: 'Days until the certificate expires; negative after it has expired.',
      *read() {
        for (const certificate of Object.values(readLive()?.snapshot.certificates ?? {})) {
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
    onFailed(): void {
      failedRounds++
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
