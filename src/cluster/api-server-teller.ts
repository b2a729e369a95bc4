// A dead API server is one line, and one when it is back, though a watch of every kind, the Leases and all
// writes fail at once. Back means for all that asked: some may reach another server behind one address.
import type { Log } from '../observe/observer.ts'
import { isUnanswered } from './api-error.ts'

export interface ApiServerTeller {
  /** True: `who` waits for the API server to be back, and the one line says so. */
  tells(who: string, error: unknown): boolean
  answers(who: string): void
  /** Somebody still waits. */
  isGone(): boolean
}

/** What it refuses so soon after its return is not meant: it is not ready yet. */
const usualStartMs = 10_000

export function createApiServerTeller(log: Log, startMs = usualStartMs): ApiServerTeller {
  /** When each was first refused after the API server was gone (of performance.now()). */
  const waiting = new Map<string, number | undefined>()

  function answers(who: string): void {
    if (waiting.delete(who) && waiting.size === 0) log.info({}, 'The API server answers again')
  }

  return {
    tells(who, error) {
      if (isUnanswered(error)) {
        if (waiting.size === 0)
          log.warn({ error }, 'The API server does not answer; what is known of the cluster stays')
        waiting.set(who, undefined)
        return true
      }
      if (!waiting.has(who)) return false
      const refusedMs = waiting.get(who) ?? performance.now()
      waiting.set(who, refusedMs)
      if (performance.now() - refusedMs < startMs) return true
      answers(who)
      return false
    },
    answers,
    isGone: () => waiting.size > 0,
  }
}
