// Gives to a session what its socket receives, in turns with other connections where it is much.
import type { Socket } from 'node:net'
import { atItsTurn, fewBytes, isTurnOver } from '../turns/fair-turns.ts'
import { joinChunks } from '../turns/join-chunks.ts'

interface Reader {
  /** Returns where what was not read begins: it is given again later. */
  read(chunk: Buffer): number
  /** Nothing comes any more. Called once, after all that came was read. */
  onEnd(): void
}

export class FramedSocket {
  readonly #socket: Socket
  readonly #reader: Reader
  #isStopped = false
  /** Whether the rest of a chunk waits for its turn. */
  #isWaiting = false
  #isEnded = false

  /** What was read and put back in `socket` comes first. */
  constructor(socket: Socket, reader: Reader) {
    this.#socket = socket
    this.#reader = reader
    // TLS may come in records of one byte, each a chunk.
    joinChunks(socket)
    socket
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('close', this.#onEnd)
      .on('error', () => socket.destroy())
    socket.resume()
  }

  /** Nothing is given any more, not even the end. */
  stop(): void {
    this.#isStopped = true
    this.#socket.off('data', this.#onData)
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#isStopped) return
    if (chunk.length > fewBytes && isTurnOver()) this.#takeLater(chunk)
    else this.#take(chunk)
  }

  #take(chunk: Buffer): void {
    const at = this.#reader.read(chunk)
    if (at < chunk.length && !this.#isStopped) this.#takeLater(chunk.subarray(at))
  }

  #takeLater(chunk: Buffer): void {
    this.#isWaiting = true
    this.#socket.pause()
    atItsTurn(() => this.#goOn(chunk))
  }

  #goOn(chunk: Buffer): void {
    this.#isWaiting = false
    if (this.#isStopped) return
    this.#take(chunk)
    if (this.#isWaiting) return
    if (this.#isEnded) this.#tellEnd()
    else this.#socket.resume()
  }

  readonly #onEnd = (): void => {
    if (this.#isEnded) return
    this.#isEnded = true
    if (!this.#isWaiting) this.#tellEnd()
  }

  #tellEnd(): void {
    if (this.#isStopped) return
    this.stop()
    this.#reader.onEnd()
  }
}
