// The body of an answer as a stream. It copies what it is given out of the shared buffer, and joins what comes
// before it is asked for: however many chunks an endpoint makes of its answer, few pieces go on.
import { Readable } from 'node:stream'
import { GrowingBuffer } from '../../words/growing-buffer.ts'

/** Where the bytes come from. */
export interface BodySource {
  pause(): void
  resume(): void
  /** Nobody wants more of it, or it is over. */
  onBodyClosed(): void
}

/** What may wait here of an answer that is not read. It is read by 64 KiB: a further reading is more than enough. */
const highWaterMark = 16 * 1024

export class AnswerBody extends Readable {
  readonly #source: BodySource
  readonly #waiting = new GrowingBuffer()
  #isAsked = false
  #isOver = false

  constructor(source: BodySource) {
    super({ highWaterMark })
    this.#source = source
    // Whoever reads it listens; until then one that is cut ends no process.
    this.on('error', ignore)
  }

  add(bytes: Buffer, start: number, end: number): void {
    if (this.#isAsked) {
      this.#isAsked = false
      this.push(Buffer.from(bytes.subarray(start, end)))
      return
    }
    this.#waiting.add(bytes, start, end)
    if (this.#waiting.length >= highWaterMark) this.#source.pause()
  }

  /** All of it was added. */
  end(): void {
    this.#isOver = true
    if (this.#waiting.length === 0) this.push(null)
  }

  /** It will never be whole; what came before is not held back. */
  cut(error: Error): void {
    if (this.#waiting.length > 0) this.push(this.#waiting.take())
    setImmediate(() => this.destroy(error))
  }

  override _read(): void {
    if (this.#waiting.length === 0) {
      this.#isAsked = !this.#isOver
      this.#source.resume()
      return
    }
    this.push(this.#waiting.take())
    if (this.#isOver) this.push(null)
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#source.onBodyClosed()
    callback(error)
  }
}

function ignore(): void {}
