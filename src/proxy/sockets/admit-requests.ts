// Before the pipeline: a request waits until it is its turn, and one more than may wait, or be under way, is
// told so at once. It takes no descriptor then that an endpoint's connection needs. And a connection with a
// request is not idle.
import type { Exchange, Pipeline } from '../words/exchange.ts'
import type { HeldConnection } from './connection-table.ts'
import { resetConnection } from './reset.ts'
import type { SharedConnections } from './shared-connections.ts'

export function admittedOnly(pipeline: Pipeline, connections: SharedConnections): Pipeline {
  const { table, turns, byFacts, onLimit, begin } = connections
  return async (exchange) => {
    const held = byFacts.get(exchange.connection)
    if (!held) return pipeline(exchange)
    const isAdmitted = begin(held)
    table.hold(held)
    // What becomes a WebSocket may be silent for hours: it is a stream, and idle while its bytes rest.
    let isStream = false
    if (exchange.request.upgrade !== undefined)
      exchange.onSwitch = () => {
        isStream = true
        held.shed = () => evict(exchange, held)
        table.release(held)
      }
    try {
      const turn = isAdmitted ? turns.next(held, exchange.body === undefined) : turns.refusal()
      // Not awaited where there is nothing to wait for.
      const isNext = typeof turn === 'boolean' ? turn : await turn
      if (!isNext) onLimit(held.socketName, isAdmitted ? 'too-many-waiting' : 'too-many-under-way')
      await pipeline(exchange, isNext ? undefined : 'overloaded')
    } finally {
      if (!isStream) table.release(held)
      if (isAdmitted) table.end(held)
    }
  }
}

/** Closed like any other it would seem complete. Over TLS no end is: that takes a close_notify. */
function evict(exchange: Exchange, { raw }: HeldConnection): void {
  exchange.isEvicted = true
  if (exchange.connection.tls) raw.destroy()
  else resetConnection(raw)
}
