// A dead API server is one line, and one when it is back, though a watch of every kind, the Leases and all
// writes fail at once; so is one that refuses everybody for the same reason, as where etcd is gone. Back means
// for all that asked: some may reach another server behind one address.
import type { Log } from '../../observe/log/observer.ts'
import { ApiError, isUnanswered } from './api-error.ts'

export interface ApiServerReporter {
  /** True: `who` waits for the API server to be back, and a line says so. */
  tells(who: string, error: unknown): boolean
  answers(who: string): void
  /** Somebody still waits for any answer. */
  isGone(): boolean
}

interface Waiting {
  readonly why: string
  /** When it was first refused after the API server was gone (of performance.now()). */
  readonly refusedMs?: number
}

/** What it refuses so soon after its return is not meant: it is not ready yet. */
const usualStartMs = 10_000
/** Of one outage; whoever writes a number into each message is not told for ever. */
const mostReasons = 5
const gone = 'gone'

export function createApiServerReporter(log: Log, startMs = usualStartMs): ApiServerReporter {
  const waiting = new Map<string, Waiting>()
  const told = new Set<string>()

  function wait(who: string, why: string, error: unknown): true {
    waiting.set(who, { why })
    if (told.has(why) || told.size >= mostReasons) return true
    told.add(why)
    if (why === gone)
      log.warn(
        { error },
        'The API server does not answer; Rauta keeps the last known state of the cluster',
      )
    else
      log.warn(
        { who, error },
        'The API server refuses requests; Rauta keeps the last known state of the cluster',
      )
    return true
  }

  function answers(who: string): void {
    if (!waiting.delete(who) || waiting.size > 0) return
    told.clear()
    log.info({}, 'The API server answers again')
  }

  return {
    tells(who, error) {
      if (isUnanswered(error)) return wait(who, gone, error)
      const before = waiting.get(who)
      if (before?.why === gone) {
        const refusedMs = before.refusedMs ?? performance.now()
        waiting.set(who, { why: gone, refusedMs })
        if (performance.now() - refusedMs < startMs) return true
      }
      if (isForAll(error)) return wait(who, `${error.status} ${error.message}`, error)
      answers(who)
      return false
    },
    answers,
    isGone: () => [...waiting.values()].some(({ why }) => why === gone),
  }
}

/** Whoever asks, and for whatever: it knows nobody, has no time, or cannot read its store. */
function isForAll(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    (error.status === 401 || error.status === 429 || error.status >= 500)
  )
}
