// One address and port of protocol UDP. Lives for as long as a listener names it. A datagram goes to the
// session of its client, or opens one; what gets none costs nothing, and is counted.
import type { Listener, RoutingSnapshot, UdpListener } from '../../snapshot/routing-snapshot.ts'
import { bindProblem } from '../sockets/bind-problem.ts'
import type { ListenerContext } from '../sockets/client-connection.ts'
import { hostPort } from '../words/host-port.ts'
import type { PlaneSocket, ListenSocket } from '../sockets/plane-socket.ts'
import { routeStream } from '../streams/route-stream.ts'
import { addressesOf, isWildcard, type LocalAddress } from './local-addresses.ts'
import { LocalSocket, type Client } from './local-socket.ts'
import { Session } from './session.ts'
import type { SharedSessions } from './shared-sessions.ts'
import { whyUnwelcome } from './unwelcome-client.ts'

export class DatagramSocket implements PlaneSocket {
  readonly #where: ListenSocket
  readonly #name: string
  readonly #service: ListenerContext
  readonly #shared: SharedSessions<Session>
  /** By address. */
  readonly #locals = new Map<string, LocalSocket>()
  readonly #sessions = new Set<Session>()
  readonly #onEmpty = new Set<() => void>()
  #wanted: readonly LocalAddress[] = []
  #listener: UdpListener | undefined
  #binding: Promise<string | undefined> | undefined
  #poll: NodeJS.Timeout | undefined
  /** The problem that was told last. */
  #told: string | undefined
  #isClosing = false

  constructor(where: ListenSocket, service: ListenerContext, shared: SharedSessions<Session>) {
    this.#where = where
    this.#name = hostPort(where.address, where.port)
    this.#service = service
    this.#shared = shared
  }

  /** At every address that it is to be bound to. */
  get isBound(): boolean {
    const isAt = ({ address }: LocalAddress) => this.#locals.get(address)?.isBound === true
    return this.#wanted.length > 0 && this.#wanted.every(isAt)
  }

  /**
   * New sessions go by these, and those that are open are held against them. Returns by listener name what
   * is wrong with it.
   */
  update(listeners: readonly Listener[], snapshot: RoutingSnapshot): ReadonlyMap<string, string> {
    const [first, ...others] = listeners.filter((listener) => listener.protocol === 'UDP')
    this.#listener = first
    for (const session of this.#sessions) session.judge(first?.rule, snapshot)
    const problem = `${this.#name} (UDP) is used by another listener: choose another port`
    return new Map(others.map(({ name }) => [name, problem]))
  }

  /** Undefined when bound, else what went wrong. May be tried again. */
  async bind(): Promise<string | undefined> {
    if (isWildcard(this.#where.address) && !this.#isClosing)
      this.#poll ??= setInterval(
        () => void this.#look(),
        this.#service.limits.addressPollMs,
      ).unref()
    this.#told = await this.#follow()
    return this.#told
  }

  /** There is no one to tell it to: nothing of UDP says that a next datagram should go elsewhere. */
  announceEnd(): void {}

  /** Opens no more sessions; what is left of the others after `graceMs` is ended. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true
    clearInterval(this.#poll)
    // In this turn, if there is no grace: whoever listens here next finds the port free.
    if (graceMs <= 0) this.#endSessions()
    if (this.#sessions.size > 0) await this.#empty(graceMs)
    for (const local of this.#locals.values()) local.close()
    this.#locals.clear()
  }

  #empty(graceMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const idleMs = this.#service.limits.datagramDrainIdleMs
    const look = setInterval(() => this.#endSessions(idleMs), idleMs / 4)
    const cut = setTimeout(() => this.#endSessions(), graceMs)
    this.#onEmpty.add(() => {
      clearInterval(look)
      clearTimeout(cut)
      resolve()
    })
    return promise
  }

  #endSessions(silentMs = 0, local?: LocalSocket): void {
    for (const session of this.#sessions) {
      if (local && session.local !== local) continue
      if (this.#shared.table.silentMs(session) >= silentMs) session.end('drained')
    }
  }

  /** The machine's addresses may be others by now. */
  async #look(): Promise<void> {
    const problem = await this.#follow()
    if (problem !== undefined && problem !== this.#told)
      this.#service.observer.log.warn(
        { socket: this.#name, problem },
        'A UDP listener is not open on all addresses of this machine',
      )
    this.#told = problem
  }

  /** Undefined when it is bound at all addresses, else the first problem. */
  #follow(): Promise<string | undefined> {
    this.#binding ??= this.#bindWanted().finally(() => {
      this.#binding = undefined
    })
    return this.#binding
  }

  async #bindWanted(): Promise<string | undefined> {
    if (this.#isClosing) return undefined
    const { address, port } = this.#where
    const { hasPortOffset } = this.#service
    try {
      this.#wanted = addressesOf(address, this.#shared.machine)
    } catch (error) {
      // To ask for them takes a descriptor. Those that are bound stay.
      return bindProblem({ ...this.#where, transport: 'UDP', error: asErrno(error), hasPortOffset })
    }
    for (const [known, local] of this.#locals) {
      if (this.#wanted.some((wanted) => wanted.address === known)) continue
      this.#locals.delete(known)
      this.#endSessions(0, local)
      local.close()
    }
    const missing = this.#wanted.filter((wanted) => !this.#locals.has(wanted.address))
    const problems = await Promise.all(missing.map((wanted) => this.#bindAt(wanted, port)))
    if (this.#wanted.length === 0)
      return `${this.#name} (UDP) cannot be bound because this machine has no address of this family: add one to an interface`
    return problems.find((problem) => problem !== undefined)
  }

  async #bindAt(wanted: LocalAddress, port: number): Promise<string | undefined> {
    const { limits, hasPortOffset } = this.#service
    const local = new LocalSocket({ ...wanted, port }, limits, this.#onDatagram)
    this.#locals.set(wanted.address, local)
    const error = await local.bind()
    if (!error) return undefined
    this.#locals.delete(wanted.address)
    return bindProblem({ address: wanted.address, port, transport: 'UDP', error, hasPortOffset })
  }

  #onDatagram = (local: LocalSocket, datagram: Buffer, client: Client): void => {
    const key = `${local.name} ${hostPort(client.address, client.port)}`
    const { table } = this.#shared
    const known = table.find(key)
    if (known?.isMoving) known.end('moved')
    const session = table.find(key) ?? this.#open({ key, local, client })
    if (session instanceof Session) session.take(datagram)
    else this.#service.observer.onRefused(this.#name, session)
  }

  /** Or why there is none. The share of an invalid backendRef is drawn again for each datagram. */
  #open(asked: { key: string; local: LocalSocket; client: Client }): Session | string {
    if (this.#isClosing) return 'draining'
    const unwelcome = whyUnwelcome(asked.client, this.#shared.upstreamNames)
    if (unwelcome !== undefined) return unwelcome
    if (!this.#listener) return 'no-rule'
    const routed = routeStream(this.#service.streams.snapshot(), { listener: this.#listener })
    if (routed.type !== 'backend') return routed.type
    const session = new Session(
      { ...asked, listener: this.#listener.name, socketName: this.#name, routed },
      { service: this.#service, shared: this.#shared, onEnd: this.#onSessionEnd },
    )
    const problem = session.begin()
    if (problem !== undefined) return problem
    this.#sessions.add(session)
    return session
  }

  #onSessionEnd = (session: Session): void => {
    this.#sessions.delete(session)
    if (this.#sessions.size === 0) for (const tell of this.#onEmpty) tell()
  }
}

/** Node.js hides the system's code behind its own here. */
function asErrno(error: unknown): NodeJS.ErrnoException {
  const { info } = error as { info?: { code?: string } }
  return Object.assign(new Error(String(error)), info?.code !== undefined && { code: info.code })
}
