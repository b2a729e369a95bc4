// Bytes that come in pieces, kept in one piece. It doubles in size: who sends byte by byte must cost
// neither a copy of everything nor an object for each.

/** Pieces of up to so many bytes are copied byte by byte: a call of Node's costs more. */
const tinyBytes = 16

export class GrowingBuffer {
  #storage = Buffer.alloc(0)
  length = 0

  /** All bytes so far; valid until more are added. */
  get bytes(): Buffer {
    return this.#storage.subarray(0, this.length)
  }

  /** All bytes so far. */
  append(chunk: Buffer): Buffer {
    this.add(chunk)
    return this.bytes
  }

  /** Those of `chunk` from `start` to `end`. */
  add(chunk: Buffer, start = 0, end = chunk.length): void {
    const length = this.length + end - start
    if (length > this.#storage.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#storage.length * 2, length))
      this.#storage.copy(larger, 0, 0, this.length)
      this.#storage = larger
    }
    const storage = this.#storage
    if (end - start > tinyBytes) chunk.copy(storage, this.length, start, end)
    else for (let at = start, to = this.length; at < end; at++, to++) storage[to] = chunk[at]!
    this.length = length
  }

  /** All bytes so far; they are the caller's. */
  take(): Buffer {
    const { bytes } = this
    this.#storage = Buffer.alloc(0)
    this.length = 0
    return bytes
  }
}
