// Node keeps the idle timer of a session that is destroyed, and of a stream that is destroyed with it, and with
// the timer all that was not sent: its own setTimeout(0) does nothing after destroy(). Nothing public names
// the timer, so it is looked for; the tests of memory fail once it can't be found.
import type { Http2Session, Http2Stream } from 'node:http2'

/** To be called when it is closed. */
export function stopIdleTimer(owner: Http2Session | Http2Stream): void {
  for (const key of Object.getOwnPropertySymbols(owner)) {
    if (key.description !== 'timeout') continue
    const timer: unknown = Reflect.get(owner, key)
    if (isTimer(timer)) clearTimeout(timer)
  }
}

function isTimer(value: unknown): value is NodeJS.Timeout {
  return typeof value === 'object' && value !== null && 'refresh' in value
}
