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
    return at + read - before
  }
}
