// What connections have to write at the end of a turn of the event loop: all that came of what was read in it.

const waiting: (() => void)[] = []
let isArmed = false

export function writeLater(write: () => void): void {
  waiting.push(write)
  if (isArmed) return
  isArmed = true
  setImmediate(writeAll)
}

function writeAll(): void {
  isArmed = false
  for (const write of waiting.splice(0)) write()
}
