// Bytes of one stream's body, of the chunk that is being read. A part of it stays where it is; from the second one on
// they are put together, with no object for each: DATA may come in frames of one byte.
import { GrowingBuffer } from '../words/growing-buffer.ts'

export class ArrivedBytes {
  #chunk: Buffer | undefined
  #start = 0
  #end = 0
  #joined: GrowingBuffer | undefined

  get isEmpty(): boolean {
    return this.#chunk === undefined && this.#joined === undefined
  }

  /** Those of `chunk` from `start` to `end`. */
  add(chunk: Buffer, start: number, end: number): void {
    if (end === start) return
    if (this.#joined) this.#joined.add(chunk, start, end)
    else if (this.#chunk) {
      this.#joined = new GrowingBuffer()
      this.#joined.add(this.#chunk, this.#start, this.#end)
      this.#joined.add(chunk, start, end)
      this.#chunk = undefined
    } else {
      this.#chunk = chunk
      this.#start = start
      this.#end = end
    }
  }

  /** All of them; they do not change any more. */
  take(): Buffer {
    const taken = this.#joined?.take() ?? kept(this.#chunk!.subarray(this.#start, this.#end))
    this.clear()
    return taken
  }

  clear(): void {
    this.#chunk = undefined
    this.#joined = undefined
  }
}

/** Of a large chunk a small part is copied: it would keep all of it. */
function kept(bytes: Buffer): Buffer {
  const all = bytes.buffer.byteLength
  return all > 4 * 1024 && bytes.length < all / 4 ? Buffer.from(bytes) : bytes
}
