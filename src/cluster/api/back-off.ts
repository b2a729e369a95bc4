// How long to wait after a failure: twice as long each time, up to a limit, and never the same for
// two who failed together. What the server asks for (Retry-After) is the least.
import { ApiError } from './api-error.ts'

export interface BackOffTimes {
  readonly firstMs: number
  readonly mostMs: number
}

export interface BackOff {
  /** Milliseconds to wait now. */
  next(error?: unknown): number
  /** After a success. */
  reset(): void
}

export function createBackOff({ firstMs, mostMs }: BackOffTimes, random = Math.random): BackOff {
  let failures = 0
  return {
    next(error) {
      const longest = Math.min(mostMs, firstMs * 2 ** failures)
      failures = Math.min(failures + 1, 30)
      const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0
      return Math.max(longest * (0.5 + random() / 2), asked * (1 + random() / 4))
    },
    reset() {
      failures = 0
    },
  }
}
