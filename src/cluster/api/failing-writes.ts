// What is told of writes that fail: one line when the first of them does, one when none does any more,
// and not one for each of a thousand objects.
import type { Log } from '../../observe/log/observer.ts'
import type { ApiServerReporter } from './api-server-reporter.ts'
import { isStatus, isUnanswered } from './api-error.ts'

export interface FailingWrites {
  failed(key: string, error: unknown): void
  /** Also where there is nothing to write any more. */
  works(key: string): void
}

/** One constant line each. */
export interface FailingWritesTexts {
  readonly isForbidden: string
  readonly isFailing: string
  readonly works: string
}

/** The leader asks for its Lease every two seconds. */
const noticedMs = 5000

interface Options {
  readonly texts: FailingWritesTexts
  readonly apiServer?: ApiServerReporter | undefined
}

/** `apiServer`: what fails because it is gone is told by its line. */
export function createFailingWrites(log: Log, { texts, apiServer }: Options): FailingWrites {
  const failing = new Set<string>()
  /** Of performance.now(). */
  const unansweredSince = new Map<string, number>()

  /** What it refuses until it is back for all is not meant either; it is tried again. */
  function isToldElsewhere(key: string, error: unknown): boolean {
    if (apiServer?.isGone()) {
      unansweredSince.delete(key)
      return true
    }
    if (!apiServer || !isUnanswered(error)) return false
    // A write may fail before anybody else has noticed.
    const sinceMs = unansweredSince.getOrInsertComputed(key, () => performance.now())
    return performance.now() - sinceMs < noticedMs
  }

  return {
    failed(key, error) {
      if (isToldElsewhere(key, error)) return
      const isFirst = failing.size === 0
      failing.add(key)
      if (!isFirst) return
      if (isStatus(error, 403)) log.error({ error }, texts.isForbidden)
      else log.warn({ resource: key, error }, texts.isFailing)
    },
    works(key) {
      unansweredSince.delete(key)
      if (failing.delete(key) && failing.size === 0) log.info({}, texts.works)
    },
  }
}
