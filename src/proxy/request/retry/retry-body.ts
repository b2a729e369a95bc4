// A request's body that may be sent again: what was read of it is kept as long as that is little, and a
// further try gets what is kept, then the rest from the client. Where it grew too long there is no
// further try. The client is never asked twice, and mirrors (body-copies.ts) have their copy once.
import { Readable } from 'node:stream'
import { GrowingBuffer } from '../../words/growing-buffer.ts'
import type { ClientAllowance } from '../forward/shared-allowance.ts'

/** Of one body. docs/explanation/backends.md says it to users, and what follows. */
export const maxKeptBytes = 64 * 1024
/**
 * Of all. Bodies are kept in buffers that grow in doubles, so that what they take is at most twice of what is
 * counted.
 */
export const maxKeptInAllBytes = 32 * 1024 * 1024

export class RetryBody {
  readonly #source: Readable
  readonly #room: ClientAllowance
  readonly #max: number
  /** Undefined: no longer. */
  #kept: GrowingBuffer | undefined = new GrowingBuffer()
  #all: Buffer = Buffer.alloc(0)
  #current: BodyOfTry | undefined
  #isAttached = false
  #isEnded = false

  /** `length` is the declared one, if any: of a body that can't be kept nothing is. */
  constructor(
    source: Readable,
    { length = 0, room }: { length?: number | undefined; room: ClientAllowance },
  ) {
    this.#source = source
    this.#room = room
    this.#max = length > maxKeptBytes ? 0 : maxKeptBytes
  }

  /** Whether nothing was read that is not kept. */
  get isWhole(): boolean {
    return this.#kept !== undefined
  }

  /** For the next try, from the first byte on. */
  next(): Readable {
    this.stop()
    this.#current = new BodyOfTry({ start: this.#start, more: this.#more })
    return this.#current
  }

  /** What the try at hand had ends here, incomplete: it takes nothing that the next one could miss. */
  stop(): void {
    this.#current?.destroy(new Error('The request is tried again'))
    if (this.#isAttached && !this.#isEnded) this.#source.pause()
  }

  /** There will be no further try; what this one has not read yet goes on. */
  release(): void {
    if (!this.#kept) return
    this.#room.giveBack(this.#kept.length)
    this.#kept = undefined
    this.#all = Buffer.alloc(0)
  }

  /** The request is over. */
  end(): void {
    this.release()
    this.#detach()
    this.#current?.destroy()
  }

  readonly #start = (): Buffer | undefined => (this.#kept ? this.#all : undefined)

  readonly #more = (): void => {
    if (this.#isEnded) return void this.#current?.push(null)
    if (!this.#isAttached) this.#attach()
    else if (this.#isCut) return this.#onCut()
    this.#source.resume()
  }

  #attach(): void {
    const source = this.#source
    this.#isAttached = true
    if (this.#isCut) return this.#onCut()
    if (source.readableEnded) return this.#onEnd()
    source.on('data', this.#onData).on('end', this.#onEnd)
    source.on('error', this.#onCut).on('close', this.#onCut)
  }

  get #isCut(): boolean {
    return this.#source.destroyed && !this.#source.readableEnded
  }

  #detach(): void {
    const source = this.#source
    source.off('data', this.#onData).off('end', this.#onEnd)
    source.off('error', this.#onCut).off('close', this.#onCut)
    if (this.#isAttached && !source.readableEnded) source.pause()
  }

  readonly #onData = (chunk: Buffer): void => {
    const current = this.#current
    this.#keep(chunk)
    // One that did not begin yet begins with what is kept.
    const wantsMore = current?.isBegun === true && !current.destroyed && current.push(chunk)
    if (!wantsMore) this.#source.pause()
  }

  readonly #onEnd = (): void => {
    this.#isEnded = true
    if (this.#current?.isBegun) this.#current.push(null)
  }

  readonly #onCut = (): void => {
    if (this.#isEnded) return
    this.#current?.destroy(this.#source.errored ?? new Error('The request body was cut'))
  }

  #keep(chunk: Buffer): void {
    if (!this.#kept) return
    const isTooLong = this.#kept.length + chunk.length > this.#max
    if (isTooLong || !this.#room.take(chunk.length)) this.release()
    else this.#all = this.#kept.append(chunk)
  }
}

class BodyOfTry extends Readable {
  readonly #start: () => Buffer | undefined
  readonly #more: () => void
  isBegun = false

  constructor({ start, more }: { start: () => Buffer | undefined; more: () => void }) {
    // One chunk at a time: what waits is joined, and counted, where it comes from.
    super({ highWaterMark: 1 })
    this.#start = start
    this.#more = more
    // It may be cut while nobody reads it.
    this.on('error', () => {})
  }

  override _read(): void {
    if (this.isBegun) return this.#more()
    this.isBegun = true
    const start = this.#start()
    if (!start) return void this.destroy(new Error('The request body was not kept'))
    if (start.length > 0) this.push(start)
    else this.#more()
  }
}
