// How long a request, or one try of it, may last, and why it was given up. Every limit is an AbortSignal that also follows the
// one above it (the client's going away, then the whole request, then the try), so that forwarders
// know one way of being told to stop.
import { longestTimerMs } from '../../snapshot/longest-timer.ts'

export type GivenUpFlag =
  | 'client-gone'
  | 'request-timeout'
  | 'backend-timeout'
  | 'idle-timeout'
  | 'body-timeout'
  | 'read-timeout'

export interface Deadline {
  readonly signal: AbortSignal
  /** Takes the limit away; to be called when what it limits is over. */
  end(): void
}

/** As the reason of a signal. */
export class GivenUp extends Error {
  readonly flag: GivenUpFlag

  constructor(flag: GivenUpFlag, message: string) {
    super(message)
    this.flag = flag
  }
}

/** No limit of its own where `limitMs` is absent or 0. */
export function startDeadline(given: {
  readonly within: AbortSignal
  readonly limitMs: number | undefined
  readonly flag: GivenUpFlag
}): Deadline {
  const { within, limitMs, flag } = given
  if (!limitMs || limitMs > longestTimerMs) return { signal: within, end: () => {} }
  const controller = new AbortController()
  const follow = () => controller.abort(within.reason)
  const timer = setTimeout(
    () => controller.abort(new GivenUp(flag, `It was not over after ${limitMs} ms`)),
    limitMs,
  )
  within.addEventListener('abort', follow)
  if (within.aborted) follow()
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer)
      within.removeEventListener('abort', follow)
    },
  }
}

export function whyGivenUp(signal: AbortSignal): GivenUpFlag | undefined {
  if (!signal.aborted) return undefined
  const reason: unknown = signal.reason
  return reason instanceof GivenUp ? reason.flag : 'client-gone'
}
