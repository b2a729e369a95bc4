// How often something may be done: so many at once, and then one after another at a steady pace.
export interface Pacer {
  /** Takes one; 0: it may be done. Otherwise the milliseconds until it may be asked for again. */
  take(): number
}

export function createPacer(
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
  nowMs: () => number = () => performance.now(),
): Pacer {
  let tokens = burst
  let sinceMs = nowMs()
  return {
    take() {
      const now = nowMs()
      tokens = Math.min(burst, tokens + ((now - sinceMs) / 1000) * perSecond)
      sinceMs = now
      if (tokens < 1) return Math.ceil(((1 - tokens) / perSecond) * 1000)
      tokens--
      return 0
    },
  }
}
