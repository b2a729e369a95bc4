// Before the pipeline: a request more than may be under way is told so at once. It neither waits nor takes
// a descriptor that an endpoint's connection needs; and a connection with a request is not idle.
import type { Pipeline } from './exchange.ts'
import { socketName } from './listeners/client-connection.ts'
import type { SharedConnections } from './listeners/shared-connections.ts'

export function admittedOnly(pipeline: Pipeline, connections: SharedConnections): Pipeline {
  const { table, byFacts, onLimit } = connections
  return async (exchange) => {
    const { connection, request } = exchange
    const held = byFacts.get(connection)
    if (!held) return pipeline(exchange)
    // What becomes a WebSocket may be silent for hours: it is a stream, and idle while its bytes rest.
    const isRequest = request.upgrade === undefined
    const isAdmitted = table.begin(held)
    if (!isAdmitted) onLimit(socketName(connection.address, connection.port), 'too-many-under-way')
    if (isRequest) table.hold(held)
    try {
      await pipeline(exchange, isAdmitted ? undefined : 'overloaded')
    } finally {
      if (isRequest) table.release(held)
      if (isAdmitted) table.end(held)
    }
  }
}
