// How long to wait before a further try: "MAY use an exponential or alternative backoff strategy … MAY cap
// the maximum backoff duration … and MAY add arbitrary jitter …, as long as unsuccessful backend requests
// are not retried before the configured minimum duration" (HTTPRouteRetry.Backoff).
import { longestTimerMs } from '../../../snapshot/longest-timer.ts'

/** Twice as long each time, up to so many times the minimum. */
const maxGrowth = 10
/** Longer by up to this share, lest all clients of an endpoint that failed come back at once. */
const jitter = 0.25

/** So many further tries wait as the rule says, be it not at all. */
const maxHasty = 4
/** Before those after them, twice as long each time: one client is not to keep an endpoint busy alone. */
const patientMs = 50
const maxPatientMs = 1_000

/** Milliseconds before the `nth` further try, the first of which is 1. */
export function backoffBefore(nth: number, backoffMs: number, random = Math.random): number {
  const asked = backoffMs * Math.min(2 ** (nth - 1), maxGrowth)
  const wait = Math.max(asked, patienceBefore(nth)) * (1 + jitter * random())
  return Math.min(wait, longestTimerMs)
}

function patienceBefore(nth: number): number {
  return nth > maxHasty ? Math.min(patientMs * 2 ** (nth - maxHasty - 1), maxPatientMs) : 0
}
