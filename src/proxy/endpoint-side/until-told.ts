// A look at a kept connection before a request is written to it that could not be sent again: that the
// endpoint has closed it may wait to be read.
import { setImmediate as turn } from 'node:timers/promises'

/** Two turns of the event loop: the first ends what is going on, the second asks the system. */
export async function untilTold(): Promise<void> {
  await turn()
  await turn()
}
