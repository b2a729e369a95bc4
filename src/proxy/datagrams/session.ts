// What one client, by address and port, says to one listener: it goes to one endpoint, which stays the
// same until it fails or both are silent. What the endpoint answers goes back to that client alone.
import type { StreamFlag } from '../../observe/stream-record.ts'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import type { Pick } from '../balancing/balancer.ts'
import type { Service } from '../listeners/client-connection.ts'
import type { RoutedStream } from '../streams/route-stream.ts'
import { clientSource } from './client-source.ts'
import type { Client, LocalSocket } from './local-socket.ts'
import { sessionRecord, startCounts } from './session-record.ts'
import type { Share, TableEntry } from './session-table.ts'
import type { SharedSessions } from './shared-sessions.ts'
import { Upstream, type UpstreamFault } from './upstream.ts'

export interface SessionStart {
  readonly key: string
  readonly local: LocalSocket
  readonly client: Client
  /** Of the listener, and of its socket. */
  readonly listener: string
  readonly socketName: string
  readonly routed: Extract<RoutedStream, { type: 'backend' }>
}

export interface SessionSurroundings {
  readonly service: Service
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
  readonly #tried = new Set<Endpoint>()
  #pick: Pick | undefined
  /** Absent: the last one failed, and nothing came from the client since. */
  #upstream: Upstream | undefined
  /** The first datagram, as long as another endpoint may be given it. */
  #first: Buffer | undefined
  #error: string | undefined
  /** By the endpoint that it has now. */
  #isAnswered = false
  #isOver = false

  constructor(start: SessionStart, around: SessionSurroundings) {
    const { bounds } = around.shared.table
    this.key = start.key
    this.local = start.local
    this.shares = [
      { of: `socket ${start.socketName}`, most: bounds.perSocket },
      { of: `source ${clientSource(start.client.address)}`, most: bounds.perSource },
    ]
    this.#start = start
    this.#around = around
  }

  /** Undefined when it has begun, else why not: then it cost nothing and is forgotten. */
  begin(): 'no-endpoint' | 'no-descriptor' | undefined {
    if (!this.#open()) return this.#pick ? 'no-descriptor' : 'no-endpoint'
    this.#around.shared.table.add(this)
    this.#around.service.observer.onConnection(this.#start.socketName, 1)
    return undefined
  }

  /** From the client. */
  take(datagram: Buffer): void {
    const { shared, service } = this.#around
    const isFirst = this.#counts.datagramsReceived === 0
    this.#counts.datagramsReceived += 1
    this.#counts.bytesReceived += datagram.length
    shared.table.touch(this)
    if (isFirst && datagram.length <= service.limits.datagramKeptBytes) this.#first = datagram
    if (!this.#upstream && !this.#open() && !this.#openAgain()) return this.end('connect-failed')
    this.#pass(datagram)
  }

  end(why: StreamFlag): void {
    if (this.#isOver) return
    this.#isOver = true
    const { shared, service, onEnd } = this.#around
    // Silence is the ordinary end: nothing else ends a session.
    if (why !== 'idle') this.#flags.add(why)
    if (this.#error && this.#counts.datagramsSent === 0) this.#flags.add('connect-failed')
    else if (this.#error && !this.#upstream) this.#flags.add('upstream-reset')
    this.#upstream?.close()
    this.#pick?.release(this.#isAnswered ? 'ok' : 'unknown')
    shared.table.remove(this)
    onEnd(this)
    service.observer.onConnection(this.#start.socketName, -1)
    service.observer.onStream(
      sessionRecord(this.#start, this.#counts, {
        flags: [...this.#flags],
        endpoint: this.#pick?.endpoint,
        error: this.#error,
      }),
    )
  }

  /** To an endpoint that was not tried, as they are now. */
  #open(): boolean {
    const { service, shared } = this.#around
    const { backends, endpoints } = service.streams.snapshot()
    const { backend } = this.#start.routed
    const pick = service.streams.balancer.choose({
      backend: backends[backend.name] ?? backend,
      endpoints: endpoints[backend.name] ?? [],
      connection: { remoteAddress: this.#start.client.address },
      tried: this.#tried,
    })
    if (!pick) return false
    if (this.#pick && this.#pick.endpoint !== pick.endpoint) this.#flags.add('failed-over')
    this.#pick = pick
    this.#isAnswered = false
    this.#counts.attempts += 1
    const upstream = new Upstream(
      pick.endpoint,
      {
        onReply: (datagram) => this.#onReply(datagram),
        onError: (fault, error, unsent) => this.#onError(fault, error, unsent),
      },
      { limits: service.limits, names: shared.upstreamNames },
    )
    this.#upstream = upstream
    upstream.open()
    return this.#upstream === upstream
  }

  /** All failed before: the first of them may be back. */
  #openAgain(): boolean {
    this.#tried.clear()
    return this.#open()
  }

  #pass(datagram: Buffer): void {
    if (!this.#upstream?.send(datagram)) this.#flags.add('dropped')
  }

  #onReply(datagram: Buffer): void {
    this.#isAnswered = true
    this.#first = undefined
    this.#around.shared.table.touch(this)
    const isTaken = this.local.send(datagram, this.#start.client, (error) => {
      if (error) return void this.#flags.add('dropped')
      this.#counts.datagramsSent += 1
      this.#counts.bytesSent += datagram.length
    })
    if (!isTaken) this.#flags.add('dropped')
  }

  #onError(fault: UpstreamFault, { code = 'unknown' }: NodeJS.ErrnoException, unsent?: Buffer) {
    if (fault === 'datagram') return void this.#flags.add('dropped')
    this.#error =
      fault === 'local'
        ? `No socket to the endpoint could be opened (${code})`
        : `The endpoint can't be reached (${code})`
    this.#upstream?.close()
    this.#upstream = undefined
    this.#pick?.release(fault === 'local' ? 'unknown' : 'connect-failed')
    if (fault === 'endpoint') this.#moveOn(unsent)
  }

  /** The next datagram goes to another endpoint, and now what surely had no effect yet. */
  #moveOn(unsent: Buffer | undefined): void {
    if (this.#pick) this.#tried.add(this.#pick.endpoint)
    const again = [...new Set([this.#first, unsent])].filter((one) => one !== undefined)
    this.#first = undefined
    if (again.length === 0 || !this.#open()) return
    for (const datagram of again) this.#pass(datagram)
  }
}
