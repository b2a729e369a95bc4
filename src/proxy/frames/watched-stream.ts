// A connection of HTTP/2 whose frames are judged before Node's session reads them. Node takes any duplex
// stream for a session (performServerHandshake); what a socket receives it would read without us.
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { atItsTurn, fewBytes, isTurnOver } from '../turns/fair-turns.ts'
import { joinChunks } from '../turns/join-chunks.ts'
import type { FrameReader } from './frame-reader.ts'
import type { FrameProblem } from './frame.ts'

/** Frames of one chunk after which the rest waits for its turn. */
const framesATurn = 256

type Done = (error?: Error | null) => void

export interface Watch {
  readonly reader: FrameReader
  /** Nothing after this is read. */
  onProblem(problem: FrameProblem): void
  onSent(bytes: number): void
}

export class WatchedStream extends Duplex {
  readonly #socket: Socket
  readonly #watch: Watch
  #isOver = false
  /** Whether the rest of a chunk waits for its turn. */
  #isWaiting = false
  /** Whether the socket's end waits until that was read. */
  #endsLater = false

  /** What was read and put back in `socket` comes first. */
  constructor(socket: Socket, watch: Watch) {
    super({ allowHalfOpen: true })
    this.#socket = socket
    this.#watch = watch
    socket.pause()
    // TLS may come in records of one byte, each a chunk.
    joinChunks(socket)
    socket
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('error', (error) => this.destroy(error))
      .on('close', this.#onEnd)
  }

  override _read(): void {
    if (!this.#isOver && !this.#isWaiting) this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    this.#send([chunk], done)
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: Done): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      done,
    )
  }

  override _final(done: Done): void {
    this.#socket.end(done)
  }

  override _destroy(error: Error | null, done: Done): void {
    // Whoever said that it is over closes it, when the client has had a moment to read why.
    if (!this.#isOver) this.#socket.destroy()
    done(error)
  }

  #send(chunks: readonly Buffer[], done: Done): void {
    const last = chunks.length - 1
    this.#socket.cork()
    chunks.forEach((chunk, at) => {
      this.#watch.onSent(chunk.length)
      this.#socket.write(chunk, at === last ? done : undefined)
    })
    this.#socket.uncork()
  }

  /** An answer may be all there, and its end not read yet. */
  readonly #onEnd = (): void => {
    this.#endsLater = this.#isWaiting || this.readableLength > 0
    // Not an end of this: Node would shut its side down for a client that is gone.
    if (!this.#endsLater) this.destroy()
    else if (!this.#isWaiting) this.#endAfterRest()
  }

  #endAfterRest(): void {
    if (this.readableLength === 0) return void this.destroy()
    this.once('end', () => this.destroy())
    this.push(null)
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#isOver) return
    if (chunk.length > fewBytes && isTurnOver()) this.#takeLater(chunk)
    else this.#take(chunk)
  }

  #takeLater(chunk: Buffer): void {
    this.#isWaiting = true
    this.#socket.pause()
    atItsTurn(() => this.#goOn(chunk))
  }

  #take(chunk: Buffer): void {
    const { bytes, rest, problem } = this.#watch.reader.read(chunk, framesATurn)
    this.#isOver = problem !== undefined
    this.#isWaiting = rest !== undefined
    const wantsMore = bytes.length === 0 || this.push(bytes)
    if (problem) return this.#watch.onProblem(problem)
    if (rest) this.#takeLater(rest)
    else if (!wantsMore) this.#socket.pause()
  }

  #goOn(rest: Buffer): void {
    if (this.destroyed) return
    this.#take(rest)
    if (this.#endsLater && !this.#isWaiting) return this.#endAfterRest()
    if (!this.#isWaiting && !this.#isOver && !this.isPaused()) this.#socket.resume()
  }
}
