// Series about the worker processes, as the main process sees them.
import type { MetricFamily } from './metric-family.ts'

export function createWorkerMetrics() {
  const ended = new Map<string, number>()
  let serving: number | undefined

  const families: MetricFamily[] = [
    {
      type: 'gauge',
      name: 'rauta_workers',
      help: 'Worker processes that serve traffic now.',
      *read() {
        if (serving !== undefined) yield { labels: {}, value: serving }
      },
    },
    {
      type: 'counter',
      name: 'rauta_worker_restarts_total',
      help: 'Worker processes that ended and were started again, by what ended them.',
      *read() {
        for (const [cause, value] of ended) yield { labels: { cause }, value }
      },
    },
  ]

  return {
    families,
    onServing(count: number): void {
      serving = count
    },
    /** `cause`: a signal, an exit code, or another constant. */
    onRestart(cause: string): void {
      ended.set(cause, (ended.get(cause) ?? 0) + 1)
    },
  }
}
