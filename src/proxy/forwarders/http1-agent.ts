// Keeps connections to HTTP/1.1 endpoints. Apart from node:http's own agent because a kept connection
// on which an endpoint speaks unasked must never serve a request: those bytes would be taken for the
// answer to the next client.
import { Agent, type ClientRequest } from 'node:http'
import type { TcpNetConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import { maxHeadBytes } from '../head-bytes.ts'
import { connectTls } from './connect-tls.ts'
import type { EndpointTls } from './endpoint-tls.ts'

const maxIdlePerEndpoint = 128
/** Below the 5 s after which Node's own and many other servers close an idle connection. */
const idleMs = 4_000

// What agents made by others go by (https://github.com/TooTallNate/proxy-agents), and Node's types leave out.
declare module 'node:http' {
  interface Agent {
    addRequest(request: ClientRequest, options: object): void
  }
  interface ClientRequest {
    maxHeaderSize?: number | undefined
  }
}

/** Its connections are in the clear, or all of them by the same TLS settings. */
export class Http1Agent extends Agent {
  readonly #tls: EndpointTls | undefined
  #isRetired = false

  constructor(tls: EndpointTls | undefined) {
    super({
      keepAlive: true,
      // As many as there are requests: with a bound, slow clients would take the endpoint from all others.
      maxSockets: Infinity,
      maxFreeSockets: maxIdlePerEndpoint,
      scheduling: 'lifo',
      timeout: idleMs,
    })
    this.#tls = tls
  }

  override addRequest(request: ClientRequest, options: object): void {
    request.maxHeaderSize = maxHeadBytes
    super.addRequest(request, options)
  }

  override createConnection(
    options: TcpNetConnectOpts,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    if (!this.#tls) return super.createConnection(options, callback)
    const { host = '', port } = options
    return connectTls({ address: host, port }, this.#tls, 'http/1.1')
  }

  /** Nothing is kept any more; what is in use is not touched. */
  retire(): void {
    this.#isRetired = true
    for (const sockets of Object.values(this.freeSockets))
      for (const socket of sockets ?? []) socket.destroy()
  }

  // Node documents that a falsy answer closes the connection; its type says void.
  override keepSocketAlive(socket: Duplex): boolean {
    if (this.#isRetired) return false
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
