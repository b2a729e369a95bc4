// The body of a request. It is kept until it is whole or there is as much as may be read ahead, so that a slow client
// holds no connection of an endpoint. One in chunks is kept as it came, too, as long as it may yet be handed over.
import { ChunkReader } from '../../http1-bytes/chunk-reader.ts'
import { malformed } from '../../http1-bytes/field-lines.ts'
import type { DirectRequestBody } from '../direct-exchange/exchange-client.ts'
import { fewBytes, fewPieces } from '../../words/fair-turns.ts'
import { GrowingBuffer } from '../../words/growing-buffer.ts'

export class DirectBody implements DirectRequestBody {
  readonly isChunked: boolean
  /** Declared bytes; -1: in chunks. */
  readonly length: number
  /** Bytes of content so far. */
  received = 0
  isOver = false
  readonly trailers = []
  /** Its chunks are not plain, or many in a few bytes, or trailers follow them. */
  isOdd = false
  readonly #kept = new GrowingBuffer()
  readonly #raw: GrowingBuffer | undefined
  readonly #chunks: ChunkReader | undefined

  /** `head` is the one that it follows. */
  constructor(length: number, isChunked: boolean, head: Buffer) {
    this.length = length
    this.isChunked = isChunked
    if (!isChunked) return
    this.#raw = new GrowingBuffer()
    this.#raw.add(head)
    this.#chunks = new ChunkReader(this)
    this.#chunks.reset('content')
  }

  /** Keeps what of the bytes is of the body; how many of them are. */
  keep(bytes: Buffer, start: number): number {
    if (this.#chunks === undefined) {
      const end = this.pass(bytes, start)
      this.#kept.add(bytes, start, start + end)
      return end
    }
    this.#raw?.add(bytes, start)
    const end = this.#readChunks(this.#chunks, bytes, start)
    this.isOver = this.#chunks.isOver
    if (end === malformed || this.#chunks.trailers.length > 0) this.isOdd = true
    return end === malformed ? 0 : end - start
  }

  #readChunks(chunks: ChunkReader, bytes: Buffer, start: number): number {
    let at = start
    while (at < bytes.length && at !== malformed && !chunks.isOver && !this.isOdd) {
      const before = chunks.chunks
      at = chunks.read(bytes, at, Math.min(bytes.length, at + fewBytes))
      // Chunks of a few bytes cost more than others: the reference way has turns for them.
      if (chunks.chunks - before > fewPieces) this.isOdd = true
    }
    return at
  }

  /** The same of bytes that are not kept: of a body with a length. */
  pass(bytes: Buffer, start: number): number {
    const size = Math.min(bytes.length - start, this.length - this.received)
    this.received += size
    this.isOver = this.received === this.length
    return size
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    this.received += end - start
    this.#kept.add(bytes, start, end)
  }

  /** What was kept. Kept no more. */
  take(): Buffer {
    return this.#kept.take()
  }

  /** Head and body as they came, of one in chunks. */
  get raw(): Buffer {
    return this.#raw?.bytes ?? Buffer.alloc(0)
  }
}
