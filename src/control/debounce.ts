// Waits for a quiet moment, so that a burst of changes is one round; never longer than a limit, so
// that a steady stream of them does not starve it.

export interface DebounceTimes {
  readonly quietMs: number
  readonly limitMs: number
}

export interface Debounce {
  touch(): void
  cancel(): void
}

const usualTimes: DebounceTimes = { quietMs: 2, limitMs: 50 }

export function createDebounce(
  onQuiet: () => void,
  { quietMs, limitMs }: DebounceTimes = usualTimes,
): Debounce {
  let timer: NodeJS.Timeout | undefined
  let firstMs = 0

  const fire = () => {
    timer = undefined
    onQuiet()
  }
  return {
    touch() {
      const nowMs = performance.now()
      if (timer) clearTimeout(timer)
      else firstMs = nowMs
      timer = setTimeout(fire, Math.max(0, Math.min(quietMs, firstMs + limitMs - nowMs)))
    },
    cancel() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
