// Memory for bytes that are on their way, used again and again: the system has to find and clear fresh memory, which
// costs more than to copy into it.

export class KeptPages {
  readonly bytes: number
  readonly #most: number
  readonly #free: Buffer[] = []

  /** `most` of them wait for their next use; what comes back above it is left to the garbage collector. */
  constructor(bytes: number, most: number) {
    this.bytes = bytes
    this.#most = most
  }

  /** With what its last user wrote into it. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.bytes)
  }

  /** Nobody reads it any more, the system included. */
  giveBack(page: Buffer): void {
    if (page.length === this.bytes && this.#free.length < this.#most) this.#free.push(page)
  }
}
