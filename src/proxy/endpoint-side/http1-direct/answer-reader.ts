// From the bytes of a connection to the answer of one request: heads of 1xx, the head, the body, the end. It does
// no I/O, so that an answer cut at any octet is read as the same answer.
import { ChunkReader, type PieceKind, type PieceReceiver } from '../../http1-bytes/chunk-reader.ts'
import { incomplete, malformed } from '../../http1-bytes/field-lines.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { GrowingBuffer } from '../../words/growing-buffer.ts'
import { maxInterimAnswers } from '../endpoint-limits.ts'
import { endToEndTrailers } from '../end-to-end-headers.ts'
import { AnswerHead } from './answer-head.ts'

export interface AnswerListener extends PieceReceiver {
  /** `head` is valid during the call only. */
  onInterim(head: AnswerHead): void
  onAnswer(head: AnswerHead): void
}

export class AnswerReader {
  readonly head = new AnswerHead()
  isOver = false
  readonly #listener: AnswerListener
  readonly #chunks: ChunkReader
  #isHead = false
  #isInBody = false
  #interims = 0
  /** Of the body, where its length is known. */
  #left = 0
  /** A head that came in parts. */
  #part: GrowingBuffer | undefined

  constructor(listener: AnswerListener) {
    this.#listener = listener
    this.#chunks = new ChunkReader(listener)
  }

  /** The next request is on its way. */
  reset({ isHead, takes }: { readonly isHead: boolean; readonly takes: PieceKind }): void {
    this.isOver = false
    this.#isHead = isHead
    this.#isInBody = false
    this.#interims = 0
    this.#chunks.reset(takes)
    this.head.reset()
  }

  get isInChunks(): boolean {
    return this.#isInBody && this.head.framing === 'chunked'
  }

  /** Chunks of its body so far: those of a few bytes cost more than these. */
  get chunks(): number {
    return this.#chunks.chunks
  }

  /** Once it is over: end to end ones alone. */
  get trailers(): HeaderList {
    const { trailers } = this.#chunks
    return trailers.length === 0 ? trailers : endToEndTrailers(trailers)
  }

  /**
   * Reads on. Returns where the answer ends, `end` if it goes on (`isOver` tells), or `malformed`
   * (`head.problem` says why), after which nothing more may be read.
   */
  read(bytes: Buffer, from: number, end: number): number {
    let at = from
    while (at < end && !this.#isInBody && !this.isOver) {
      at = this.#readHead(bytes, at, end)
      if (at === malformed) return malformed
    }
    return this.#isInBody && at < end ? this.#readBody(bytes, at, end) : at
  }

  /** Once the endpoint has closed its side. */
  get isWholeByClose(): boolean {
    return this.#isInBody && this.head.framing === 'until-close'
  }

  #readHead(bytes: Buffer, from: number, end: number): number {
    const part = this.#part
    const partLength = part?.length ?? 0
    part?.add(bytes, from, end)
    const next = part
      ? this.head.read(part.bytes, 0, part.length, this.#isHead)
      : this.head.read(bytes, from, end, this.#isHead)
    if (next === malformed) return malformed
    if (next === incomplete) {
      if (part) return end
      this.#part = new GrowingBuffer()
      this.#part.add(bytes, from, end)
      return end
    }
    this.#part = undefined
    if (!this.#giveHead()) return malformed
    return part ? from + next - partLength : next
  }

  #giveHead(): boolean {
    const { head } = this
    if (head.status < 200) {
      if (++this.#interims > maxInterimAnswers) {
        head.problem = 'The endpoint sent too many 1xx answers'
        return false
      }
      this.#listener.onInterim(head)
      head.reset()
      return true
    }
    this.isOver = head.framing === 'none'
    this.#isInBody = !this.isOver
    this.#left = head.contentLength
    this.#listener.onAnswer(head)
    return true
  }

  #readBody(bytes: Buffer, at: number, end: number): number {
    const { framing } = this.head
    if (framing === 'chunked') {
      const next = this.#chunks.read(bytes, at, end)
      this.isOver = this.#chunks.isOver
      if (next === malformed) this.head.problem = 'The endpoint answered with an invalid chunk'
      if (!this.isOver || !hasFraming(this.#chunks.trailers)) return next
      this.head.problem = 'The endpoint answered with framing in its trailers'
      return malformed
    }
    const bodyEnd = framing === 'length' ? Math.min(end, at + this.#left) : end
    this.#left -= bodyEnd - at
    this.isOver = framing === 'length' && this.#left === 0
    this.#listener.onPiece(bytes, at, bodyEnd)
    return bodyEnd
  }
}

/** RFC 9110 §6.5.1: nobody sends it there but to confuse. */
function hasFraming(trailers: HeaderList): boolean {
  return trailers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name))
}
