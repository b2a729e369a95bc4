// Follows a body in chunks (RFC 9112 §7.1) strictly, and goes on at the octet where it stopped. It gives either
// the content alone, or the content with its framing, which may be passed on as it is. Chunk extensions, which
// say something to this hop alone, are in neither.
import type { HeaderList } from '../words/exchange.ts'
import { ChunkExtension } from './chunk-extension.ts'
import { malformed } from './field-lines.ts'
import { carriageReturn, hexDigit, lineFeed, semicolon } from './octets.ts'
import { TrailerReader } from './trailer-reader.ts'

export interface PieceReceiver {
  /** From `start` to `end`, never empty; valid during the call only. */
  onPiece(bytes: Buffer, start: number, end: number): void
}

/** `framed`: all up to the last chunk. Whoever passes it on writes that one, and the trailers. */
export type PieceKind = 'content' | 'framed'

const atSize = 0
const inSize = 1
const inExtension = 2
const afterSize = 3
const inContent = 4
const afterContent = 5
const afterContentReturn = 6
const atTrailers = 7
const afterLast = 8
const inTrailers = 9
const over = 10

/** Of one chunk, as Node's parser has it. */
const maxExtensionBytes = 16 * 1024

/** What is malformed, told apart as Node's parser does. `extension`, `trailers`: they are too long. */
export type ChunkFault = 'framing' | 'extension' | 'trailers' | 'syntax'

/** No place in the bytes at hand. */
const nowhere = -1

export class ChunkReader {
  /** Chunks whose size was read since reset(), the last one included. */
  chunks = 0
  readonly #receiver: PieceReceiver
  #isFramed = false
  #phase = atSize
  #size = 0
  #hasDigits = false
  #extensionBytes = 0
  /** Where the framed piece at hand starts, and the size line that is read. */
  #pieceStart = 0
  #lineStart = nowhere
  readonly #extension = new ChunkExtension()
  #trailers: TrailerReader | undefined

  constructor(receiver: PieceReceiver) {
    this.#receiver = receiver
  }

  reset(kind: PieceKind): void {
    this.chunks = 0
    this.#isFramed = kind === 'framed'
    this.#phase = atSize
    this.#trailers = undefined
  }

  get isOver(): boolean {
    return this.#phase === over
  }

  /** As they were written; complete once the body is over. */
  get trailers(): HeaderList {
    return this.#trailers?.list ?? []
  }

  /** After `malformed`. */
  get fault(): ChunkFault {
    if (this.#phase === inExtension)
      return this.#extensionBytes > maxExtensionBytes ? 'extension' : 'syntax'
    if (this.#phase <= inSize) return 'framing'
    return this.#trailers?.fault ?? 'syntax'
  }

  /**
   * Reads on. Returns where the body ends, `end` if it goes on (`isOver` tells), or `malformed`, after which
   * nothing more may be read. What came before a fault is given all the same.
   */
  read(bytes: Buffer, from: number, end: number): number {
    this.#pieceStart = from
    this.#lineStart = nowhere
    let at = from
    while (at < end && this.#phase !== over) {
      if (this.#phase === inContent) at = this.#readContent(bytes, at, end)
      else if (this.#phase === inTrailers) at = this.#readTrailers(bytes, at, end)
      else at = this.#readFraming(bytes, at)
      if (at === malformed) return malformed
    }
    if (this.#phase < atTrailers) this.#giveFramed(bytes, this.#isInLine ? this.#lineStart : at)
    return at
  }

  #readContent(bytes: Buffer, at: number, end: number): number {
    const contentEnd = Math.min(at + this.#size, end)
    if (!this.#isFramed) this.#receiver.onPiece(bytes, at, contentEnd)
    this.#size -= contentEnd - at
    if (this.#size === 0) this.#phase = afterContent
    return contentEnd
  }

  /** One octet. */
  #readFraming(bytes: Buffer, at: number): number {
    const octet = bytes[at]!
    switch (this.#phase) {
      case atSize:
        this.#size = 0
        this.#hasDigits = false
        this.#extensionBytes = 0
        this.#lineStart = at
        this.#phase = inSize
        return this.#readSize(octet) ? at + 1 : this.#fail(bytes, at)
      case inSize:
        return this.#readSize(octet) ? at + 1 : this.#fail(bytes, this.#lineStart)
      case inExtension:
        if (octet === carriageReturn && this.#extension.mayEnd) this.#phase = afterSize
        else if (!this.#extension.read(octet) || ++this.#extensionBytes > maxExtensionBytes)
          return this.#fail(bytes, this.#lineStart)
        return at + 1
      case afterSize:
        if (octet !== lineFeed) return this.#fail(bytes, this.#lineStart)
        this.#endLine(bytes, at + 1)
        return at + 1
      case afterContent:
        if (octet !== carriageReturn) return this.#fail(bytes, at)
        this.#phase = afterContentReturn
        return at + 1
      case afterContentReturn:
        if (octet !== lineFeed) return this.#fail(bytes, at)
        this.#phase = atSize
        return at + 1
      case atTrailers:
        if (octet === carriageReturn) {
          this.#phase = afterLast
          return at + 1
        }
        this.#trailers = new TrailerReader()
        this.#phase = inTrailers
        return at
      default:
        if (octet !== lineFeed) return malformed
        this.#phase = over
        return at + 1
    }
  }

  get #isInLine(): boolean {
    return this.#phase >= inSize && this.#phase <= afterSize
  }

  #readSize(octet: number): boolean {
    const digit = hexDigit(octet)
    if (digit !== -1) {
      this.#size = this.#size * 16 + digit
      this.#hasDigits = true
      // Larger ones no number holds exactly.
      return this.#size <= Number.MAX_SAFE_INTEGER
    }
    if (!this.#hasDigits) return false
    if (octet === carriageReturn || octet === lineFeed) {
      this.#phase = afterSize
      return octet === carriageReturn
    }
    if (octet === semicolon) {
      this.#phase = inExtension
      this.#extensionBytes = 1
      this.#extension.reset()
    } else return false
    return true
  }

  /** The content, or the end, starts at `next`. */
  #endLine(bytes: Buffer, next: number): void {
    this.chunks++
    const isWhole = this.#lineStart !== nowhere && this.#extensionBytes === 0
    if (this.#size === 0 || !isWhole) this.#giveFramed(bytes, this.#lineStart)
    this.#phase = this.#size === 0 ? atTrailers : inContent
    if (this.#size === 0 || isWhole || !this.#isFramed) return
    const line = Buffer.from(`${this.#size.toString(16)}\r\n`, 'latin1')
    this.#receiver.onPiece(line, 0, line.length)
    this.#pieceStart = next
  }

  #giveFramed(bytes: Buffer, end: number): void {
    if (this.#isFramed && end > this.#pieceStart)
      this.#receiver.onPiece(bytes, this.#pieceStart, end)
  }

  #readTrailers(bytes: Buffer, at: number, end: number): number {
    const next = this.#trailers?.read(bytes, at, end) ?? malformed
    if (next !== malformed && this.#trailers?.isOver) this.#phase = over
    return next
  }

  #fail(bytes: Buffer, end: number): number {
    this.#giveFramed(bytes, end)
    return malformed
  }
}
