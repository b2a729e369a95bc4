// Keeps connections to HTTP/1.1 endpoints. Apart from node:http's own agent because a kept connection
// on which an endpoint speaks unasked must never serve a request: those bytes would be taken for the
// answer to the next client.
import { Agent, type ClientRequest } from 'node:http'
import type { Duplex } from 'node:stream'

/** Upgraded connections do not count. Who finds no free connection waits, at most the connect timeout. */
const maxConnectionsPerEndpoint = 1024
const maxIdlePerEndpoint = 128
/** Below the 5 s after which Node's own and many other servers close an idle connection. */
const idleMs = 4_000

export class Http1Agent extends Agent {
  constructor() {
    super({
      keepAlive: true,
      maxSockets: maxConnectionsPerEndpoint,
      maxFreeSockets: maxIdlePerEndpoint,
      scheduling: 'lifo',
      timeout: idleMs,
    })
  }

  // Node documents that a falsy answer closes the connection; its type says void.
  override keepSocketAlive(socket: Duplex): boolean {
    const isKept: unknown = super.keepSocketAlive(socket)
    if (isKept === false || socket.readableLength > 0) return false
    socket.on('data', closeUnasked)
    return true
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    socket.off('data', closeUnasked)
    super.reuseSocket(socket, request)
  }
}

function closeUnasked(this: Duplex): void {
  this.destroy()
}
