// Series about backends, whatever was sent to them: requests and streams are counted in the same.
import type { AccessFlag } from '../log/access-record.ts'
import type { MetricFamily } from './metric-family.ts'
import type { StreamFlag } from '../log/stream-record.ts'
import { LabelledCounters } from './labelled-counters.ts'

type Flag = AccessFlag | StreamFlag

const failureFlags: ReadonlySet<Flag> = new Set<Flag>([
  'connect-failed',
  'upstream-reset',
  'upstream-malformed',
  'backend-timeout',
  'idle-timeout',
  'response-cut',
])

/** Of a request or a stream that is over. */
interface Tried {
  readonly backend?: string
  readonly attempts: number
  readonly flags: readonly Flag[]
}

export function createUpstreamMetrics() {
  const attempts = new LabelledCounters(() => ({ count: 0 }))
  const failures = new LabelledCounters(() => ({ count: 0 }))

  const families: MetricFamily[] = [
    {
      type: 'counter',
      name: 'rauta_upstream_attempts_total',
      help: 'Attempts to reach an endpoint, by backend.',
      *read() {
        for (const [backend, , { count }] of attempts.entries())
          yield { labels: { backend }, value: count }
      },
    },
    {
      type: 'counter',
      name: 'rauta_upstream_failures_total',
      help: 'Requests and streams that failed at the backend, by reason.',
      *read() {
        for (const [backend, reason, { count }] of failures.entries())
          yield { labels: { backend, reason }, value: count }
      },
    },
  ]

  return {
    families,
    onOver({ backend, attempts: tries, flags }: Tried): void {
      if (backend === undefined || tries === 0) return
      attempts.of(backend).count += tries
      for (const flag of flags) if (failureFlags.has(flag)) failures.of(backend, flag).count++
    },
    retain(backends: ReadonlySet<string>): void {
      attempts.retain((name) => backends.has(name))
      failures.retain((name) => backends.has(name))
    },
  }
}
