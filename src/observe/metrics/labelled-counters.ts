// What happened to the requests of one rule, or to those sent to one backend, in plain numbers: a
// request costs a few additions. They become series when metrics are asked for.

/** Upper bounds in seconds: a fast answer of a neighbour to a slow report. */
export const durationBounds = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const

export interface Durations {
  /** A count a bound; those above the last bound are in `count` only. */
  readonly counts: Float64Array
  count: number
  sum: number
}

export function createDurations(): Durations {
  return { counts: new Float64Array(durationBounds.length), count: 0, sum: 0 }
}

export function addDuration(durations: Durations, seconds: number): void {
  durations.count++
  durations.sum += seconds
  for (let index = 0; index < durationBounds.length; index++) {
    if (seconds > durationBounds[index]!) continue
    durations.counts[index]!++
    return
  }
}

/** `none`: the client was gone before there was a status. */
export const statusClasses = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const

export function classIndexOf(status: number): number {
  // RFC 9110 §15: a status above 599 is taken for a 5xx.
  return status < 100 ? 0 : Math.min(5, Math.floor(status / 100))
}

/** Tallies by two labels; '' stands for none. */
export class LabelledCounters<T> {
  readonly #create: () => T
  readonly #byFirst = new Map<string, Map<string, T>>()

  constructor(create: () => T) {
    this.#create = create
  }

  of(first: string, second = ''): T {
    let bySecond = this.#byFirst.get(first)
    if (!bySecond) this.#byFirst.set(first, (bySecond = new Map()))
    let tally = bySecond.get(second)
    if (!tally) bySecond.set(second, (tally = this.#create()))
    return tally
  }

  *entries(): Generator<readonly [first: string, second: string, tally: T]> {
    for (const [first, bySecond] of this.#byFirst)
      for (const [second, tally] of bySecond) yield [first, second, tally]
  }

  retain(isLive: (first: string, second: string) => boolean): void {
    for (const [first, bySecond] of this.#byFirst) {
      for (const second of bySecond.keys()) if (!isLive(first, second)) bySecond.delete(second)
      if (bySecond.size === 0) this.#byFirst.delete(first)
    }
  }
}
