// What waits in one stream to be sent.

/** Bytes that wait in one stream; who writes more is to wait. */
const maxQueuedBytes = 64 * 1024
/** The same of pieces, which may be small. */
const maxQueuedPieces = 64
/** Pieces that are smaller go together. */
const smallBytes = 1024

export class StreamQueue {
  #pieces: Buffer[] = []
  bytes = 0

  /** Who writes is to wait. */
  get isFull(): boolean {
    return this.bytes >= maxQueuedBytes || this.#pieces.length >= maxQueuedPieces
  }

  add(bytes: Buffer): void {
    this.#pieces.push(bytes)
    this.bytes += bytes.length
  }

  /** The next bytes, `most` at most: of a piece, or several small ones. */
  take(most: number): Buffer {
    const bytes = this.#next(most)
    this.bytes -= bytes.length
    return bytes
  }

  clear(): void {
    this.#pieces = []
    this.bytes = 0
  }

  #next(most: number): Buffer {
    const first = this.#pieces[0] ?? nothing
    if (first.length > most) {
      this.#pieces[0] = first.subarray(most)
      return first.subarray(0, most)
    }
    let pieces = 1
    let bytes = first.length
    while (pieces < this.#pieces.length && bytes < smallBytes) {
      bytes += this.#pieces[pieces]!.length
      if (bytes > most) break
      pieces++
    }
    const taken = this.#pieces.splice(0, pieces)
    return taken.length === 1 ? first : Buffer.concat(taken)
  }
}

const nothing = Buffer.alloc(0)
