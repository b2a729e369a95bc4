// One address and port: takes connections, finds out what they speak, and hands them over. Lives for
// as long as a listener names it; snapshots change what it serves, never the socket.
import { createServer, type Server, type Socket } from 'node:net'
import type { Listener, RoutingSnapshot, TcpListener } from '../snapshot/routing-snapshot.ts'
import { bindProblem } from './sockets/bind-problem.ts'
import type { ClientConnection, ListenerContext } from './sockets/client-connection.ts'
import { hostPort, plainAddress } from './words/host-port.ts'
import type { HeldConnection } from './sockets/connection-table.ts'
import { lookAtFirstBytes } from './sockets/first-bytes.ts'
import { lookAtFirstLine } from './sockets/first-line.ts'
import { DirectService } from './client-side/http1-direct/direct-service.ts'
import { Http1Service } from './client-side/http1-express/http1-service.ts'
import { Http2Connection } from './client-side/http2/http2-connection.ts'
import type { DirectParts } from './request/direct-parts.ts'
import { DirectHttp2Connection } from './client-side/http2-direct/direct-http2-connection.ts'
import {
  directHttp2Context,
  type DirectHttp2Context,
} from './client-side/http2-direct/direct-http2-context.ts'
import { endSoon } from './sockets/linger.ts'
import { openServerHere, serverOptions } from './sockets/open-server.ts'
import { type ListenSocket, type PlaneSocket, kindOf } from './sockets/plane-socket.ts'
import { type RequestRefusal, refusalBytes, refuse } from './sockets/refusal.ts'
import type { SharedConnections } from './sockets/shared-connections.ts'
import { resetConnection } from './sockets/reset.ts'
import type { StreamSubject } from './streams/route-stream.ts'
import type { BegunStream } from './streams/serve-stream.ts'
import { SocketStreams } from './streams/socket-streams.ts'
import { type StreamEnd, plainEnd } from './streams/stream-end.ts'
import type { SecureListener } from './tls/tls-listeners.ts'
import { fewBytes, isTurnOver, itsTurn } from './words/fair-turns.ts'
import { ofEmitter } from './words/of-emitter.ts'
import { TlsTermination, type TlsFacts } from './tls-termination.ts'

export class BoundSocket implements PlaneSocket {
  readonly #where: ListenSocket
  readonly #name: string
  readonly #service: ListenerContext
  readonly #shared: SharedConnections
  readonly #http1: Http1Service
  /** Absent: all of HTTP/1.1 goes the reference way. */
  readonly #direct: DirectService | undefined
  /** The same of HTTP/2. */
  readonly #directHttp2: DirectHttp2Context | undefined
  readonly #tls: TlsTermination
  readonly #connections = new Map<Socket, HeldConnection>()
  readonly #http2 = new Map<Socket, Http2Connection | DirectHttp2Connection>()
  readonly #streams: SocketStreams
  /** Connections that have not said a word of HTTP yet. */
  readonly #silent = new Set<Socket>()
  readonly #onEmpty = new Set<() => void>()
  /** One for all connections: a closure for each is memory that each idle one costs. */
  readonly #onClose = ofEmitter<Socket>((raw) => this.#forget(raw))
  #tcp: TcpListener | undefined
  #server: Server | undefined
  #isClosing = false
  #binding: Promise<string | undefined> | undefined

  constructor(
    where: ListenSocket,
    service: ListenerContext,
    shared: SharedConnections,
    direct?: DirectParts,
  ) {
    this.#where = where
    this.#shared = shared
    this.#name = hostPort(where.address, where.port)
    this.#service = service
    this.#http1 = new Http1Service(service)
    this.#direct = direct && this.#directService(direct)
    const { observer, limits } = service
    this.#directHttp2 = direct && directHttp2Context({ parts: direct, shared, observer, limits })
    this.#tls = new TlsTermination(service, this.#name)
    this.#streams = new SocketStreams(service, (begun) => this.#askedNow(begun))
  }

  get isBound(): boolean {
    return this.#server?.listening === true
  }

  /** New connections go by these, and open streams are held against them. Returns by listener name what is wrong with it. */
  update(listeners: readonly Listener[], material: RoutingSnapshot): ReadonlyMap<string, string> {
    const secure = listeners.filter(isSecure)
    const problems = new Map(this.#tls.update(secure, material))
    this.#tcp = this.#where.kind === 'tcp' ? listeners.find(isTcp) : undefined
    this.#streams.judge(material)
    // One port speaks one protocol; never in the clear what another listener has encrypted. And what a
    // client of TCP means nothing tells but the port.
    for (const listener of listeners) {
      const { name, protocol } = listener
      if (kindOf(listener) === this.#where.kind && !(this.#tcp && this.#tcp !== listener)) continue
      const served = { http: 'HTTP', tls: 'TLS', tcp: 'TCP', udp: 'UDP' }[this.#where.kind]
      problems.set(name, `${this.#name} serves ${served}: choose another port for ${protocol}`)
    }
    return problems
  }

  /** Undefined when bound, else what went wrong. May be tried again. */
  bind(): Promise<string | undefined> {
    this.#binding ??= this.#listen().finally(() => {
      this.#binding = undefined
    })
    return this.#binding
  }

  async #listen(): Promise<string | undefined> {
    const { address, port } = this.#where
    const { openServer = openServerHere, hasPortOffset } = this.#service
    const server = createServer(serverOptions)
    server.on('connection', (raw) => void this.#onConnection(raw))
    try {
      await openServer(server, { address, port })
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      return bindProblem({ address, port, error, hasPortOffset })
    }
    server.on('error', this.#onError)
    this.#server = server
    if (this.#isClosing) server.close()
    return undefined
  }

  /** New connections are still taken. Of HTTP/2 only the end is told: Node closes after any GOAWAY. */
  announceEnd(): void {
    this.#http1.announceEnd()
    this.#direct?.announceEnd()
  }

  /** Takes no more connections; what is left of the others after `graceMs` is cut. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true
    this.#server?.close()
    this.#http1.drain()
    this.#direct?.drain()
    for (const connection of this.#http2.values()) connection.drain()
    await this.#empty(graceMs)
    this.#http1.close()
  }

  #empty(graceMs: number): Promise<void> {
    if (this.#connections.size === 0) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    const { silentGraceMs } = this.#service.limits
    const hangUp = setTimeout(
      () => {
        for (const stream of this.#silent) stream.destroy()
      },
      Math.min(graceMs, silentGraceMs),
    )
    const cut = setTimeout(() => {
      this.#streams.cut()
      for (const raw of this.#connections.keys()) raw.destroy()
    }, graceMs)
    this.#onEmpty.add(() => {
      clearTimeout(hangUp)
      clearTimeout(cut)
      resolve()
    })
    return promise
  }

  async #onConnection(raw: Socket): Promise<void> {
    raw.on('error', ignore)
    const held = this.#shared.admit(raw, this.#where.kind, this.#name)
    if (!held) return
    this.#connections.set(raw, held)
    this.#service.observer.onConnection(this.#name, 1)
    raw.on('close', this.#onClose)
    await this.#served(raw, this.#serveConnection(held))
  }

  async #served(raw: Socket, serving: Promise<void>): Promise<void> {
    try {
      await serving
    } catch (error) {
      this.#service.observer.log.error({ socket: this.#name, error }, 'A connection failed')
      raw.destroy()
    }
  }

  #forget(raw: Socket): void {
    const held = this.#connections.get(raw)
    if (!held) return
    this.#connections.delete(raw)
    this.#shared.table.remove(held)
    this.#service.observer.onConnection(this.#name, -1)
    this.#silent.delete(raw)
    this.#http2.get(raw)?.onClosed()
    this.#http2.delete(raw)
    if (this.#connections.size === 0) for (const tell of this.#onEmpty) tell()
  }

  async #serveConnection(held: HeldConnection): Promise<void> {
    const { raw } = held
    if (this.#where.kind === 'http') return this.#serveHttp(this.#clientOf(held, raw), held)
    if (this.#where.kind === 'tcp') return this.#serveTcp(held)
    const accepted = await this.#tls.accept(raw)
    if (accepted === undefined) return
    if (accepted.type === 'stream') return this.#serveStream(held, accepted.end, accepted.begun)
    const { stream, facts } = accepted
    const client = this.#clientOf(held, stream, facts)
    if (stream.alpnProtocol === 'h2') this.#serveHttp2(client)
    else await this.#serveHttp(client, held)
  }

  #askedNow(begun: BegunStream): StreamSubject | undefined {
    if (this.#where.kind === 'tls') return this.#tls.askedNow(begun)
    return this.#tcp && { listener: this.#tcp }
  }

  async #serveTcp(held: HeldConnection): Promise<void> {
    const { raw } = held
    const listener = this.#tcp
    // Its socket is about to be closed.
    if (!listener) return resetConnection(raw)
    const snapshot = this.#service.streams.snapshot()
    return this.#serveStream(held, plainEnd(raw), { asked: { listener }, snapshot })
  }

  #serveStream(held: HeldConnection, end: StreamEnd, begun: BegunStream): Promise<void> {
    return this.#shared.stream(held, () => this.#streams.serve(end, begun, held))
  }

  #directService(parts: DirectParts): DirectService {
    const { observer, limits } = this.#service
    return new DirectService({
      parts,
      shared: this.#shared,
      observer,
      limits,
      doors: {
        onSpoke: ({ stream }) => this.#silent.delete(stream),
        handOver: (client, isFirst) => {
          if (isFirst) void this.#served(client.raw, this.#serve(client))
          else this.#http1.take(client, undefined, '1.1')
          client.stream.resume()
        },
        refuse: (client, refusal) => this.#refuse(client, refusal),
      },
    })
  }

  async #serveHttp(client: ClientConnection, held: HeldConnection): Promise<void> {
    if (this.#direct === undefined) return this.#serve(client)
    this.#silent.add(client.stream)
    this.#direct.take(client, held)
  }

  /** HTTP of a version that is not known yet. */
  async #serve(client: ClientConnection): Promise<void> {
    const { limits } = this.#service
    const { stream } = client
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
      this.#service.observer.onRefused(this.#name, refusal.reason)
    }
    if (first.type !== 'found') return void client.stream.destroy()
    if (typeof first.found === 'object' && first.found.type === 'refusal')
      return this.#refuse(client, first.found)
    // Whoever sends more than a request before it is served has its turn among those that do.
    if (stream.readableLength > fewBytes && isTurnOver()) await itsTurn()
    if (stream.destroyed) return
    // RFC 9113 §3.2: over TLS, HTTP/2 is agreed on by ALPN and by nothing else.
    if (first.found !== 'http2') this.#http1.take(client, first.found)
    else if (client.facts.tls === undefined) this.#serveHttp2(client)
    else this.#http1.take(client)
  }

  #serveHttp2(client: ClientConnection): void {
    const connection =
      this.#service.http2 === 'direct'
        ? new DirectHttp2Connection(client, this.#service, this.#directHttp2)
        : new Http2Connection(client, this.#service)
    this.#http2.set(client.raw, connection)
    if (this.#isClosing) connection.drain()
  }

  #refuse(client: ClientConnection, refusal: RequestRefusal): void {
    this.#service.observer.onRefused(this.#name, refusal.reason)
    endSoon(client.stream, refusalBytes(refusal), this.#service.limits)
  }

  #clientOf(held: HeldConnection, stream: Socket, tls?: TlsFacts): ClientConnection {
    const { raw } = held
    const { remoteAddress = '', remotePort = 0 } = raw
    const facts = {
      address: this.#where.address,
      port: this.#where.port,
      remoteAddress: plainAddress(remoteAddress),
      remotePort,
      ...(tls && { tls }),
    }
    this.#shared.byFacts.set(facts, held)
    return { raw, stream, facts, socketName: this.#name }
  }

  #onError = (error: Error): void => {
    const { log } = this.#service.observer
    log.error({ socket: this.#name, error }, 'A socket cannot accept connections at the moment')
  }
}

function isSecure(listener: Listener): listener is SecureListener {
  return kindOf(listener) === 'tls'
}

function isTcp(listener: Listener): listener is TcpListener {
  return listener.protocol === 'TCP'
}

function ignore(): void {}
