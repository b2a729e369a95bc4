// One address and port: takes connections, holds them, and hands them over. Lives for
// as long as a listener names it; snapshots change what it serves, never the socket.
import { createServer, type Server, type Socket } from 'node:net'
import type { Listener, RoutingSnapshot, TcpListener } from '../snapshot/routing-snapshot.ts'
import { bindProblem } from './sockets/bind-problem.ts'
import type { ClientConnection, ListenerContext } from './sockets/client-connection.ts'
import { hostPort, plainAddress } from './words/host-port.ts'
import type { HeldConnection } from './sockets/connection-table.ts'
import type { DirectParts } from './request/direct-parts.ts'
import { openServerHere, serverOptions } from './sockets/open-server.ts'
import { type ListenSocket, type PlaneSocket, kindOf } from './sockets/plane-socket.ts'
import { SocketHttp } from './socket-http.ts'
import type { SharedConnections } from './sockets/shared-connections.ts'
import { resetConnection } from './sockets/reset.ts'
import type { StreamSubject } from './streams/route-stream.ts'
import type { BegunStream } from './streams/serve-stream.ts'
import { SocketStreams } from './streams/socket-streams.ts'
import { type StreamEnd, plainEnd } from './streams/stream-end.ts'
import type { SecureListener } from './tls/tls-listeners.ts'
import { ofEmitter } from './words/of-emitter.ts'
import { TlsTermination, type TlsFacts } from './tls-termination.ts'

export class BoundSocket implements PlaneSocket {
  readonly #where: ListenSocket
  readonly #name: string
  readonly #service: ListenerContext
  readonly #shared: SharedConnections
  readonly #http: SocketHttp
  readonly #tls: TlsTermination
  readonly #connections = new Map<Socket, HeldConnection>()
  readonly #streams: SocketStreams
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
    const onServed = (raw: Socket, serving: Promise<void>) => void this.#served(raw, serving)
    this.#http = new SocketHttp({ service, shared, direct, onServed })
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

  /** New connections are still taken. */
  announceEnd(): void {
    this.#http.announceEnd()
  }

  /** Takes no more connections; what is left of the others after `graceMs` is cut. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true
    this.#server?.close()
    this.#http.drain()
    await this.#empty(graceMs)
    this.#http.close()
  }

  #empty(graceMs: number): Promise<void> {
    if (this.#connections.size === 0) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    const { silentGraceMs } = this.#service.limits
    const hangUp = setTimeout(() => this.#http.hangUpOnSilent(), Math.min(graceMs, silentGraceMs))
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
    this.#http.forget(raw)
    if (this.#connections.size === 0) for (const tell of this.#onEmpty) tell()
  }

  async #serveConnection(held: HeldConnection): Promise<void> {
    const { raw } = held
    if (this.#where.kind === 'http') return this.#http.take(this.#clientOf(held, raw), held)
    if (this.#where.kind === 'tcp') return this.#serveTcp(held)
    const accepted = await this.#tls.accept(raw)
    if (accepted === undefined) return
    if (accepted.type === 'stream') return this.#serveStream(held, accepted.end, accepted.begun)
    const { stream, facts } = accepted
    const client = this.#clientOf(held, stream, facts)
    if (stream.alpnProtocol === 'h2') this.#http.takeHttp2(client)
    else await this.#http.take(client, held)
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
