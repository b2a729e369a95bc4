// The body of a request of HTTP/1.1. It is kept until it is whole or there is as much as may be read ahead, and given on
// as it comes from then. Many chunks in a few bytes cost more than others: they are read a little in each turn.
import type { Socket } from 'node:net'
import { ChunkReader } from '../../http1-bytes/chunk-reader.ts'
import { malformed } from '../../http1-bytes/field-lines.ts'
import { type RefusalReason, refuse, type RequestRefusal } from '../../sockets/refusal.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { atItsTurn, fewBytes, fewPieces } from '../../turns/fair-turns.ts'
import { GrowingBuffer } from '../../words/growing-buffer.ts'
import type { AheadRoom } from '../direct-exchange/ahead-room.ts'
import type { DirectRequestBody } from '../direct-exchange/exchange-client.ts'
import { endToEndRequestTrailers } from '../request-headers.ts'

/** Who has it from here. */
export interface BodyReader {
  /** More is kept: so many bytes, perhaps none. */
  onAhead(more: number): void
  /** As much is kept as may be, or all of it. */
  onReadAhead(): void
  /** Once it was taken: never empty, but for its end. The bytes do not change any more. */
  onBytes(bytes: Buffer, start: number, end: number): void
  /** What came behind it; before its last bytes are given. */
  onBehindBody(bytes: Buffer): void
  /** Or cut. */
  onMalformed(refusal: RequestRefusal): void
}

/** Pieces of up to so many bytes are moved byte by byte: a call of Node's costs more. */
const tinyBytes = 16

type BodySocket = Pick<Socket, 'pause' | 'resume'>

export class DirectBody implements DirectRequestBody {
  readonly isChunked: boolean
  /** Declared bytes; -1: in chunks. */
  readonly length: number
  /** Bytes of content so far. */
  received = 0
  isOver = false
  readonly #socket: BodySocket
  readonly #reader: BodyReader
  readonly #chunks: ChunkReader | undefined
  readonly #kept = new GrowingBuffer()
  #room: AheadRoom | undefined
  #isAhead = false
  #isTaken = false
  #isPaused = false
  #isStopped = false
  /** Its client sends no more. */
  #hasEnded = false
  /** Others have their turn first; then `#rest` is read. */
  #isWaiting = false
  #rest: Buffer | undefined
  /** Content, in the bytes that were read last. */
  #from = 0
  #to = 0

  constructor(length: number, socket: BodySocket, reader: BodyReader) {
    this.length = length
    this.isChunked = length === -1
    this.#socket = socket
    this.#reader = reader
    if (!this.isChunked) return
    this.#chunks = new ChunkReader(this)
    this.#chunks.reset('content')
  }

  get trailers(): HeaderList {
    const trailers = this.#chunks?.trailers ?? []
    return trailers.length > 0 ? endToEndRequestTrailers(trailers.flat()) : trailers
  }

  /** It is read before an endpoint is asked. */
  get isAhead(): boolean {
    return this.#isAhead
  }

  /** Nothing of it is read. */
  get isPaused(): boolean {
    return !this.isOver && this.#isPaused
  }

  /**
   * What came with the head, from `start` on: nothing is told of it. Where the body ends; the end of the bytes where it
   * goes on; or `malformed`, and the bytes are as they were.
   */
  begin(bytes: Buffer, start: number): number {
    const came = bytes.subarray(start)
    // Chunks are moved as they are read, and who is handed the bytes wants them as they were.
    const own = this.isChunked ? Buffer.from(came) : came
    const end = this.#read(own, 0)
    if (end === malformed) return malformed
    this.#kept.add(own, this.#from, this.#to)
    if (this.isOver) return start + end
    if (end < own.length) this.#rest = own.subarray(end)
    this.pause()
    return bytes.length
  }

  /** Bytes of the body, and perhaps of what comes behind it. */
  receive(bytes: Buffer): void {
    const before = this.received
    const end = this.#read(bytes, 0)
    if (end === malformed && !this.#isTaken) return this.#reader.onMalformed(this.#refusal)
    if (end !== malformed && end < bytes.length) {
      const rest = bytes.subarray(end)
      if (this.isOver) this.#onBehind(rest)
      else this.#wait(rest)
    }
    this.#give(bytes, this.received - before)
    if (end === malformed && !this.#isStopped) this.#reader.onMalformed(this.#refusal)
  }

  /** onReadAhead() follows, or onMalformed(). */
  readAhead(room: AheadRoom): void {
    this.#room = room
    this.#isAhead = true
    if (!this.#endIfAhead(room)) this.resume()
    this.#endIfCut()
  }

  /** Its client sends no more. A stream says so in spite of pause(), once its last bytes were given. */
  end(): void {
    this.#hasEnded = true
    this.#endIfCut()
  }

  /** What is there is to be enough. */
  endAhead(): void {
    if (!this.#isAhead) return
    this.#isAhead = false
    if (!this.isOver) this.pause()
    this.#reader.onReadAhead()
  }

  /** What was kept. What follows is given on, after resume(). */
  take(): Buffer {
    this.#isAhead = false
    this.#isTaken = true
    this.#room?.giveBack()
    return this.#kept.take()
  }

  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(): void {
    this.#isPaused = false
    if (this.#rest) this.#wait(this.#rest)
    else this.#socket.resume()
  }

  /** Nothing more is told of it. The socket is someone else's. */
  stop(): void {
    this.take()
    this.#isStopped = true
    this.#rest = undefined
  }

  /** What came in several chunks is moved together. */
  onPiece(bytes: Buffer, start: number, end: number): void {
    this.received += end - start
    if (this.#to === this.#from) this.#from = this.#to = start
    else if (end - start > tinyBytes) bytes.copyWithin(this.#to, start, end)
    else for (let from = start, to = this.#to; from < end; from++, to++) bytes[to] = bytes[from]!
    this.#to += end - start
  }

  /** Where it stopped. Content is between `#from` and `#to` then. */
  #read(bytes: Buffer, start: number): number {
    this.#from = this.#to = start
    const chunks = this.#chunks
    if (chunks === undefined) {
      const end = Math.min(bytes.length, start + this.length - this.received)
      this.onPiece(bytes, start, end)
      this.isOver = this.received === this.length
      return end
    }
    let at = start
    let size = fewBytes
    for (let isMany = false; at < bytes.length && !chunks.isOver && !isMany; size = bytes.length) {
      const before = chunks.chunks
      at = chunks.read(bytes, at, Math.min(bytes.length, at + size))
      isMany = at === malformed || chunks.chunks - before > fewPieces
    }
    this.isOver = chunks.isOver
    return at
  }

  #give(bytes: Buffer, more: number): void {
    if (this.#isTaken) {
      if (this.#to > this.#from || this.isOver) this.#reader.onBytes(bytes, this.#from, this.#to)
      return
    }
    this.#kept.add(bytes, this.#from, this.#to)
    this.#reader.onAhead(more)
    if (this.#isAhead) this.#endIfAhead(this.#room!)
  }

  #endIfAhead(room: AheadRoom): boolean {
    if (!this.isOver && room.hasRoomBehind(this.received)) return false
    this.endAhead()
    return true
  }

  #endIfCut(): void {
    const isCut = this.#hasEnded && this.#rest === undefined && !this.isOver
    const isBegun = this.#room !== undefined || this.#isTaken
    if (isCut && isBegun && !this.#isStopped) this.#reader.onMalformed(refuse('bad-syntax'))
  }

  #onBehind(bytes: Buffer): void {
    this.#isStopped = true
    this.#reader.onBehindBody(bytes)
  }

  #wait(rest: Buffer): void {
    this.#rest = rest
    this.#socket.pause()
    if (this.#isWaiting) return
    this.#isWaiting = true
    atItsTurn(this.#goOn)
  }

  readonly #goOn = (): void => {
    this.#isWaiting = false
    const rest = this.#rest
    if (rest === undefined || this.#isPaused) return
    this.#rest = undefined
    this.receive(rest)
    this.#endIfCut()
    if (!this.#isWaiting && !this.#isPaused && !this.#isStopped) this.#socket.resume()
  }

  get #refusal(): RequestRefusal {
    return refuse(reasons[this.#chunks!.fault])
  }
}

const reasons = {
  framing: 'bad-framing',
  extension: 'chunk-extensions-too-large',
  trailers: 'header-too-large',
  syntax: 'bad-syntax',
} as const satisfies Record<string, RefusalReason>
