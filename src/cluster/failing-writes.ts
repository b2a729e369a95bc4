// What is told of writes that fail: one line when the first of them does, one when none does any more,
// and not one for each of a thousand objects.
import type { Log } from '../observe/observer.ts'
import { isStatus } from './api-error.ts'

export interface FailingWrites {
  failed(key: string, error: unknown): void
  /** Also where there is nothing to write any more. */
  works(key: string): void
}

export function createFailingWrites(log: Log): FailingWrites {
  const failing = new Set<string>()
  return {
    failed(key, error) {
      const isFirst = failing.size === 0
      failing.add(key)
      if (!isFirst) return
      if (isStatus(error, 403))
        log.error(
          { error },
          'statuses may not be written: the ClusterRole lacks get or patch of them',
        )
      else log.warn({ resource: key, error }, 'statuses cannot be written; they are tried again')
    },
    works(key) {
      if (failing.delete(key) && failing.size === 0) log.info({}, 'statuses are written again')
    },
  }
}
