import type { Metrics } from '../observe/metrics/metrics.ts'
import type { Pipeline } from '../proxy/words/exchange.ts'
import { formatSocketAddress } from './words/socket-address.ts'

/** The pipeline, with every exchange counted from its begin to its end. */
export function countingInFlight(
  pipeline: Pipeline,
  metrics: Pick<Metrics, 'onExchange'>,
): Pipeline {
  return (exchange, refusal) => {
    const socket = formatSocketAddress(exchange.connection)
    metrics.onExchange(socket, 1)
    return pipeline(exchange, refusal).finally(() => metrics.onExchange(socket, -1))
  }
}
