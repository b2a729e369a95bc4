// Series about traffic, where it is served: in this process, or in a worker that tells them.
import type { AccessRecord } from '../log/access-record.ts'
import type { StreamRecord } from '../log/stream-record.ts'
import { createConnectionMetrics } from './connection-metrics.ts'
import type { LiveNames } from './live-names.ts'
import type { MetricFamily } from './metric-family.ts'
import { createRequestMetrics } from './request-metrics.ts'
import { createStreamMetrics } from './stream-metrics.ts'
import { createUpstreamMetrics } from './upstream-metrics.ts'

/** What is told of traffic. */
export interface TrafficEvents {
  onRequest(record: AccessRecord): void
  onStream(record: StreamRecord): void
  onExchange(socket: string, change: 1 | -1): void
  onConnection(socket: string, change: 1 | -1): void
  onRefused(socket: string, reason: string): void
}

export interface TrafficMetrics extends TrafficEvents {
  readonly families: readonly MetricFamily[]
  /** Series of routes, listeners and backends that are gone go too; again before each reading. */
  retain(live: LiveNames): void
  /** Sockets that are not bound any more go once they have no connection. */
  retainSockets(live: LiveNames): void
}

export function createTrafficMetrics(): TrafficMetrics {
  const requests = createRequestMetrics()
  const streams = createStreamMetrics()
  const upstreams = createUpstreamMetrics()
  const connections = createConnectionMetrics()
  return {
    families: [
      ...connections.families,
      ...requests.families,
      ...streams.families,
      ...upstreams.families,
    ],
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
    retain(live) {
      requests.retain(live)
      streams.retain(live)
      upstreams.retain(live.backends)
    },
    retainSockets: ({ sockets }) => connections.retain(sockets),
  }
}
