// How long a request, or one try of it, may last. Every limit is an AbortSignal that also follows the
// one above it (the client's going away, then the whole request, then the try), so that forwarders
// know one way of being told to stop.

export type GivenUpFlag = 'client-gone' | 'request-timeout' | 'backend-timeout'

export interface Deadline {
  readonly signal: AbortSignal
  /** Takes the limit away; to be called when what it limits is over. */
  end(): void
}

class TookTooLong extends Error {
  readonly flag: GivenUpFlag

  constructor(flag: GivenUpFlag, limitMs: number) {
    super(`It was not over after ${limitMs} ms`)
    this.flag = flag
  }
}

/** Of setTimeout; above it fires at once. Some 24 days, as good as no limit. */
const longestTimerMs = 2 ** 31 - 1

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
  const timer = setTimeout(() => controller.abort(new TookTooLong(flag, limitMs)), limitMs)
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
  return reason instanceof TookTooLong ? reason.flag : 'client-gone'
}
