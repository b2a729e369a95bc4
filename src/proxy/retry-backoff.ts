// How long to wait before a further try: "MAY use an exponential or alternative backoff strategy … MAY cap
// the maximum backoff duration … and MAY add arbitrary jitter …, as long as unsuccessful backend requests
// are not retried before the configured minimum duration" (HTTPRouteRetry.Backoff).

/** Twice as long each time, up to so many times the minimum. */
const maxGrowth = 10
/** Longer by up to this share, lest all clients of an endpoint that failed come back at once. */
const jitter = 0.25

/** Milliseconds before the `nth` further try, the first of which is 1. */
export function backoffBefore(nth: number, backoffMs: number, random = Math.random): number {
  return backoffMs * Math.min(2 ** (nth - 1), maxGrowth) * (1 + jitter * random())
}
