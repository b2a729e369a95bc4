// The HTTP/2 connections to one endpoint: as few as its limit of concurrent streams allows, and as many as
// there are requests. With a bound, slow clients would take the endpoint from all others. A connection that
// said GOAWAY, or closed, gets no more requests; those on it end in peace.
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { EndpointTls } from '../tls/endpoint-tls.ts'
import type { EndpointRoom } from '../../words/endpoint-room.ts'
import type { EndpointSession } from './endpoint-session.ts'
import { openEndpointSession } from './open-endpoint-session.ts'
import { type Keepalive, type KeepaliveTimes, keepAlive } from './http2-keepalive.ts'

/** Ours, where the endpoint allows more: it bounds what one lost connection takes with it. */
const maxStreams = 100

/** 'new': a connection that is not open yet. */
export type SessionPreference = 'any' | 'new'

export interface StreamSlot {
  readonly session: EndpointSession
  /** Whether the connection stood before: it may just be closing. */
  readonly isReused: boolean
  /** Whether it carries no other request: it may be what its endpoint closes for idleness. */
  readonly wasIdle: boolean
  /** To be called when something of an answer came. */
  readonly heard: () => void
  release(): void
}

interface Pooled {
  readonly session: EndpointSession
  readonly keepalive: Keepalive
  streams: number
  served: number
}

interface Waiter extends PromiseWithResolvers<StreamSlot> {
  readonly wanted: SessionPreference
}

interface PoolOptions {
  readonly connectTimeoutMs: number
  readonly tls: EndpointTls | undefined
  readonly silence: KeepaliveTimes
  readonly endpointRoom: EndpointRoom
  readonly onEmpty: () => void
}

export class Http2SessionPool {
  readonly #endpoint: Endpoint
  readonly #options: PoolOptions
  readonly #pooled = new Set<Pooled>()
  /** Who found no connection with room, the oldest first. */
  readonly #waiting = new Set<Waiter>()
  readonly #opening = new Set<Promise<void>>()
  /** Who waits until they are closed. */
  readonly #closing = new Map<EndpointSession, () => void>()
  /** What the last connection that was opened has room for. */
  #room = maxStreams
  #isRetired = false
  #isClosed = false

  constructor(endpoint: Endpoint, options: PoolOptions) {
    this.#endpoint = endpoint
    this.#options = options
  }

  /** Undefined where no connection has room now. */
  acquireNow(): StreamSlot | undefined {
    for (const pooled of this.#pooled) if (hasRoom(pooled)) return this.#slotOf(pooled)
    return undefined
  }

  /** Rejects when no connection can be had. */
  async acquire(wanted: SessionPreference): Promise<StreamSlot> {
    if (this.#isClosed) throw new Error('The forwarder is closed')
    const free = wanted === 'any' ? this.acquireNow() : undefined
    if (free) return free
    const waiter = { ...Promise.withResolvers<StreamSlot>(), wanted }
    this.#waiting.add(waiter)
    this.#openEnough()
    return waiter.promise
  }

  /** Its connections take no new requests, and close after those on them. */
  retire(): void {
    this.#isRetired = true
    for (const { session } of this.#pooled) session.close()
  }

  /** Resolves when all connections are closed. */
  async close(): Promise<void> {
    this.#isClosed = true
    const closing = [...this.#pooled].map(({ session }) => this.#closed(session))
    await Promise.all([...closing, ...this.#opening])
  }

  /** As few at a time as have room for all who wait. */
  #openEnough(): void {
    while (this.#waiting.size > this.#opening.size * this.#room) {
      const opening = this.#open().then(
        (pooled) => {
          this.#opening.delete(opening)
          this.#serveWaiting(pooled, 'new')
          this.#keepIfIdle(pooled)
          this.#openEnough()
        },
        (error: unknown) => {
          this.#opening.delete(opening)
          // The others may still have room for all.
          if (this.#opening.size === 0) this.#rejectWaiting(error)
          this.#tellIfEmpty()
        },
      )
      this.#opening.add(opening)
    }
  }

  async #open(): Promise<Pooled> {
    const session = await openEndpointSession(this.#endpoint, this.#options)
    if (this.#isClosed || limitOf(session) === 0) {
      session.destroy()
      throw new Error(this.#isClosed ? 'The forwarder is closed' : 'The endpoint takes no requests')
    }
    const hasRequests = (): boolean => pooled.streams > 0
    const keepalive = keepAlive(
      { session, endpoint: this.#endpoint },
      hasRequests,
      this.#options.silence,
    )
    const pooled: Pooled = {
      session,
      keepalive,
      streams: 0,
      served: 0,
    }
    this.#room = limitOf(session)
    this.#pooled.add(pooled)
    const remove = () => {
      this.#pooled.delete(pooled)
      this.#options.endpointRoom.release(session)
      this.#tellIfEmpty()
    }
    session.onceGoaway = remove
    session.onceClosed = () => {
      keepalive.end()
      remove()
      this.#closing.get(session)?.()
    }
    // What came with the settings.
    if (session.isClosed) remove()
    return pooled
  }

  #serveWaiting(pooled: Pooled, age: SessionPreference): void {
    while (hasRoom(pooled)) {
      const waiter = this.#waiting.values().find(({ wanted }) => wanted === 'any' || wanted === age)
      if (!waiter) return
      this.#waiting.delete(waiter)
      waiter.resolve(this.#slotOf(pooled))
    }
  }

  #rejectWaiting(error: unknown): void {
    const rejected = [...this.#waiting]
    this.#waiting.clear()
    for (const waiter of rejected) waiter.reject(error)
  }

  #slotOf(pooled: Pooled): StreamSlot {
    const { session, keepalive } = pooled
    const isReused = pooled.served > 0
    const wasIdle = isReused && pooled.streams === 0
    this.#options.endpointRoom.release(session)
    pooled.streams += 1
    pooled.served += 1
    let isHeld = true
    const release = () => {
      if (!isHeld) return
      isHeld = false
      pooled.streams -= 1
      this.#serveWaiting(pooled, 'any')
      // One that was being opened as the others were told to close.
      if (this.#isRetired && pooled.streams === 0) session.close()
      this.#keepIfIdle(pooled)
    }
    return { session, isReused, wasIdle, heard: keepalive.heard, release }
  }

  #keepIfIdle(pooled: Pooled): void {
    const { session, streams } = pooled
    if (streams > 0 || session.isClosed || !this.#pooled.has(pooled)) return
    this.#options.endpointRoom.keep(session, () => {
      // Before it tells that it is closed somebody may ask for one.
      this.#pooled.delete(pooled)
      session.destroy()
      this.#tellIfEmpty()
    })
  }

  #closed(session: EndpointSession): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#closing.set(session, resolve)
    session.destroy()
    return promise
  }

  #tellIfEmpty(): void {
    if (this.#pooled.size === 0 && this.#opening.size === 0) this.#options.onEmpty()
  }
}

function hasRoom({ session, streams }: Pooled): boolean {
  return !session.isClosed && streams < limitOf(session)
}

function limitOf(session: EndpointSession): number {
  return Math.min(maxStreams, session.maxStreams)
}
