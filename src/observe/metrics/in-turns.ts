// Long texts are made in turns of the event loop: traffic is served by the same thread.
import { setImmediate } from 'node:timers/promises'

const turnMs = 5

/** The parts, joined to chunks; between two chunks others have their turn. */
export async function* inTurns(parts: Iterable<string>): AsyncGenerator<string> {
  let chunk = ''
  let begunMs = performance.now()
  for (const part of parts) {
    chunk += part
    if (performance.now() - begunMs < turnMs) continue
    yield chunk
    chunk = ''
    await setImmediate()
    begunMs = performance.now()
  }
  if (chunk !== '') yield chunk
}
