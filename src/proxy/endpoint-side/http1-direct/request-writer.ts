// Writes requests to an HTTP/1.1 endpoint, one after the other on one connection. What comes in one turn goes out in
// one: however small the pieces of a body, they are few chunks and few calls of the system.
import type { Socket } from 'node:net'
import type { HeaderList } from '../../words/exchange.ts'
import { writeLater } from '../../turns/write-later.ts'
import { fieldText } from '../outgoing-head.ts'

/** Bytes of up to so many are written in one piece with what comes before them. */
const smallBytes = 8 * 1024

/** Pieces that may wait in the socket, which counts bytes alone. */
const mostWaiting = 64

export class RequestWriter {
  /** Something of the request was written that the system took. */
  isTaken = false
  /** All of it was written. */
  isWhole = false
  readonly #socket: Socket
  readonly #onDrain: () => void
  #isChunked = false
  #pending = ''
  #isCorked = false
  /** Pieces that wait to be written, at the most. */
  #waiting = 0

  /** `onDrain`: what was not taken at once is written. */
  constructor(socket: Socket, onDrain: () => void) {
    this.#socket = socket
    this.#onDrain = onDrain
    socket.on('drain', onDrain)
  }

  /** The next request. */
  reset(): void {
    this.isTaken = false
    this.isWhole = false
    this.#pending = ''
    this.#waiting = 0
  }

  head(text: string, isChunked: boolean): void {
    this.#isChunked = isChunked
    this.#pending += text
  }

  /** Bytes that do not change any more. False: the rest is to wait. */
  body(bytes: Buffer): boolean {
    const { length } = bytes
    if (length === 0) return true
    if (this.#isChunked) this.#pending += `${length.toString(16)}\r\n`
    if (length <= smallBytes) this.#pending += bytes.toString('latin1')
    else {
      this.#cork()
      this.#writePending()
      this.#write(bytes)
    }
    if (this.#isChunked) this.#pending += '\r\n'
    if (this.#pending.length > smallBytes) {
      this.#cork()
      this.#writePending()
    }
    return this.#takesMore
  }

  end(trailers: HeaderList): void {
    if (this.#isChunked) this.#pending += `0\r\n${fieldText(trailers)}\r\n`
    this.isWhole = true
    // The answer to what was taken before may end before the end of the turn.
    if (this.isTaken || this.#isCorked) this.flush()
    else writeLater(this.#writeDue)
  }

  readonly #writeDue = (): void => this.#writePending()

  flush(): boolean {
    this.#writePending()
    if (this.#isCorked) {
      this.#isCorked = false
      this.#socket.uncork()
      if (!this.#socket.destroyed) this.isTaken = true
    }
    return this.#takesMore
  }

  get #takesMore(): boolean {
    const { destroyed, writableNeedDrain } = this.#socket
    return destroyed || (!writableNeedDrain && this.#waiting < mostWaiting)
  }

  #cork(): void {
    if (this.#isCorked) return
    this.#isCorked = true
    this.#socket.cork()
  }

  #writePending(): void {
    const text = this.#pending
    this.#pending = ''
    if (text !== '') this.#write(text)
  }

  #write(data: string | Buffer): void {
    const socket = this.#socket
    if (socket.destroyed) return
    if (socket.writableLength === 0) this.#waiting = 0
    const isLastOfMany = ++this.#waiting === mostWaiting
    socket.write(data, 'latin1', isLastOfMany ? this.#onWritten : undefined)
    if (!this.#isCorked && !socket.destroyed) this.isTaken = true
  }

  readonly #onWritten = (): void => {
    this.#waiting = 0
    this.#onDrain()
  }
}
