// Reads what stands after the last chunk. It is rare, so that its bytes are gathered before they are read.
import type { HeaderList } from '../words/exchange.ts'
import { GrowingBuffer } from '../words/growing-buffer.ts'
import { maxHeadBytes } from '../words/head-bytes.ts'
import { FieldLines, incomplete, malformed, pairsOfLines } from './field-lines.ts'

const maxTrailers = 999

export class TrailerReader {
  isOver = false
  readonly #gathered = new GrowingBuffer()
  readonly #lines = new FieldLines(maxTrailers)
  #list: HeaderList = []

  /** As they were written; empty before they are over. */
  get list(): HeaderList {
    return this.#list
  }

  /** After `malformed`. */
  get fault(): 'framing' | 'trailers' | 'syntax' {
    if (this.isOver) return 'framing'
    return this.#gathered.length > maxHeadBytes ? 'trailers' : 'syntax'
  }

  /** Where the trailers end, `end` if they go on, or `malformed`. */
  read(bytes: Buffer, at: number, end: number): number {
    const before = this.#gathered.length
    this.#gathered.add(bytes, at, Math.min(end, at + maxHeadBytes - before + 1))
    const all = this.#gathered.bytes
    const read = this.#lines.read(all, 0, all.length)
    if (read === malformed) return malformed
    if (read === incomplete) return all.length > maxHeadBytes ? malformed : end
    this.isOver = true
    this.#list = pairsOfLines(this.#lines, all, 0)
    // RFC 9110 §6.5.1: who takes them for headers sees another end of the body.
    return this.#list.some(([name]) => isFraming.test(name)) ? malformed : at + read - before
  }
}

const isFraming = /^(?:content-length|transfer-encoding)$/i
