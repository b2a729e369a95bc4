// What comes by a stream, for who reads bodies. The other side may send more as it is read, and no sooner. It ends
// only if the other side ended it.
import { Readable } from 'node:stream'
import { GrowingBuffer } from '../words/growing-buffer.ts'
import type { Http2Stream } from './stream.ts'

interface BodyWatch {
  /** It is waited for. */
  onWait?(): void
  /** It is not waited for. */
  onRest?(): void
  onBytes?(bytes: number): void
  onOver?(): void
}

export class StreamBody extends Readable {
  readonly #stream: Http2Stream
  readonly #watch: BodyWatch
  /** What came while nobody read, in one piece. */
  #waiting: GrowingBuffer | undefined
  /** Pushed, and not known to be read. */
  #unread = 0
  #isWanted = false
  #isWhole = false
  #failure: Error | undefined

  constructor(stream: Http2Stream, watch: BodyWatch = {}) {
    // One piece at a time: what waits is joined here.
    super({ highWaterMark: 1 })
    this.#stream = stream
    this.#watch = watch
    // A body that nobody reads may be cut as well.
    this.on('error', ignore)
  }

  /** Whether its reader wants more than has come. */
  get isWanted(): boolean {
    return this.#isWanted && !this.#isWhole && !this.destroyed
  }

  receive(bytes: Buffer): void {
    if (this.destroyed) return
    this.#watch.onBytes?.(bytes.length)
    if (this.#waiting || this.readableLength > 0) {
      this.#waiting ??= new GrowingBuffer()
      this.#waiting.add(bytes)
    } else this.#push(bytes)
  }

  /** All of it came. */
  end(): void {
    if (this.destroyed) return
    this.#isWhole = true
    this.#flush()
    this.push(null)
  }

  /** Nothing comes any more: an error, once what came is read. */
  cut(reason: string): void {
    if (this.#isWhole || this.destroyed) return
    this.#failure = new Error(reason)
    this.#failIfRead()
  }

  override _read(): void {
    this.#isWanted = true
    this.#watch.onWait?.()
    this.#flush()
  }

  override read(size?: number): Buffer | null {
    // `read(0)` takes nothing: streams call it to have more.
    if (size !== 0) this.#flush()
    const bytes: Buffer | null = super.read(size)
    this.#giveBack()
    this.#failIfRead()
    return bytes
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#waiting = undefined
    this.#watch.onOver?.()
    callback(error)
  }

  #push(bytes: Buffer): void {
    this.#unread += bytes.length
    if (!this.push(bytes)) {
      this.#isWanted = false
      this.#watch.onRest?.()
    }
    this.#giveBack()
  }

  #failIfRead(): void {
    if (this.#failure && !this.#waiting && this.readableLength === 0) this.destroy(this.#failure)
  }

  #flush(): void {
    const bytes = this.#waiting?.take()
    this.#waiting = undefined
    if (bytes) this.#push(bytes)
  }

  #giveBack(): void {
    const read = this.#unread - this.readableLength
    if (read === 0) return
    this.#unread -= read
    this.#stream.consume(read)
  }
}

function ignore(): void {}
