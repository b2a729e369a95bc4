// What one run of the bench measured: the words of bench/results.json.
import type { ChangeLatency } from './change-latency.ts'
import type { Environment } from './environment.ts'
import type { Latency } from './latency.ts'
import type { Measured } from './measure.ts'
import type { Memory } from './memory.ts'
import type { OtherLoad } from './other-load.ts'

export interface Report {
  readonly about: Environment & { readonly haproxy: string }
  /** Absent in figures from before it was noticed. */
  readonly otherLoad?: OtherLoad
  /** Of each proxy in each case, taken in turns. */
  readonly rounds: number
  /** Of each round. */
  readonly seconds: number
  readonly cases: readonly Measured[]
  /** The small case with so many workers, on as many cores, which the load generator shares. */
  readonly onCores: readonly (Measured & { readonly workers: number })[]
  readonly latencies: readonly Latency[]
  readonly memory: readonly Memory[]
  readonly changes: readonly ChangeLatency[]
}

/** A figure of one proxy beside that of another in the same case; undefined: one of them was not measured. */
export function ratioTo(
  proxy: string,
  each: Measured,
  all: readonly Measured[],
  figure: 'requestsPerSecond' | 'microsecondsPerRequest',
): number | undefined {
  const other = all.find((one) => one.proxy === proxy && one.case === each.case)
  return other && each[figure] / other[figure]
}
