// All series. Nothing is shared between two gateways in one process.
import { createConfigMetrics, type LiveConfiguration } from './config-metrics.ts'
import { droppedLinesFamily } from './dropped-lines.ts'
import { GatheredSeries } from './gathered-series.ts'
import { inTurns } from './in-turns.ts'
import { liveNames } from './live-names.ts'
import { linesOf } from './metric-family.ts'
import { createProcessMetrics } from './process-metrics.ts'
import type { SeriesChange } from './series-changes.ts'
import { createTrafficMetrics, type TrafficEvents } from './traffic-metrics.ts'
import { createWorkerMetrics } from './worker-metrics.ts'

export interface Metrics extends TrafficEvents {
  /** Where the live configuration is read, at each reading of the series. */
  readLiveBy(read: () => LiveConfiguration | undefined): void
  /** What is live changed: series of routes, listeners and backends that are gone go too. */
  onLive(): void
  /** A change could not be made live. */
  onFailed(): void
  setProblems(source: 'manifest' | 'condition', count: number): void
  /** Where traffic is served by workers. */
  readonly workers: WorkerSeries
  /** In Prometheus' text format, in pieces. */
  chunks(): AsyncGenerator<string>
  /** The same in one piece. */
  text(): Promise<string>
  readonly contentType: string
}

/** A worker is known by its number, from 1. */
export interface WorkerSeries {
  /** Before each reading: resolves when they have told what they counted. */
  askBy(ask: () => Promise<void>): void
  onTold(worker: number, changes: readonly SeriesChange[]): void
  onServing(count: number): void
  onEnded(worker: number): void
  onRestart(cause: string): void
}

export interface MetricsOptions {
  readonly droppedLines?: () => number
}

// The names of all rules are a list as long as the configuration: not made with each change of one.
const retainEveryMs = 10_000

export function createMetrics({ droppedLines = () => 0 }: MetricsOptions = {}): Metrics {
  const traffic = createTrafficMetrics()
  const config = createConfigMetrics(() => readLive())
  const ofProcess = createProcessMetrics()
  const ofWorkers = createWorkerMetrics()
  const gathered = new GatheredSeries()
  const dropped = droppedLinesFamily(droppedLines)
  const summed = [dropped, ...traffic.families]
  const counters = new Set(summed.filter(({ type }) => type !== 'gauge').map(({ name }) => name))
  const families = [
    ...ofProcess.families.map((family) => gathered.besides(family)),
    ...ofWorkers.families,
    ...config.families,
    ...summed.map((family) => gathered.addedTo(family)),
  ]
  let readLive = (): LiveConfiguration | undefined => undefined
  let ask = () => Promise.resolve()

  let retainedMs = -Infinity

  function retain(): void {
    const live = readLive()
    if (!live) return
    const names = liveNames(live.snapshot)
    retainedMs = performance.now()
    traffic.retain(names)
    gathered.retain(names)
  }

  const metrics: Metrics = {
    onRequest: traffic.onRequest,
    onStream: traffic.onStream,
    onExchange: traffic.onExchange,
    onConnection: traffic.onConnection,
    onRefused: traffic.onRefused,
    workers: {
      askBy(how) {
        ask = how
      },
      onTold: (worker, changes) => gathered.take(worker, changes),
      onServing: ofWorkers.onServing,
      onEnded: (worker) => gathered.end(worker, counters),
      onRestart: ofWorkers.onRestart,
    },
    readLiveBy(read) {
      readLive = read
    },
    onLive() {
      const live = readLive()
      if (!live) return
      traffic.retainSockets(liveNames(live.snapshot))
      // Who asks for metrics sees no series of what is gone; this is for where nobody asks.
      if (performance.now() < retainedMs + retainEveryMs) return
      retain()
    },
    onFailed: config.onFailed,
    setProblems: config.setProblems,
    async *chunks() {
      await Promise.all([ask(), ofProcess.countOpenFiles()])
      // A request or stream that outlived its route may have brought a series back.
      retain()
      yield* inTurns(lines())
    },
    text: async () => (await Array.fromAsync(metrics.chunks())).join(''),
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  }
  return metrics

  function* lines(): Generator<string> {
    for (const family of families) yield* linesOf(family)
  }
}
