// The lowest rate at which a client must send its body: one that sends a byte now and then is never silent,
// and would keep its request open for ever, and a connection to an endpoint with it once it is forwarded. What counts
// is the time in which the client is waited for, and not what an endpoint takes to read.
import type { Limits } from '../sockets/limits.ts'

type Allowed = Pick<Limits, 'bodyGraceMs' | 'bodyBytesPerSecond'>

export class BodyPace {
  readonly #allowed: Allowed
  readonly #onSlow: () => void
  #received = 0
  /** Before the wait at hand. */
  #waitedMs = 0
  #waitsSince: number | undefined
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  constructor(allowed: Allowed, onSlow: () => void) {
    this.#allowed = allowed
    this.#onSlow = onSlow
  }

  /** The client is waited for from now on. */
  wait(): void {
    if (this.#isOver) return
    this.#waitsSince ??= performance.now()
    this.#timer ??= this.#lookIn(this.#leftMs())
  }

  /** It is not waited for. */
  pause(): void {
    this.#waitedMs = this.#soFarMs()
    this.#waitsSince = undefined
  }

  add(bytes: number): void {
    this.#received += bytes
  }

  /** Nothing is asked of it any more. */
  end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  #soFarMs(): number {
    const since = this.#waitsSince
    return this.#waitedMs + (since === undefined ? 0 : performance.now() - since)
  }

  #leftMs(): number {
    const { bodyGraceMs, bodyBytesPerSecond } = this.#allowed
    return bodyGraceMs + (this.#received / bodyBytesPerSecond) * 1_000 - this.#soFarMs()
  }

  /** Not with each chunk or pause: what was missed is seen then. */
  #lookIn(ms: number): NodeJS.Timeout {
    return setTimeout(
      () => {
        const leftMs = this.#leftMs()
        if (leftMs > 0) this.#timer = this.#lookIn(leftMs)
        else if (this.#waitsSince === undefined) this.#timer = undefined
        else this.#onSlow()
      },
      Math.min(Math.ceil(ms), longestLookMs),
    )
  }
}

/** Of a large body that came fast the time that is left is beyond a timer's. */
const longestLookMs = 3_600_000
