// The connections to one endpoint, in the clear or all by the same TLS settings. A request takes the one that was
// left last, or a new one: with a bound, slow clients would take the endpoint from all others.
import { connect } from 'node:net'
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { EndpointRoom } from '../../words/endpoint-room.ts'
import { codeOf } from '../../words/failure.ts'
import { maxIdlePerEndpoint } from '../endpoint-limits.ts'
import type { KeepTimes } from '../keep-times.ts'
import { connectTls } from '../tls/connect-tls.ts'
import type { EndpointTls } from '../tls/endpoint-tls.ts'
import { tlsProblem } from '../tls/tls-problem.ts'
import type { Http1AnswerReceiver } from './answer-receiver.ts'
import { EndpointConnection, type ConnectionOwner, type OpenSocket } from './endpoint-connection.ts'

/** What the connections to all endpoints share that have the same TLS settings. */
export interface SharedByEndpoints {
  readonly tls: EndpointTls | undefined
  readonly connectTimeoutMs: number
  readonly room: EndpointRoom
  readonly keepTimes: KeepTimes
  /** Those that have connections, and of each address and port the one that had them last. */
  readonly open: Set<EndpointConnections>
  readonly openByName: Map<string, EndpointConnections>
  /** Nothing is kept any more. */
  isRetired: boolean
}

export class EndpointConnections implements ConnectionOwner {
  readonly #shared: SharedByEndpoints
  readonly #endpoint: Pick<Endpoint, 'address' | 'port'>
  readonly #name: string
  readonly #all = new Set<EndpointConnection>()
  readonly #idle: EndpointConnection[] = []
  #sweep: NodeJS.Timeout | undefined
  #sweepAt = 0

  constructor(endpoint: Pick<Endpoint, 'address' | 'port'>, shared: SharedByEndpoints) {
    this.#endpoint = endpoint
    this.#name = endpointName(endpoint)
    this.#shared = shared
  }

  /** `fresh`: a new one in any case, as all that are kept may be stale. */
  take(receiver: Http1AnswerReceiver, which: 'kept' | 'fresh' = 'kept'): EndpointConnection {
    const kept = which === 'kept' ? this.#takeIdle(receiver.mayBeSentTwice) : undefined
    if (kept) {
      kept.take(receiver)
      return kept
    }
    const connection = new EndpointConnection({
      owner: this,
      receiver,
      open: this.#openSocket,
      connectEvent: this.#shared.tls ? 'secureConnect' : 'connect',
      connectTimeoutMs: this.#shared.connectTimeoutMs,
    })
    this.#all.add(connection)
    this.#shared.open.add(this)
    this.#shared.openByName.set(this.#name, this)
    return connection
  }

  keep(connection: EndpointConnection, said: string | undefined): boolean {
    const { isRetired, keepTimes, room } = this.#shared
    const forMs = keepTimes.of(this.#name, said)
    if (isRetired || forMs < 1 || this.#idle.length >= maxIdlePerEndpoint) return false
    const now = performance.now()
    connection.keptSince = now
    connection.keptUntil = now + forMs
    connection.keptUntilForUnrepeatable = now + keepTimes.ofUnrepeatable(this.#name)
    this.#idle.push(connection)
    this.#sweepBy(connection.keptUntil, now)
    return room.keep(connection, connection.close)
  }

  onClosed(connection: EndpointConnection, isEarly: boolean): void {
    const { keepTimes, open, openByName, room } = this.#shared
    if (isEarly) keepTimes.onClosed(this.#name, performance.now() - connection.keptSince)
    room.release(connection)
    const place = this.#idle.indexOf(connection)
    if (place !== -1) this.#idle.splice(place, 1)
    this.#all.delete(connection)
    if (this.#all.size > 0) return
    open.delete(this)
    if (openByName.get(this.#name) === this) openByName.delete(this.#name)
    clearTimeout(this.#sweep)
    this.#sweep = undefined
  }

  problemOf(cause: Error, isConnected: boolean): Error {
    const { tls } = this.#shared
    // An alert may come later too: with TLS 1.3 a refused client certificate is told after the handshake.
    return tls && (!isConnected || codeOf(cause).startsWith('ERR_SSL_'))
      ? tlsProblem(cause, tls)
      : cause
  }

  /** Those that no request uses are closed now, the others after their requests. */
  closeIdle(): void {
    for (const connection of this.#idle) connection.close()
  }

  close(): void {
    for (const connection of this.#all) connection.close()
  }

  #takeIdle(mayBeSentTwice: boolean): EndpointConnection | undefined {
    for (;;) {
      const connection = this.#idle.at(-1)
      if (!connection) return undefined
      const now = performance.now()
      // Those below were left before.
      if (!mayBeSentTwice && now > connection.keptUntilForUnrepeatable) return undefined
      this.#idle.pop()
      this.#shared.room.release(connection)
      // Its timer may be late, or what it was told is not looked at yet.
      if (now <= connection.keptUntil && !connection.isClosing) return connection
      connection.close()
    }
  }

  readonly #openSocket: OpenSocket = (onread) => {
    const { address, port } = this.#endpoint
    const { tls } = this.#shared
    if (tls) return connectTls(this.#endpoint, tls, 'http/1.1', onread)
    return connect({ host: address, port, onread })
  }

  #sweepBy(at: number, now: number): void {
    if (this.#sweep && this.#sweepAt <= at) return
    clearTimeout(this.#sweep)
    this.#sweepAt = at
    this.#sweep = setTimeout(this.#closeExpired, at - now).unref()
  }

  readonly #closeExpired = (): void => {
    this.#sweep = undefined
    const now = performance.now()
    let next = Infinity
    for (const connection of this.#idle)
      if (connection.keptUntil <= now) connection.close()
      else next = Math.min(next, connection.keptUntil)
    if (next < Infinity) this.#sweepBy(next, now)
  }
}

/** Of what is kept and learned. */
export function endpointName({ address, port }: Pick<Endpoint, 'address' | 'port'>): string {
  return `${address} ${port}`
}
