// A listener that many emitters share is told by `this` which of them it is.
import type { EventEmitter } from 'node:events'

export function ofEmitter<Emitter extends EventEmitter>(
  listen: (emitter: Emitter) => void,
): (this: Emitter) => void {
  return function () {
    listen(this)
  }
}
