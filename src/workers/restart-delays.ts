// When a worker that ended is started again: at once, and later each time where it does not last.

const firstDelayMs = 100
const longestDelayMs = 30_000
/** Whoever lasted as long is well again. */
const wellAfterMs = 60_000

export class RestartDelays {
  readonly #firstMs: number
  #early = 0

  /** The first time: at once. */
  constructor(firstMs = 0) {
    this.#firstMs = firstMs
  }

  /** Milliseconds, after one that lasted so long. */
  next(lastedMs: number): number {
    if (lastedMs >= wellAfterMs) this.#early = 0
    const delay = this.#early === 0 ? this.#firstMs : firstDelayMs * 2 ** (this.#early - 1)
    this.#early += 1
    return Math.min(delay, longestDelayMs)
  }
}
