// All series. Nothing is shared between two gateways in one process.
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { ruleNamesOf } from '../../snapshot/rule-names.ts'
import type { AccessRecord } from '../log/access-record.ts'
import { createConfigMetrics, type LiveConfiguration } from './config-metrics.ts'
import { createConnectionMetrics } from './connection-metrics.ts'
import { inTurns } from './in-turns.ts'
import { linesOf, type MetricFamily } from './metric-family.ts'
import { createProcessMetrics } from './process-metrics.ts'
import { createRequestMetrics, type LiveNames } from './request-metrics.ts'
import { createStreamMetrics } from './stream-metrics.ts'
import type { StreamRecord } from '../log/stream-record.ts'
import { createUpstreamMetrics } from './upstream-metrics.ts'

export interface Metrics {
  onRequest(record: AccessRecord): void
  onStream(record: StreamRecord): void
  onExchange(socket: string, change: 1 | -1): void
  onConnection(socket: string, change: 1 | -1): void
  onRefused(socket: string, reason: string): void
  /** A configuration became live: series of routes, listeners and backends that are gone go too. */
  onLive(configuration: LiveConfiguration): void
  /** A change could not be made live. */
  onFailed(): void
  setProblems(source: 'manifest' | 'condition', count: number): void
  /** In Prometheus' text format, in pieces. */
  chunks(): AsyncGenerator<string>
  /** The same in one piece. */
  text(): Promise<string>
  readonly contentType: string
}

export interface MetricsOptions {
  readonly droppedLines?: () => number
}

export function createMetrics({ droppedLines = () => 0 }: MetricsOptions = {}): Metrics {
  const requests = createRequestMetrics()
  const streams = createStreamMetrics()
  const upstreams = createUpstreamMetrics()
  const connections = createConnectionMetrics()
  const config = createConfigMetrics()
  const ofProcess = createProcessMetrics()
  const dropped: MetricFamily = {
    type: 'counter',
    name: 'rauta_log_lines_dropped_total',
    help: 'Log lines dropped because the reader was too slow.',
    read: () => [{ labels: {}, value: droppedLines() }],
  }
  const families = [
    ...ofProcess.families,
    ...config.families,
    dropped,
    ...connections.families,
    ...requests.families,
    ...streams.families,
    ...upstreams.families,
  ]
  const retain = (names: LiveNames) => {
    requests.retain(names)
    streams.retain(names)
    upstreams.retain(names.backends)
  }
  let live: LiveNames | undefined

  const metrics: Metrics = {
    onRequest(record) {
      requests.onRequest(record)
      upstreams.onOver(record)
    },
    onStream(record) {
      streams.onStream(record)
      upstreams.onOver(record)
    },
    onExchange: connections.onExchange,
    onConnection: connections.onConnection,
    onRefused: connections.onRefused,
    onLive(configuration) {
      config.onLive(configuration)
      live = liveNames(configuration.snapshot)
      retain(live)
      connections.retain(socketsOf(configuration.snapshot))
    },
    onFailed: config.onFailed,
    setProblems: config.setProblems,
    async *chunks() {
      // A request or stream that outlived its route may have brought a series back.
      if (live) retain(live)
      await ofProcess.countOpenFiles()
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

function liveNames({ listeners, backends }: RoutingSnapshot): LiveNames {
  return {
    listeners: new Set(listeners.map(({ name }) => name)),
    rules: new Set(listeners.flatMap(ruleNamesOf)),
    backends: new Set(Object.keys(backends)),
  }
}

/** As the proxy names them: IPv6 in brackets. */
function socketsOf({ listeners }: RoutingSnapshot): ReadonlySet<string> {
  return new Set(
    listeners.map(({ address, port }) =>
      address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    ),
  )
}
