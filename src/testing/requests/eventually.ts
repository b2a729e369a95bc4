import { setTimeout as wait } from 'node:timers/promises'

export interface EventuallyOptions {
  readonly timeoutMs?: number
  /** How often in a row it must succeed; once where absent. */
  readonly inARow?: number
}

/** Tries until `attempt` no longer throws; after the time limit its last error is the result. */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { timeoutMs = 5000, inARow = 1 }: EventuallyOptions = {},
): Promise<T> {
  const end = performance.now() + timeoutMs
  let successes = 0
  for (;;) {
    try {
      const result = await attempt()
      successes += 1
      if (successes >= inARow) return result
    } catch (error) {
      successes = 0
      if (performance.now() > end) throw error
    }
    await wait(10)
  }
}
