// How much of requests' bodies is kept at once, of all that may be sent again: slow clients are to cost
// retries, and no memory. Bodies are kept in buffers that grow in doubles, so that what they take is at
// most twice of what is counted here.

const maxKeptInAllBytes = 32 * 1024 * 1024

export class KeptBytes {
  readonly #max: number
  #taken = 0

  constructor(max = maxKeptInAllBytes) {
    this.#max = max
  }

  get taken(): number {
    return this.#taken
  }

  take(bytes: number): boolean {
    if (this.#taken + bytes > this.#max) return false
    this.#taken += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#taken -= bytes
  }
}
