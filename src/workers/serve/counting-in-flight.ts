import type { TrafficEvents } from '../../observe/metrics/traffic-metrics.ts'
import type { Pipeline } from '../../proxy/words/exchange.ts'
import { hostPort } from '../../proxy/words/host-port.ts'

/** The pipeline, with every exchange counted from its begin to its end. */
export function countingInFlight(
  pipeline: Pipeline,
  metrics: Pick<TrafficEvents, 'onExchange'>,
): Pipeline {
  return (exchange, refusal) => {
    const socket = hostPort(exchange.connection.address, exchange.connection.port)
    metrics.onExchange(socket, 1)
    return pipeline(exchange, refusal).finally(() => metrics.onExchange(socket, -1))
  }
}
