// What connections have to write at the end of a turn of the event loop: all that came of what was read in it. Written
// one after the other it costs less, too: who is woken by the first finds the next ones while awake.

const writes: (() => void)[] = []
const follow: (() => void)[] = []

/** `then` comes when all have written. Neither may throw. */
export function writeLater(write: () => void, then?: () => void): void {
  if (writes.length === 0) setImmediate(writeAll)
  writes.push(write)
  if (then) follow.push(then)
}

function writeAll(): void {
  const thens = follow.splice(0)
  for (const write of writes.splice(0)) write()
  for (const then of thens) then()
}
