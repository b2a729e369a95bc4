// HTTP of one socket's connections: finds out which version a connection speaks, and hands it to whoever
// serves that version.
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { DirectService } from './client-side/http1-direct/direct-service.ts'
import { Http1Service } from './client-side/http1-express/http1-service.ts'
import type * as nodesHttp2 from './client-side/http2/http2-connection.ts'
import { DirectHttp2Connection } from './client-side/http2-direct/direct-http2-connection.ts'
import {
  directHttp2Context,
  type DirectHttp2Context,
} from './client-side/http2-direct/direct-http2-context.ts'
import type { DirectParts } from './request/direct-parts.ts'
import type { ClientConnection, ListenerContext } from './sockets/client-connection.ts'
import type { HeldConnection } from './sockets/connection-table.ts'
import { lookAtFirstBytes } from './sockets/first-bytes.ts'
import { lookAtFirstLine } from './sockets/first-line.ts'
import { endSoon } from './sockets/linger.ts'
import { type RequestRefusal, refusalBytes, refuse } from './sockets/refusal.ts'
import type { SharedConnections } from './sockets/shared-connections.ts'
import { atItsTurn, fewBytes, isTurnOver, itsTurn } from './turns/fair-turns.ts'

export interface SocketHttpOptions {
  readonly service: ListenerContext
  readonly shared: SharedConnections
  /** Absent: all requests go through the pipeline. */
  readonly direct: DirectParts | undefined
  /** Looks after a connection that is served later, and may fail. */
  readonly onServed: (raw: Socket, serving: Promise<void>) => void
}

/** Loaded for the first connection of the reference way: few use it, and it takes 5 MiB. */
function loadNodesHttp2(): typeof nodesHttp2 {
  return createRequire(import.meta.url)('./client-side/http2/http2-connection.ts')
}

export class SocketHttp {
  readonly #service: ListenerContext
  readonly #http1: Http1Service
  readonly #direct: DirectService | undefined
  readonly #directHttp2: DirectHttp2Context | undefined
  readonly #http2 = new Map<Socket, nodesHttp2.Http2Connection | DirectHttp2Connection>()
  /** Connections that have not said a word of HTTP yet. */
  readonly #silent = new Set<Socket>()
  #isDraining = false

  constructor(options: SocketHttpOptions) {
    this.#service = options.service
    this.#http1 = new Http1Service(options.service)
    const { direct: parts, shared } = options
    const { observer, limits } = options.service
    this.#direct = parts && this.#directService(parts, options)
    this.#directHttp2 = parts && directHttp2Context({ parts, shared, observer, limits })
  }

  async take(client: ClientConnection, held: HeldConnection): Promise<void> {
    if (this.#direct === undefined) return this.#serve(client)
    this.#silent.add(client.stream)
    this.#direct.take(client, held)
  }

  takeHttp2(client: ClientConnection): void {
    const connection =
      this.#service.http2 === 'direct'
        ? new DirectHttp2Connection(client, this.#service, this.#directHttp2)
        : new (loadNodesHttp2().Http2Connection)(client, this.#service)
    this.#http2.set(client.raw, connection)
    if (this.#isDraining) connection.drain()
  }

  /** Each answer says that it is the last. Of HTTP/2 only the end is told: Node closes after any GOAWAY. */
  announceEnd(): void {
    this.#http1.announceEnd()
    this.#direct?.announceEnd()
  }

  /** Requests that have begun may end, and no others begin. */
  drain(): void {
    this.#isDraining = true
    this.#http1.drain()
    this.#direct?.drain()
    for (const connection of this.#http2.values()) connection.drain()
  }

  hangUpOnSilent(): void {
    for (const stream of this.#silent) stream.destroy()
  }

  /** It is closed. */
  forget(raw: Socket): void {
    this.#silent.delete(raw)
    this.#http2.get(raw)?.onClosed()
    this.#http2.delete(raw)
  }

  close(): void {
    this.#http1.close()
  }

  #directService(parts: DirectParts, { shared, onServed }: SocketHttpOptions): DirectService {
    const { observer, limits } = this.#service
    return new DirectService({
      parts,
      shared,
      observer,
      limits,
      doors: {
        onSpoke: ({ stream }) => this.#silent.delete(stream),
        handOver: (client, isFirst) => {
          if (isFirst) onServed(client.raw, this.#serve(client))
          else return this.#takeBack(client)
          client.stream.resume()
        },
        refuse: (client, refusal) => this.#refuse(client, refusal),
      },
    })
  }

  /** From the direct way, after requests that it served. */
  #takeBack(client: ClientConnection): void {
    const { stream } = client
    const take = () => {
      if (stream.destroyed) return
      this.#http1.take(client, undefined, '1.1')
      stream.resume()
    }
    if (stream.readableLength > fewBytes && isTurnOver()) atItsTurn(take)
    else take()
  }

  /** Of a version that is not known yet. */
  async #serve(client: ClientConnection): Promise<void> {
    const { limits } = this.#service
    const { stream, socketName } = client
    this.#silent.add(stream)
    const first = await lookAtFirstBytes(stream, limits.headTimeoutMs, (bytes, seen) => {
      this.#silent.delete(stream)
      return lookAtFirstLine(bytes, seen, limits.headBytes)
    })
    this.#silent.delete(stream)
    if (first.type === 'timeout') {
      const refusal = refuse('header-timeout')
      // To a client that said nothing there is nothing to answer.
      if (first.received > 0) return this.#refuse(client, refusal)
      this.#service.observer.onRefused(socketName, refusal.reason)
    }
    if (first.type !== 'found') return void client.stream.destroy()
    if (typeof first.found === 'object' && first.found.type === 'refusal')
      return this.#refuse(client, first.found)
    // Whoever sends more than a request before it is served has its turn among those that do.
    if (stream.readableLength > fewBytes && isTurnOver()) await itsTurn()
    if (stream.destroyed) return
    // RFC 9113 §3.2: over TLS, HTTP/2 is agreed on by ALPN and by nothing else.
    if (first.found !== 'http2') this.#http1.take(client, first.found)
    else if (client.facts.tls === undefined) this.takeHttp2(client)
    else this.#http1.take(client)
  }

  #refuse(client: ClientConnection, refusal: RequestRefusal): void {
    this.#service.observer.onRefused(client.socketName, refusal.reason)
    endSoon(client.stream, refusalBytes(refusal), this.#service.limits)
  }
}
