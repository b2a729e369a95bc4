// The endpoint that a session has: chosen with its first datagram and kept, unless it fails. Then another
// one is, with the next datagram, or with one that surely had no effect yet.
import type { Backend, Endpoint } from '../../snapshot/routing-snapshot.ts'
import type { ChosenEndpoint } from '../balancing/balancer.ts'
import type { Limits } from '../sockets/limits.ts'
import type { LiveStreams } from '../sockets/live-streams.ts'
import { Upstream, type UpstreamFault, type UpstreamNames } from './upstream.ts'

export interface SessionEndpointOptions {
  readonly backend: Backend
  readonly remoteAddress: string
  readonly streams: LiveStreams
  readonly limits: Limits
  readonly upstreamNames: UpstreamNames
  readonly onReply: (datagram: Buffer) => void
  readonly onDropped: () => void
}

export class SessionEndpoint {
  readonly #options: SessionEndpointOptions
  readonly #tried = new Set<Endpoint>()
  #pick: ChosenEndpoint | undefined
  /** Absent: the last one failed, and nothing came from the client since. */
  #upstream: Upstream | undefined
  /** The first datagram, as long as another endpoint may be given it. */
  #first: Buffer | undefined
  #attempts = 0
  #isFailedOver = false
  #isAnswered = false
  #error: string | undefined

  constructor(options: SessionEndpointOptions) {
    this.#options = options
  }

  /** The one that it had last. */
  get endpoint(): Endpoint | undefined {
    return this.#pick?.endpoint
  }

  get attempts(): number {
    return this.#attempts
  }

  get isFailedOver(): boolean {
    return this.#isFailedOver
  }

  get isOpen(): boolean {
    return this.#upstream !== undefined
  }

  /** What went wrong last. */
  get error(): string | undefined {
    return this.#error
  }

  /** For the session's first datagram, which `send` is given next. */
  begin(): 'no-endpoint' | 'no-descriptor' | undefined {
    if (this.#open()) return undefined
    return this.#pick ? 'no-descriptor' : 'no-endpoint'
  }

  /** False: there is nowhere to send it to. */
  send(datagram: Buffer, isFirst: boolean): boolean {
    if (isFirst && datagram.length <= this.#options.limits.datagramKeptBytes) this.#first = datagram
    if (!this.#upstream && !this.#open() && !this.#openAgain()) return false
    this.#pass(datagram)
    return true
  }

  close(): void {
    this.#upstream?.close()
    this.#pick?.release(this.#isAnswered ? 'ok' : 'unknown')
  }

  /** To one that was not tried, as they are now. */
  #open(): boolean {
    const { backend, remoteAddress, streams, limits, upstreamNames } = this.#options
    const { backends, endpoints } = streams.snapshot()
    const pick = streams.balancer.choose({
      backend: backends[backend.name] ?? backend,
      endpoints: endpoints[backend.name] ?? [],
      connection: { remoteAddress },
      tried: this.#tried,
    })
    if (!pick) return false
    if (this.#pick && this.#pick.endpoint !== pick.endpoint) this.#isFailedOver = true
    this.#pick = pick
    this.#isAnswered = false
    this.#attempts += 1
    const upstream = new Upstream(
      pick.endpoint,
      {
        onReply: (datagram) => this.#onReply(datagram),
        onError: (fault, error, unsent) => this.#onError(fault, error, unsent),
      },
      { limits, names: upstreamNames },
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
    if (!this.#upstream?.send(datagram)) this.#options.onDropped()
  }

  #onReply(datagram: Buffer): void {
    this.#isAnswered = true
    this.#first = undefined
    this.#options.onReply(datagram)
  }

  #onError(fault: UpstreamFault, { code = 'unknown' }: NodeJS.ErrnoException, unsent?: Buffer) {
    if (fault === 'datagram') return this.#options.onDropped()
    this.#error =
      fault === 'local'
        ? `No socket to the endpoint could be opened (${code})`
        : `The endpoint can't be reached (${code})`
    this.#upstream?.close()
    this.#upstream = undefined
    this.#pick?.release(fault === 'local' ? 'unknown' : 'connect-failed')
    if (fault === 'endpoint') this.#moveOn(unsent)
  }

  #moveOn(unsent: Buffer | undefined): void {
    if (this.#pick) this.#tried.add(this.#pick.endpoint)
    const again = [...new Set([this.#first, unsent])].filter((one) => one !== undefined)
    this.#first = undefined
    if (again.length === 0 || !this.#open()) return
    for (const datagram of again) this.#pass(datagram)
  }
}
