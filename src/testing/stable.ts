// Waits for what settles by itself: bytes that a system takes until its buffers are full.
import { setImmediate as turn } from 'node:timers/promises'

/** Resolves when the number was the same for many turns of the event loop. */
export async function stable(read: () => number): Promise<void> {
  let last = -1
  for (let quiet = 0; quiet < 2_000; quiet += 1) {
    if (read() !== last) quiet = 0
    last = read()
    await turn()
  }
}
