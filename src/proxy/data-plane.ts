// Makes snapshots live. Sockets stay for as long as a listener names their address and port; all else
// that a snapshot changes is one reference assignment, and each request takes it once, at its start.
import type { Observer } from '../observe/log/observer.ts'
import type { BindReport, BindResult } from '../snapshot/bind-report.ts'
import type { Listener, RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { Pipeline } from './words/exchange.ts'
import { type Http2Way, usualHttp2Way } from './words/http2-way.ts'
import { type Balancer, createBalancer } from './balancing/balancer.ts'
import { DatagramSocket } from './datagrams/datagram-socket.ts'
import type { Session } from './datagrams/session.ts'
import { createSharedSessions, type SharedSessions } from './datagrams/shared-sessions.ts'
import { BoundSocket } from './bound-socket.ts'
import { admittedOnly } from './sockets/admit-requests.ts'
import { createSharedConnections, type SharedConnections } from './sockets/shared-connections.ts'
import { limits as defaultLimits, type Limits } from './sockets/limits.ts'
import { type OpenServer, queueTaken } from './sockets/open-server.ts'
import { kindOf, kindOfAll, type PlaneSocket } from './sockets/plane-socket.ts'
import { emptySnapshot } from './request/empty-snapshot.ts'
import type { RequestPipeline } from './request/request-pipeline.ts'
import { createLiveStreams, type LiveStreams } from './sockets/live-streams.ts'
import { TicketSecrets } from './tls/ticket-secrets.ts'

export interface DataPlaneOptions {
  readonly requestPipeline: RequestPipeline
  readonly observer: Observer
  /** Absent: nothing is chosen from for streams. */
  readonly balancer?: Balancer
  /** A listener that was reported as not bound is bound now, without a new snapshot. */
  readonly onRebind?: (report: BindReport) => void
  readonly limits?: Partial<Limits>
  /** Told as a way out where a port is taken. */
  readonly hasPortOffset?: boolean
  /** How TCP is bound; absent: by this process. */
  readonly openServer?: OpenServer
  readonly http2?: Http2Way
  /** Of all processes whose TLS sessions are one another's; absent: this one alone. */
  readonly ticketSecret?: () => Buffer
}

export interface LiveDataPlane {
  apply(snapshot: RoutingSnapshot): Promise<BindReport>
  /**
   * From now on each answer of HTTP/1.1 is the last of its connection, and says so; new connections and
   * snapshots are still taken. For the time in which others learn that nothing more should be sent here.
   */
  announceEnd(): void
  drain(graceMs: number): Promise<void>
}

export function createDataPlane(options: DataPlaneOptions): LiveDataPlane {
  return new DataPlane(options)
}

class DataPlane implements LiveDataPlane {
  readonly #options: DataPlaneOptions
  readonly #limits: Limits
  readonly #streams: LiveStreams
  readonly #sessions: SharedSessions<Session>
  readonly #connections: SharedConnections
  readonly #pipeline: Pipeline
  readonly #sockets = new Map<string, PlaneSocket>()
  readonly #tickets = new TicketSecrets()
  /** Sockets that no listener names any more, while their requests end. */
  readonly #leaving = new Map<PlaneSocket, Promise<void>>()
  #problems: ReadonlyMap<string, string> = new Map()
  /** By listener name: the key of its socket. */
  #keys = new Map<string, string>()
  #retry: NodeJS.Timeout | undefined
  #retryMs: number
  #isEnding = false
  #isDraining = false

  constructor(options: DataPlaneOptions) {
    this.#options = options
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#streams = createLiveStreams(options.balancer ?? createBalancer(), emptySnapshot)
    this.#sessions = createSharedSessions<Session>(this.#limits, {
      isCrowded: () => this.#connections.isCrowded(),
      onEvicted: (socket) => this.#connections.onLimit(socket, 'silent-session'),
    })
    this.#connections = createSharedConnections({
      limits: this.#limits,
      observer: options.observer,
      sessions: () => this.#sessions.table.size,
      room: options.requestPipeline.room,
    })
    this.#pipeline = admittedOnly(options.requestPipeline.pipeline, this.#connections)
    this.#retryMs = this.#limits.rebindMs
  }

  async apply(snapshot: RoutingSnapshot): Promise<BindReport> {
    if (this.#isDraining)
      throw new Error('The data plane is draining: it takes no snapshot any more')
    clearTimeout(this.#retry)
    this.#tickets.update(snapshot)
    const groups = groupBySocket(snapshot.listeners)
    for (const [key, socket] of this.#sockets) if (!groups.has(key)) this.#remove(key, socket)
    const problems = new Map<string, string>()
    this.#keys = new Map()
    for (const [key, listeners] of groups) {
      for (const { name } of listeners) this.#keys.set(name, key)
      const found = this.#socketOf(key, listeners).update(listeners, snapshot)
      for (const [name, problem] of found) problems.set(name, problem)
    }
    this.#problems = problems
    // After the certificates and in the same turn: no request comes between.
    this.#options.requestPipeline.apply(snapshot)
    this.#streams.apply(snapshot)
    this.#retryMs = this.#limits.rebindMs
    return this.#bind()
  }

  announceEnd(): void {
    this.#isEnding = true
    for (const socket of this.#sockets.values()) socket.announceEnd()
  }

  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true
    clearTimeout(this.#retry)
    await queueTaken(() => this.#connections.taken(), graceMs)
    const closing = [...this.#sockets.values()].map((socket) => socket.close(graceMs))
    // Those that left before get no longer than the others.
    closing.push(...[...this.#leaving.keys()].map((socket) => socket.close(graceMs)))
    closing.push(...this.#leaving.values())
    await Promise.all(closing)
    await this.#options.requestPipeline.close()
  }

  #socketOf(key: string, listeners: readonly Listener[]): PlaneSocket {
    const known = this.#sockets.get(key)
    if (known) return known
    const { observer, hasPortOffset = false, http2 = usualHttp2Way } = this.#options
    const { openServer, ticketSecret = () => this.#tickets.current() } = this.#options
    const { address, port } = listeners[0]!
    const where = { address, port, kind: kindOfAll(listeners) }
    const limits = this.#limits
    const [pipeline, streams] = [this.#pipeline, this.#streams]
    const context = { pipeline, streams, observer, limits, hasPortOffset, http2, ticketSecret }
    const service = openServer ? { ...context, openServer } : context
    const socket =
      where.kind === 'udp'
        ? new DatagramSocket(where, service, this.#sessions)
        : new BoundSocket(where, service, this.#connections, this.#options.requestPipeline.direct)
    if (this.#isEnding) socket.announceEnd()
    this.#sockets.set(key, socket)
    return socket
  }

  #remove(key: string, socket: PlaneSocket): void {
    this.#sockets.delete(key)
    // The port of UDP is free only without its sessions, and the next listener may be one of this plane.
    const graceMs = socket instanceof DatagramSocket ? 0 : this.#limits.removedGraceMs
    const left = socket.close(graceMs)
    this.#leaving.set(
      socket,
      left.finally(() => this.#leaving.delete(socket)),
    )
  }

  /** Binds what is not bound, and says how all listeners are. */
  async #bind(): Promise<BindReport> {
    const unbound = [...this.#sockets].filter(([, socket]) => !socket.isBound)
    const failed = new Map<string, string>()
    await Promise.all(
      unbound.map(async ([key, socket]) => {
        const problem = await socket.bind()
        if (problem !== undefined) failed.set(key, problem)
      }),
    )
    if (failed.size > 0) this.#retryLater(failed.size)
    return Object.fromEntries(
      [...this.#keys].map(([name, key]) => [
        name,
        asResult(failed.get(key) ?? this.#problems.get(name)),
      ]),
    )
  }

  #retryLater(failed: number): void {
    if (this.#isDraining) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(async () => {
      const report = await this.#bind()
      const isBetter = [...this.#sockets.values()].filter(({ isBound }) => !isBound).length < failed
      if (isBetter && !this.#isDraining) this.#options.onRebind?.(report)
    }, this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, this.#limits.rebindMaxMs)
  }
}

function asResult(problem: string | undefined): BindResult {
  return problem === undefined ? { isBound: true } : { isBound: false, problem }
}

/** A port that changes between HTTP and HTTPS is another socket: nobody stays on it in the clear. */
function groupBySocket(listeners: readonly Listener[]): Map<string, Listener[]> {
  const places = Map.groupBy(listeners, (listener) => {
    const transport = kindOf(listener) === 'udp' ? 'udp' : 'tcp'
    return `${listener.address} ${listener.port} ${transport}`
  })
  return new Map([...places].map(([place, all]) => [`${place} ${kindOfAll(all)}`, all]))
}
