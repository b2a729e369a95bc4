// Keeps connections to HTTP/1.1 endpoints. Apart from node:http's own agent because a kept connection
// on which an endpoint speaks unasked must never serve a request: those bytes would be taken for the
// answer to the next client.
import { Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket, TcpNetConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import { maxHeadBytes } from '../../words/head-bytes.ts'
import { connectTls } from '../tls/connect-tls.ts'
import type { EndpointTls } from '../tls/endpoint-tls.ts'
import type { EndpointRoom } from '../../words/endpoint-room.ts'
import { FairReading } from '../../turns/fair-reading.ts'
import { maxIdlePerEndpoint } from '../endpoint-limits.ts'
import { KeepTimes, usualMs } from '../keep-times.ts'

// What agents made by others go by (https://github.com/TooTallNate/proxy-agents), and Node's types leave out.
declare module 'node:http' {
  interface Agent {
    addRequest(request: ClientRequest, options: object): void
  }
  interface ClientRequest {
    maxHeaderSize?: number | undefined
  }
}

interface Kept {
  readonly until: number
  onClosed(): void
}

/** Its connections are in the clear, or all of them by the same TLS settings. */
export class Http1Agent extends Agent {
  readonly #tls: EndpointTls | undefined
  readonly #room: EndpointRoom
  readonly #keepTimes = new KeepTimes()
  readonly #kept = new WeakMap<Duplex, Kept>()
  readonly #inRoom = new WeakSet<Duplex>()
  #isRetired = false

  constructor(tls: EndpointTls | undefined, room: EndpointRoom) {
    super({
      keepAlive: true,
      // As many as there are requests: with a bound, slow clients would take the endpoint from all others.
      maxSockets: Infinity,
      maxFreeSockets: maxIdlePerEndpoint,
      scheduling: 'lifo',
      timeout: usualMs,
      // What an endpoint says of it is judged by KeepTimes.
      agentKeepAliveTimeoutBuffer: 0,
    })
    this.#tls = tls
    this.#room = room
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
  override keepSocketAlive(socket: Socket): boolean {
    // What was received and not read yet would be taken for the next answer.
    if (this.#isRetired || fair.has(socket)) return false
    const isKept: unknown = super.keepSocketAlive(socket)
    if (isKept === false || socket.readableLength > 0) return false
    const endpoint = `${socket.remoteAddress} ${socket.remotePort}`
    const forMs = this.#keepTimes.of(endpoint, saidOf.get(socket))
    if (forMs < 1) return false
    socket.setTimeout(forMs)
    socket.on('data', closeUnasked)
    const since = performance.now()
    const { bytesRead } = socket
    // While it is kept, or when it is in use again and its endpoint has not said a word.
    const onClosed = () => {
      if (socket.bytesRead === bytesRead)
        this.#keepTimes.onClosed(endpoint, performance.now() - since)
    }
    const { onClosed: before = onClosed } = this.#kept.get(socket) ?? {}
    socket.off('end', before).off('error', before)
    socket.on('end', onClosed).on('error', onClosed)
    this.#kept.set(socket, { until: since + forMs, onClosed })
    safeUntil.set(socket, since + this.#keepTimes.ofUnrepeatable(endpoint))
    return this.#keepInRoom(socket)
  }

  override reuseSocket(socket: Socket, request: ClientRequest): void {
    this.#room.release(socket)
    socket.off('data', closeUnasked)
    super.reuseSocket(socket, request)
    socket.setTimeout(0)
    const { until = 0 } = this.#kept.get(socket) ?? {}
    // What it was told is not looked at yet, or its timer is late.
    if (socket.readableEnded || performance.now() > until) socket.destroy()
  }

  #keepInRoom(socket: Socket): boolean {
    const isFirst = !this.#inRoom.has(socket)
    if (!this.#room.keep(socket, () => socket.destroy())) return false
    if (isFirst) socket.once('close', () => this.#room.release(socket))
    this.#inRoom.add(socket)
    return true
  }
}

const fair = new WeakSet<Duplex>()

/** Reads a connection whose answer comes in many small chunks a little in each turn; it is not kept then. */
export function readFairly(socket: Socket): () => void {
  fair.add(socket)
  return new FairReading(socket).onPiece
}

const saidOf = new WeakMap<Duplex, string>()

/** What the endpoint says of how long it keeps the connection. */
export function noteKeepAlive({ socket, headers }: IncomingMessage): void {
  const said = headers['keep-alive']
  if (said !== undefined) saidOf.set(socket, String(said))
}

const safeUntil = new WeakMap<Duplex, number>()

/** Whether a kept connection is of an endpoint that closed others as soon as this. */
export function mayBeClosing(socket: Duplex): boolean {
  return performance.now() > (safeUntil.get(socket) ?? Infinity)
}

function closeUnasked(this: Duplex): void {
  this.destroy()
}
