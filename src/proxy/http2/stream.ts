// One stream of an HTTP/2 connection (RFC 9113 §5): what it may still send and take, what waits to be sent, and
// which of its two sides are over. Its session reads and writes the frames.

import { ArrivedBytes } from './arrived-bytes.ts'
import type { DataPart } from './payload-reader.ts'
import { StreamQueue } from './stream-queue.ts'

/** Who opened the stream, or serves it. */
export interface StreamReceiver {
  /** `Http2Stream.consume` is to be called as the bytes are used. */
  onData(bytes: Buffer): void
  /** Name and value in turns. */
  onTrailers(fields: readonly string[]): void
  /** The other side has sent all of it. */
  onEnd(): void
  /** Less waits now than may. */
  onDrain(): void
  /** All that was written is with the system, its end included. */
  onSent(): void
  /** The other side gave it up, with this code, or the connection is gone (undefined). Nothing comes after it. */
  onCut(code: number | undefined): void
}

/** What a stream needs of its session. */
export interface StreamOwner {
  sendHead(stream: Http2Stream, fields: readonly string[], endsStream: boolean): void
  /** It has something to send. */
  wake(stream: Http2Stream): void
  /** All that is due to be written is written. */
  flush(): void
  sendReset(stream: Http2Stream, code: number): void
  sendWindow(stream: Http2Stream, bytes: number): void
  /** So many bytes more, or less, are kept for it. */
  hold(bytes: number): void
  /** It is over: by both ends, or by a reset. */
  forget(stream: Http2Stream): void
}

export interface StreamWindows {
  /** Bytes that the other side takes. */
  readonly send: number
  /** Bytes that we take ahead of who reads. */
  readonly receive: number
}

export class Http2Stream {
  readonly id: number
  /** To be set by who opens it, before anything comes. */
  receiver: StreamReceiver | undefined
  /** When something last moved, in milliseconds of performance.now(). */
  movedAt = 0
  /** Bytes that the other side takes; below 0 after it has lowered its window. */
  sendWindow: number
  readonly #owner: StreamOwner
  readonly #mostReceived: number
  #receiveWindow: number
  /** Used, and not given back to the other side yet. */
  #consumed = 0
  /** Came in the chunk that is being read. */
  readonly #arrived = new ArrivedBytes()
  /** Of the body that the head promises: bytes that are still to come. */
  #promised: number | undefined
  readonly #queue = new StreamQueue()
  #trailers: readonly string[] | undefined
  /** Bytes that are kept for it, either way. */
  #held = 0
  #hasHead = false
  #isEndQueued = false
  #isEndWritten = false
  #isSent = false
  #isReceived = false
  #isClosed = false

  constructor(id: number, owner: StreamOwner, windows: StreamWindows) {
    this.id = id
    this.#owner = owner
    this.sendWindow = windows.send
    this.#mostReceived = windows.receive
    this.#receiveWindow = windows.receive
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Whether the other side's end came. */
  get isReceived(): boolean {
    return this.#isReceived
  }

  /** Whether nothing more is to be written. */
  get isEnding(): boolean {
    return this.#isEndQueued
  }

  /** Whether both ends are written; ours may not be with the system yet. */
  get isEnded(): boolean {
    return this.#isReceived && this.#isEndWritten
  }

  /** Whether something waits for the other side to read. */
  get isHeldUp(): boolean {
    return this.#queue.bytes > 0 || this.#isEndWritten
  }

  /** Whether its head was written: an interim one is none. */
  get hasHead(): boolean {
    return this.#hasHead
  }

  /** A head before the head that counts. `fields`: name and value in turns, names in lower case. */
  inform(fields: readonly string[]): void {
    if (!this.#isClosed && !this.#hasHead) this.#owner.sendHead(this, fields, false)
  }

  head(fields: readonly string[], endsStream: boolean): void {
    if (this.#isClosed || this.#hasHead) return
    this.#hasHead = true
    if (endsStream) this.#isEndQueued = this.#isEndWritten = true
    this.#owner.sendHead(this, fields, endsStream)
  }

  /** False where its writer is to wait for `onDrain`. The bytes must stay as they are. */
  write(bytes: Buffer): boolean {
    if (this.#isClosed || this.#isEndQueued) return false
    if (bytes.length > 0) {
      this.#queue.add(bytes)
      this.#hold(bytes.length)
      this.#owner.wake(this)
    }
    return !this.#queue.isFull
  }

  end(trailers: readonly string[] = []): void {
    if (this.#isClosed || this.#isEndQueued) return
    this.#isEndQueued = true
    if (trailers.length > 0) this.#trailers = trailers
    this.#owner.wake(this)
  }

  /** What waits goes out now, as far as the other side takes it, and not at the end of the turn. */
  flush(): void {
    if (!this.#isClosed) this.#owner.flush()
  }

  /** Gives it up, whatever waits. Its receiver hears no more of it. */
  reset(code: number): void {
    if (this.#isClosed) return
    this.#owner.sendReset(this, code)
    this.#close()
  }

  /** The same, for what the other side did: its receiver is told. */
  giveUp(code: number): undefined {
    if (this.#isClosed) return
    this.#owner.sendReset(this, code)
    this.cut(code)
  }

  /** The body that comes is to have so many bytes. */
  promise(bytes: number | undefined): void {
    this.#promised = bytes
  }

  /** Who reads has used so much: the other side may send as much again. */
  consume(bytes: number): void {
    if (this.#isClosed) return
    this.#hold(-bytes)
    this.#giveBack(bytes)
  }

  // From here on for its session.

  /** Whether anything could go out now: bytes within the window, or the end. */
  get maySend(): boolean {
    if (this.#isEndWritten || this.#isClosed) return false
    return this.#queue.bytes > 0 ? this.sendWindow > 0 : this.#isEndQueued
  }

  /** Whether its end comes next. */
  get isEndNext(): boolean {
    return this.#isEndQueued && this.#queue.bytes === 0
  }

  get trailers(): readonly string[] | undefined {
    return this.#trailers
  }

  /** The next bytes, `most` at most: of a piece, or several small ones. */
  take(most: number): Buffer {
    const wasFull = this.#queue.isFull
    const bytes = this.#queue.take(most)
    this.sendWindow -= bytes.length
    this.movedAt = performance.now()
    this.#hold(-bytes.length)
    if (wasFull && !this.#queue.isFull && !this.#isEndQueued) this.receiver?.onDrain()
    return bytes
  }

  /** END_STREAM was written. */
  onEndWritten(): void {
    this.#isEndWritten = true
  }

  /** It is with the system. */
  onEndSent(): void {
    if (this.#isClosed) return
    this.#isSent = true
    this.receiver?.onSent()
    if (this.#isReceived) this.#close()
  }

  /** Returns what is wrong with that. */
  arrive({ chunk, start, end, size }: DataPart): 'too-long' | 'no-window' | undefined {
    const length = end - start
    this.#receiveWindow -= size
    if (this.#receiveWindow < 0) return 'no-window'
    if (this.#promised !== undefined && (this.#promised -= length) < 0) return 'too-long'
    this.#arrived.add(chunk, start, end)
    this.#hold(length)
    this.#giveBack(size - length)
    return undefined
  }

  /** Of the chunk that is being read. */
  get hasNothingNew(): boolean {
    return this.#arrived.isEmpty
  }

  /** What arrived in one chunk goes on in one piece. */
  deliver(): void {
    if (this.#isClosed) return
    this.movedAt = performance.now()
    if (!this.#arrived.isEmpty) this.receiver?.onData(this.#arrived.take())
  }

  /** False where the body is not as long as was promised. */
  arriveEnd(trailers?: readonly string[]): boolean {
    this.deliver()
    if (this.#isClosed) return true
    if (this.#promised !== undefined && this.#promised !== 0) return false
    this.#isReceived = true
    if (trailers) this.receiver?.onTrailers(trailers)
    this.receiver?.onEnd()
    if (this.#isSent) this.#close()
    return true
  }

  /** The other side gave it up, or is gone. */
  cut(code: number | undefined): void {
    if (this.#isClosed) return
    this.deliver()
    this.#close()
    this.receiver?.onCut(code)
  }

  #giveBack(bytes: number): void {
    this.#consumed += bytes
    if (this.#isReceived || this.#consumed < this.#mostReceived / 2) return
    this.#owner.sendWindow(this, this.#consumed)
    this.#receiveWindow += this.#consumed
    this.#consumed = 0
  }

  #hold(bytes: number): void {
    this.#held += bytes
    this.#owner.hold(bytes)
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#queue.clear()
    this.#arrived.clear()
    this.#hold(-this.#held)
    this.#owner.forget(this)
  }
}
