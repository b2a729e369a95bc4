// Waiting for something that a cluster does in its own time: tried again until it holds, and when it
// does not, the error says what was waited for, the last reason, and what to look at.
import { eventually } from '../src/testing/eventually.ts'

export interface Expectation<T> {
  /** Ends the sentence "waited 30 s for …". */
  readonly what: string
  readonly timeoutMs: number
  /** Throws while it does not hold yet; its message is the reason. */
  readonly attempt: () => Promise<T>
  readonly everyMs?: number
  /** What to look at, gathered only on failure. */
  readonly explain?: () => Promise<string>
}

export async function waitFor<T>(expectation: Expectation<T>): Promise<T> {
  const { what, timeoutMs, attempt, everyMs = 200, explain } = expectation
  try {
    return await eventually(attempt, { timeoutMs, everyMs })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const details = explain ? await explain().catch((error: unknown) => String(error)) : ''
    throw new Error(`waited ${timeoutMs / 1000} s for ${what}: ${reason}\n${details}`.trimEnd(), {
      cause,
    })
  }
}
