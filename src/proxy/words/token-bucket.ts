// So many at once, then so many a second.

export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

export class TokenBucket {
  readonly #rate: Rate
  #left: number
  #filledAt = 0

  constructor(rate: Rate) {
    this.#rate = rate
    this.#left = rate.burst
  }

  /** False where none is left. `now` in milliseconds, of a clock that never goes back. */
  take(now: number): boolean {
    const { burst, perSecond } = this.#rate
    const earned = this.#filledAt === 0 ? 0 : ((now - this.#filledAt) * perSecond) / 1000
    this.#filledAt = now
    this.#left = Math.min(burst, this.#left + earned)
    if (this.#left < 1) return false
    this.#left--
    return true
  }

  /** Earned otherwise than by time. */
  add(tokens: number): void {
    this.#left = Math.min(this.#rate.burst, this.#left + tokens)
  }
}
