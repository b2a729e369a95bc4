import type { ExecutionContext } from 'ava'

/** Prints how long it took, and fails where that was too long. */
export function assertTook(
  t: ExecutionContext,
  taken: { readonly what: string; readonly begun: number; readonly atMostMs: number },
): void {
  const { what, begun, atMostMs } = taken
  const ms = Math.round(performance.now() - begun)
  t.log(`${what}: after ${ms} ms (at most ${atMostMs})`)
  t.true(ms <= atMostMs, `${what}: after ${ms} ms`)
}
