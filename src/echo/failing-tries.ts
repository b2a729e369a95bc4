// A backend that fails on purpose, to try retries on. A request for `/retry/…` says by its query how: the
// first `succeedAfter` requests with its `uuid` fail, with status `responseCode` or, where there is none,
// by a closed connection, `delayRetry` after they came; the next one is answered, and begins anew. The
// names are those of echo-basic, the conformance suite's own backend.
import { delayMsOf } from './delay.ts'

export interface Failure {
  /** Absent: the connection is closed. */
  readonly status?: number
  readonly delayMs: number
}

export interface FailingTries {
  /** How a request for this path and query fails; undefined: it does not. */
  next(target: string): Failure | undefined
}

/** Requests that may be in the middle of it; beyond that the oldest begins anew. */
const maxKnown = 1_000

export function createFailingTries(): FailingTries {
  const failed = new Map<string, number>()
  return {
    next(target) {
      if (!target.startsWith('/retry/')) return undefined
      const query = new URLSearchParams(target.split('?')[1])
      const uuid = query.get('uuid') ?? ''
      const count = failed.get(uuid) ?? 0
      failed.delete(uuid)
      if (!(count < Number(query.get('succeedAfter')))) return undefined
      failed.set(uuid, count + 1)
      if (failed.size > maxKnown) failed.delete(failed.keys().next().value ?? '')
      const status = Number(query.get('responseCode'))
      const delayMs = delayMsOf(query.get('delayRetry'))
      return status >= 200 && status <= 599 ? { status, delayMs } : { delayMs }
    },
  }
}
