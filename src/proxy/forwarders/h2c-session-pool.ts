// The HTTP/2 connections to one endpoint: as few as its limit of concurrent streams allows. One that
// said GOAWAY, or closed, gets no more requests; those on it end in peace.
import type { ClientHttp2Session } from 'node:http2'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import type { EndpointTls } from './endpoint-tls.ts'
import { openH2cSession } from './h2c-session.ts'
import { type Heard, type Silence, watchSilence } from './h2c-silence.ts'

/** Ours, where the endpoint allows more: it bounds what one lost connection takes with it. */
const maxStreams = 100
const maxSessions = 256

export interface StreamSlot {
  readonly session: ClientHttp2Session
  /** Whether the connection stood before: it may just be closing. */
  readonly isReused: boolean
  /** To be called when something of an answer came. */
  readonly heard: Heard
  release(): void
}

interface Pooled {
  readonly session: ClientHttp2Session
  readonly heard: Heard
  streams: number
  served: number
}

interface PoolOptions {
  readonly connectTimeoutMs: number
  readonly tls: EndpointTls | undefined
  readonly silence: Silence
  readonly onEmpty: () => void
}

export class H2cSessionPool {
  readonly #endpoint: Endpoint
  readonly #options: PoolOptions
  readonly #pooled = new Set<Pooled>()
  #opening: Promise<void> | undefined
  #isRetired = false
  #isClosed = false

  constructor(endpoint: Endpoint, options: PoolOptions) {
    this.#endpoint = endpoint
    this.#options = options
  }

  /** Rejects when no connection can be had. */
  async acquire(): Promise<StreamSlot> {
    for (;;) {
      const free = [...this.#pooled].find(hasRoom)
      if (free) return this.#slotOf(free)
      if (this.#isClosed) throw new Error('The forwarder is closed')
      if (this.#pooled.size >= maxSessions) throw new Error('The endpoint takes no more requests')
      // One at a time: who waits meanwhile most likely finds room in that one.
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined
        this.#tellIfEmpty()
      })
      await this.#opening
    }
  }

  /** Its connections take no new requests, and close after those on them. */
  retire(): void {
    this.#isRetired = true
    for (const { session } of this.#pooled) session.close()
  }

  /** Resolves when all connections are closed. */
  async close(): Promise<void> {
    this.#isClosed = true
    const closing = [...this.#pooled].map(({ session }) => closed(session))
    await Promise.all([...closing, this.#opening?.catch(() => {})])
  }

  async #open(): Promise<void> {
    const session = await openH2cSession(this.#endpoint, this.#options)
    if (this.#isClosed) return session.destroy()
    if (limitOf(session) === 0) {
      session.destroy()
      throw new Error('The endpoint takes no requests')
    }
    const hasRequests = (): boolean => pooled.streams > 0
    const heard = watchSilence(session, hasRequests, this.#options.silence)
    const pooled: Pooled = { session, heard, streams: 0, served: 0 }
    this.#pooled.add(pooled)
    const remove = () => {
      this.#pooled.delete(pooled)
      this.#tellIfEmpty()
    }
    session.once('goaway', remove).once('close', remove)
  }

  #slotOf(pooled: Pooled): StreamSlot {
    const { session, heard } = pooled
    const isReused = pooled.served > 0
    pooled.streams += 1
    pooled.served += 1
    let isHeld = true
    const release = () => {
      if (!isHeld) return
      isHeld = false
      pooled.streams -= 1
      // One that was being opened as the others were told to close.
      if (this.#isRetired && pooled.streams === 0) session.close()
    }
    return { session, isReused, heard, release }
  }

  #tellIfEmpty(): void {
    if (this.#pooled.size === 0 && !this.#opening) this.#options.onEmpty()
  }
}

function closed(session: ClientHttp2Session): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  session.once('close', resolve)
  session.destroy()
  return promise
}

function hasRoom({ session, streams }: Pooled): boolean {
  return !session.closed && !session.destroyed && streams < limitOf(session)
}

function limitOf(session: ClientHttp2Session): number {
  return Math.min(maxStreams, session.remoteSettings.maxConcurrentStreams ?? maxStreams)
}
