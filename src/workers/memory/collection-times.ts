// When a process at rest collects its garbage: once after its start, which leaves much, and then where it has more
// memory than it ever had at rest. What is in use stays, and is looked at less and less often, until connections
// end: they leave what was in use for them.

/** Since the last look. */
export interface Look {
  /** Who is busy collects by itself, and nobody should wait. */
  readonly isBusy: boolean
  readonly bytes: number
  /** Connections, timers and the like that are open. */
  readonly open: number
}

export interface CollectionOptions {
  /** Between two looks. */
  readonly everyMs: number
  /** What is less is not worth a pause of a tenth of a second. */
  readonly marginBytes: number
}

const longestWaitMs = 300_000
/** Of what is open: fewer than that part, and garbage is likely. */
const endedShare = 0.9

export class CollectionTimes {
  readonly #options: CollectionOptions
  #lowest: number
  #waitMs: number
  #restedMs = 0
  #open = 0
  #hasCollected = false

  constructor(bytesAtStart: number, options: CollectionOptions) {
    this.#options = options
    this.#lowest = bytesAtStart
    this.#waitMs = options.everyMs
  }

  isDue({ isBusy, bytes, open }: Look): boolean {
    const { everyMs, marginBytes } = this.#options
    const hasLess = open < this.#open * endedShare
    this.#open = open
    if (isBusy || hasLess) this.#waitMs = everyMs
    if (isBusy) {
      this.#restedMs = 0
      return false
    }
    this.#lowest = Math.min(this.#lowest, bytes)
    this.#restedMs += everyMs
    if (!this.#hasCollected) return true
    return bytes > this.#lowest + marginBytes && this.#restedMs >= this.#waitMs
  }

  /** Some is freed by the next time only, and some once a connection that holds it has had its time. */
  onCollected(freedBytes: number): void {
    const { everyMs, marginBytes } = this.#options
    this.#hasCollected = true
    const isWorthIt = freedBytes > marginBytes / 2
    this.#waitMs = isWorthIt ? everyMs : Math.min(this.#waitMs * 2, longestWaitMs)
    this.#restedMs = 0
  }
}
