// When a worker that ended is started again. One that served is started at once, each time: what ends it is one of
// its requests, and a wait would keep those of everybody else. One that ends before it serves will likely do so
// again: it waits, longer each time.

const firstDelayMs = 100
const longestDelayMs = 30_000

export class RestartDelays {
  readonly #servedMs: number
  #inVain = 0

  /** `servedMs` after one that served. */
  constructor(servedMs = 0) {
    this.#servedMs = servedMs
  }

  /** Milliseconds. */
  next(hasServed: boolean): number {
    if (hasServed) {
      this.#inVain = 0
      return this.#servedMs
    }
    const delay = firstDelayMs * 2 ** this.#inVain
    this.#inVain += 1
    return Math.min(delay, longestDelayMs)
  }
}
