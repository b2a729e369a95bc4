// The client's body as the pipeline sees it, the same for both protocols. It ends only when the body
// was complete: Node ends an HTTP/2 stream that was reset with code 0 as if it were. Giving it up
// does not touch the client's connection, which still has an answer to get.
import { Readable } from 'node:stream'
import type { BodyPace } from './body-pace.ts'
import type { UnreadClient } from './unread-client.ts'

interface Source {
  readonly stream: Readable
  /** Asked once `stream` ended. */
  isComplete(): boolean
  /** Declared bytes, where declared. */
  readonly length: number | undefined
  /** Absent: it may come as slowly as it likes. */
  readonly pace: BodyPace | undefined
  /** Absent: that the client has left is heard whether the body is read or not. */
  readonly unread?: UnreadClient
  onFirstRead(): void
  onChunk(bytes: number): void
}

export class ClientBody extends Readable {
  readonly #source: Source
  #isAttached = false
  #isWhole = false
  #received = 0

  constructor(source: Source) {
    // One chunk at a time: what waits is joined where it comes from, and counted there.
    super({ highWaterMark: 1 })
    this.#source = source
    // A body that nobody reads may be cut as well.
    this.on('error', () => undefined)
  }

  /** Whether the client is who is waited for: its reader wants more than it has sent. */
  get isAwaited(): boolean {
    return this.#isAttached && !this.#isWhole && !this.destroyed && !this.#source.stream.isPaused()
  }

  /** It may come as slowly as it likes from now on. */
  leavePace(): void {
    this.#source.pace?.end()
  }

  override _read(): void {
    const { stream, pace, unread } = this.#source
    pace?.wait()
    unread?.resume()
    if (this.#isAttached) return void stream.resume()
    this.#isAttached = true
    this.#source.onFirstRead()
    if (stream.destroyed && !stream.readableEnded) return this.#onCut()
    stream.on('data', this.#onData).on('end', this.#onEnd)
    stream.on('error', this.#onCut).on('close', this.#onCut).on('aborted', this.#onCut)
    if (stream.readableEnded) this.#onEnd()
    else stream.resume()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const { stream, pace, unread } = this.#source
    pace?.end()
    unread?.end()
    if (this.#isAttached) {
      stream.off('data', this.#onData).off('end', this.#onEnd)
      stream.off('error', this.#onCut).off('close', this.#onCut).off('aborted', this.#onCut)
      if (!stream.readableEnded) stream.pause()
    }
    callback(error)
  }

  #onData = (chunk: Buffer) => {
    this.#received += chunk.length
    const { stream, pace, unread, onChunk } = this.#source
    onChunk(chunk.length)
    pace?.add(chunk.length)
    if (this.push(chunk)) return
    stream.pause()
    pace?.pause()
    unread?.pause()
  }

  #onEnd = () => {
    const { length } = this.#source
    const isExact = length === undefined || length === this.#received
    if (!isExact || !this.#source.isComplete()) return this.#onCut()
    this.#isWhole = true
    this.#source.unread?.end()
    this.leavePace()
    this.push(null)
  }

  #onCut = () => {
    // What was received whole may still wait to be read.
    if (!this.#isWhole) this.destroy(new Error('The client did not send all of its body'))
  }
}
