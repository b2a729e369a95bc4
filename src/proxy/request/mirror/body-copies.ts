// Copies of a request's body for mirrors. The copies never hold up the original: a mirror that reads
// too slowly is cut off, and everything that a copy keeps in memory is bounded.
import { Readable } from 'node:stream'

/** What a mirror may be behind the original. Beyond that it loses the request. */
const maxBehindBytes = 1024 * 1024
/** What a chunk takes beside its bytes: those of one byte each would fill the memory unseen. */
const chunkBytes = 128

export interface CopiedBody {
  /** Takes the place of the original, which is not read before this is. */
  readonly original: Readable
  readonly copies: readonly Readable[]
  /** The original will not be read any further: a copy that lacks its end is cut. */
  stop(): void
}

export function copyBody(body: Readable, count: number): CopiedBody {
  const copies = Array.from({ length: count }, () => new Copy())
  let isAttached = false

  const onData = (chunk: Buffer) => {
    for (const copy of copies) copy.add(chunk)
    if (!original.push(chunk)) body.pause()
  }
  const onEnd = () => {
    for (const copy of copies) copy.finish()
    original.push(null)
  }
  const onCut = () => {
    if (!original.readableEnded && !body.readableEnded)
      original.destroy(body.errored ?? new Error('The request body was cut'))
  }
  const attach = () => {
    isAttached = true
    if (body.destroyed && !body.readableEnded) return onCut()
    body.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
  }
  const original = new Readable({
    // One chunk at a time: what waits is joined, and counted, where it comes from.
    highWaterMark: 1,
    read: () => {
      if (!isAttached) attach()
      body.resume()
    },
    destroy: (error, done) => {
      body.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut)
      body.pause()
      stop()
      done(error)
    },
  })
  // It may be cut while nobody reads it.
  original.on('error', () => {})
  const stop = () => {
    if (body.readableEnded) return
    for (const copy of copies) copy.destroy(new Error('The request body was not read to its end'))
  }
  return { original, copies, stop }
}

class Copy extends Readable {
  readonly #waiting: Buffer[] = []
  #behindBytes = 0
  #isAsked = false
  #isFinished = false

  constructor() {
    // One chunk at a time: all that waits is counted here.
    super({ highWaterMark: 1 })
    this.on('error', () => {})
  }

  override _read(): void {
    this.#isAsked = true
    this.#give()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#waiting.length = 0
    done(error)
  }

  add(chunk: Buffer): void {
    if (this.destroyed) return
    this.#behindBytes += chunk.length + chunkBytes
    if (this.#behindBytes > maxBehindBytes) {
      return void this.destroy(new Error('The mirror is too slow'))
    }
    this.#waiting.push(chunk)
    this.#give()
  }

  /** That was all. */
  finish(): void {
    this.#isFinished = true
    this.#give()
  }

  #give(): void {
    if (!this.#isAsked) return
    const chunk = this.#waiting.shift()
    if (chunk === undefined) {
      if (this.#isFinished) this.push(null)
      return
    }
    this.#isAsked = false
    this.#behindBytes -= chunk.length + chunkBytes
    this.push(chunk)
  }
}
