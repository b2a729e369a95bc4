// Waits until something holds.
import { setTimeout } from 'node:timers/promises'

export async function eventually(holds: () => boolean | Promise<boolean>, withinMs = 10_000) {
  const endMs = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not so after ${withinMs} ms: ${holds}`)
    await setTimeout(5)
  }
}
