// How much dearer a request may be than when the figures in bench/results.json were published. Ratios of
// processor time in one run are compared, so that the machine matters little.
import type { Measured } from '../measure.ts'
import type { OtherLoad } from '../other-load.ts'
import { ratioTo } from '../report.ts'

export interface Guarded {
  readonly case: string
  /** The gateway's name among the proxies. */
  readonly proxy: string
  readonly beside: string
}

const beside = 'nginx with duties'

export const guarded: readonly Guarded[] = [
  ...['small', 'post', 'tls', 'h2c', 'grpc'].map((name) => ({
    case: name,
    proxy: 'rauta',
    beside,
  })),
  { case: 'small', proxy: 'rauta', beside: 'rauta, reference way' },
]

/** Who loses a third of the requests a second takes 1.5 times the processor time for each. */
export const mayGrow = 1.4

/** Processor time for a request as a multiple of the other's; undefined: one of both was not measured. */
export function ratioIn(
  { case: name, proxy, beside: other }: Guarded,
  measured: readonly Measured[],
): number | undefined {
  const own = measured.find((each) => each.case === name && each.proxy === proxy)
  return own && ratioTo(other, own, measured, 'microsecondsPerRequest')
}

/** `won`: the published figures are so old that this guard would let much be lost. */
export function judge(now: number, published: number): 'lost' | 'kept' | 'won' {
  if (now > published * mayGrow) return 'lost'
  return now * mayGrow < published ? 'won' : 'kept'
}

/** Beside more other work, JavaScript loses more than nginx does: its caches and its compiled code. */
export function isQuiet({ cores, stolen }: OtherLoad): boolean {
  return cores + stolen < 0.4
}
