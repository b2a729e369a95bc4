// What one client, by address and port, says to one listener, and what it is answered: by one endpoint, to
// that client alone, from the address that it asked.
import type { StreamFlag } from '../../observe/log/stream-record.ts'
import type { RoutingSnapshot, StreamRule } from '../../snapshot/routing-snapshot.ts'
import type { ListenerContext } from '../sockets/client-connection.ts'
import { clientSource } from '../sockets/client-source.ts'
import { judgeSession } from './judge-session.ts'
import type { LocalSocket } from './local-socket.ts'
import { SessionEndpoint } from './session-endpoint.ts'
import { sessionRecord, startCounts } from './session-record.ts'
import type { SessionStart } from './session-start.ts'
import type { Share, TableEntry } from './session-table.ts'
import type { SharedSessions } from './shared-sessions.ts'

export interface SessionSurroundings {
  readonly service: ListenerContext
  readonly shared: SharedSessions
  readonly onEnd: (session: Session) => void
}

export class Session implements TableEntry {
  readonly key: string
  readonly local: LocalSocket
  readonly shares: readonly Share[]
  readonly #start: SessionStart
  readonly #around: SessionSurroundings
  readonly #counts = startCounts()
  readonly #flags = new Set<StreamFlag>()
  readonly #endpoint: SessionEndpoint
  #isOver = false
  #isMoving = false

  constructor(start: SessionStart, around: SessionSurroundings) {
    const { service, shared } = around
    const { bounds } = shared.table
    const { address } = start.client
    this.key = start.key
    this.local = start.local
    this.shares = [
      { of: `socket ${start.socketName}`, most: bounds.perSocket },
      { of: `source ${clientSource(address)}`, most: bounds.perSource },
    ]
    this.#start = start
    this.#around = around
    this.#endpoint = new SessionEndpoint({
      backend: start.routed.backend,
      remoteAddress: address,
      streams: service.streams,
      limits: service.limits,
      upstreamNames: shared.upstreamNames,
      onReply: (datagram) => this.#onReply(datagram),
      onDropped: () => void this.#flags.add('dropped'),
    })
  }

  /** Undefined when it has begun, else why not: then it cost nothing and is forgotten. */
  begin(): 'no-endpoint' | 'no-descriptor' | undefined {
    const problem = this.#endpoint.begin()
    if (problem !== undefined) return problem
    this.#around.shared.table.add(this)
    this.#around.service.observer.onConnection(this.#start.socketName, 1)
    return undefined
  }

  /** The client's next datagram is for another session. */
  get isMoving(): boolean {
    return this.#isMoving
  }

  /** By the rule that its listener has now. */
  judge(rule: StreamRule | undefined, snapshot: RoutingSnapshot): void {
    const { endpoint } = this.#endpoint
    const backend = this.#start.routed.backend.name
    const verdict = judgeSession({ backend, endpoint }, rule, snapshot)
    if (verdict === 'ends') this.end('revoked')
    else this.#isMoving = verdict === 'moves'
  }

  /** From the client. */
  take(datagram: Buffer): void {
    this.#counts.datagramsReceived += 1
    this.#counts.bytesReceived += datagram.length
    this.#around.shared.table.touch(this)
    const isFirst = this.#counts.datagramsReceived === 1
    if (!this.#endpoint.send(datagram, isFirst)) this.end('connect-failed')
  }

  end(why: StreamFlag): void {
    if (this.#isOver) return
    this.#isOver = true
    const { shared, service, onEnd } = this.#around
    if (why === 'evicted') shared.onEvicted(this.#start.socketName)
    this.#endpoint.close()
    shared.table.remove(this)
    onEnd(this)
    service.observer.onConnection(this.#start.socketName, -1)
    const flags = this.#flagsAtEnd(why)
    service.observer.onStream(sessionRecord(this.#start, this.#counts, this.#endpoint, flags))
  }

  #flagsAtEnd(why: StreamFlag): readonly StreamFlag[] {
    const { isFailedOver, isOpen, error } = this.#endpoint
    const flags = new Set(this.#flags)
    if (isFailedOver) flags.add('failed-over')
    // Silence is the ordinary end, as nothing else ends a session.
    if (why !== 'idle') flags.add(why)
    if (error !== undefined && this.#counts.datagramsSent === 0) flags.add('connect-failed')
    else if (error !== undefined && !isOpen) flags.add('upstream-reset')
    return [...flags]
  }

  #onReply(datagram: Buffer): void {
    // An endpoint that may no longer be used does not keep its session by what it says.
    if (!this.#isMoving) this.#around.shared.table.touch(this)
    const isTaken = this.local.send(datagram, this.#start.client, (error) => {
      if (error) return void this.#flags.add('dropped')
      this.#counts.datagramsSent += 1
      this.#counts.bytesSent += datagram.length
    })
    if (!isTaken) this.#flags.add('dropped')
  }
}
