// Before the pipeline: a request waits until it is its turn, and one more than may wait, or be under way, is
// told so at once. It takes no descriptor then that an endpoint's connection needs. And a connection with a
// request is not idle.
import type { Pipeline } from '../words/exchange.ts'
import type { SharedConnections } from './shared-connections.ts'

export function admittedOnly(pipeline: Pipeline, connections: SharedConnections): Pipeline {
  const { table, turns, byFacts, onLimit } = connections
  return async (exchange) => {
    const held = byFacts.get(exchange.connection)
    if (!held) return pipeline(exchange)
    // What becomes a WebSocket may be silent for hours: it is a stream, and idle while its bytes rest.
    const isRequest = exchange.request.upgrade === undefined
    const isAdmitted = table.begin(held)
    if (isRequest) table.hold(held)
    try {
      const turn = isAdmitted ? turns.next(held, exchange.body === undefined) : turns.refusal()
      // Not awaited where there is nothing to wait for.
      const isNext = typeof turn === 'boolean' ? turn : await turn
      if (!isNext) onLimit(held.socketName, isAdmitted ? 'too-many-waiting' : 'too-many-under-way')
      await pipeline(exchange, isNext ? undefined : 'overloaded')
    } finally {
      if (isRequest) table.release(held)
      if (isAdmitted) table.end(held)
    }
  }
}
