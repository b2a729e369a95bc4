// Waits for something that happens in its own time, so that no test sleeps.
import { setTimeout as wait } from 'node:timers/promises'

export interface EventuallyOptions {
  readonly timeoutMs?: number
  /** How often in a row it must succeed; once where absent. */
  readonly inARow?: number
  /** Between two attempts. */
  readonly everyMs?: number
}

/** Tries until `attempt` neither throws nor answers false; after the time limit its last error is the result. */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { timeoutMs = 10_000, inARow = 1, everyMs = 10 }: EventuallyOptions = {},
): Promise<T> {
  const end = performance.now() + timeoutMs
  let successes = 0
  for (;;) {
    try {
      const result = await attempt()
      if (result === false) throw new Error(`not so after ${timeoutMs} ms: ${attempt}`)
      successes += 1
      if (successes >= inARow) return result
    } catch (error) {
      successes = 0
      if (performance.now() >= end) throw error
    }
    await wait(everyMs)
  }
}
