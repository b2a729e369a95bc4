// Reads a request's body, or the beginning of a long one, before an endpoint is chosen: a client that sends
// slowly holds its own connection, and none of an endpoint.
import { Readable } from 'node:stream'
import { limits as usualLimits, type Limits } from '../../sockets/limits.ts'
import { asError, failure, type UpstreamFailure } from '../../words/failure.ts'
import { GrowingBuffer } from '../../words/growing-buffer.ts'
import { type ClientAllowance, SharedAllowance } from './shared-allowance.ts'

export type ReadAheadLimits = Pick<
  Limits,
  'readAheadBytes' | 'readAheadInAllBytes' | 'readAheadRestMs' | 'readAheadMs'
>

export interface ReadAhead {
  /** Resolves with what takes the place of `body`, once enough of it is there, or with why there will be none. */
  begin(
    body: Readable,
    request: {
      /** Declared bytes, where declared. */
      readonly length: number | undefined
      readonly remoteAddress: string
      readonly signal: AbortSignal
    },
  ): Promise<BegunBody | UpstreamFailure>
  /** Of all requests, that no endpoint has taken yet. */
  readonly bytes: number
  readonly inAll: SharedAllowance
}

export interface BegunBody {
  readonly type: 'begun'
  readonly body: Readable | undefined
  /** To be called when the request is over. */
  end(): void
}

export function createReadAhead(given: Partial<ReadAheadLimits>): ReadAhead {
  const limits = { ...usualLimits, ...given }
  const inAll = new SharedAllowance(limits.readAheadInAllBytes)
  return {
    inAll,
    async begin(source, { length, remoteAddress, signal }) {
      const body = new BodyAhead(source, inAll.of(remoteAddress), limits)
      const stop = () => body.destroy(asError(signal.reason))
      signal.addEventListener('abort', stop)
      if (signal.aborted) stop()
      try {
        await body.fill(length !== undefined)
        return { type: 'begun', body, end: () => body.destroy() }
      } catch (error) {
        return failure(signal.aborted ? 'aborted' : 'body', error)
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
    get bytes() {
      return inAll.taken
    },
  }
}

/** Of a request that has none, or is not to wait for it. */
export function unreadBody(body: Readable | undefined): BegunBody {
  return { type: 'begun', body, end: () => {} }
}

class BodyAhead extends Readable {
  readonly #source: Readable
  readonly #room: ClientAllowance
  readonly #limits: ReadAheadLimits
  readonly #filled = Promise.withResolvers<void>()
  readonly #read = new GrowingBuffer()
  #isFilling = true
  #isEnded = false
  /** Of `#read`, what is counted. */
  #counted = 0
  #rest: NodeJS.Timeout | undefined
  #longest: NodeJS.Timeout | undefined

  constructor(source: Readable, room: ClientAllowance, limits: ReadAheadLimits) {
    // One chunk at a time: what waits is joined, and counted, where it comes from.
    super({ highWaterMark: 1 })
    this.#source = source
    this.#room = room
    this.#limits = limits
    // It may be cut while nobody reads it.
    this.on('error', () => {})
  }

  /**
   * Until the body ended or much of it is there. The client of one whose end nobody knows may wait for an answer
   * to what it sent.
   */
  fill(isLengthKnown: boolean): Promise<void> {
    const source = this.#source
    if (source.destroyed && !source.readableEnded) this.#onCut()
    if (this.destroyed) return this.#filled.promise
    if (!isLengthKnown) {
      this.#rest = setTimeout(this.#stopFilling, this.#limits.readAheadRestMs)
      this.#longest = setTimeout(this.#stopFilling, this.#limits.readAheadMs)
    }
    source.on('data', this.#onData).on('end', this.#onEnd)
    source.on('error', this.#onCut).on('close', this.#onCut)
    source.resume()
    return this.#filled.promise
  }

  override _read(): void {
    if (this.#read.length > 0) {
      this.push(this.#read.take())
      this.#giveBack()
    } else if (this.#isEnded) this.push(null)
    else this.#source.resume()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const source = this.#source
    this.#stopTimers()
    source.off('data', this.#onData).off('end', this.#onEnd)
    source.off('error', this.#onCut).off('close', this.#onCut)
    if (!source.readableEnded) source.pause()
    this.#read.take()
    this.#giveBack()
    this.#filled.reject(error ?? new Error('The request is over'))
    done(error)
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#isFilling) {
      if (!this.push(chunk)) this.#source.pause()
      return
    }
    const hasRoom = this.#room.take(chunk.length)
    if (hasRoom) this.#counted += chunk.length
    this.#read.add(chunk)
    if (!hasRoom || this.#read.length >= this.#limits.readAheadBytes) this.#stopFilling()
    else this.#rest?.refresh()
  }

  readonly #onEnd = (): void => {
    this.#isEnded = true
    if (this.#isFilling) this.#stopFilling()
    else this.push(null)
  }

  readonly #onCut = (): void => {
    if (!this.#isEnded) this.destroy(this.#source.errored ?? new Error('The request body was cut'))
  }

  readonly #stopFilling = (): void => {
    this.#isFilling = false
    this.#stopTimers()
    if (!this.#isEnded) this.#source.pause()
    this.#filled.resolve()
  }

  #stopTimers(): void {
    clearTimeout(this.#rest)
    clearTimeout(this.#longest)
  }

  #giveBack(): void {
    this.#room.giveBack(this.#counted)
    this.#counted = 0
  }
}
