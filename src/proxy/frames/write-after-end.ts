// A session over a stream that is no socket writes through an adapter of Node's, which throws, and so ends the
// process, when something is written while its end is on the way. A session that is destroyed while its
// client does not read does just that. The write fails instead, as it does on a socket.
import type { Http2Session } from 'node:http2'
import { constants } from 'node:os'

/** To be called as soon as there is a session. */
export function failWritesAfterEnd({ socket: adapter }: Http2Session): void {
  if (adapter === undefined) return
  const write: unknown = Reflect.get(adapter, 'doWrite')
  const shutDown: unknown = Reflect.get(adapter, 'doShutdown')
  if (typeof write !== 'function' || typeof shutDown !== 'function') return
  let isEnding = false
  Reflect.set(adapter, 'doShutdown', (request: unknown): unknown => {
    isEnding = true
    return shutDown(request)
  })
  Reflect.set(adapter, 'doWrite', (request: unknown, buffers: unknown): unknown =>
    isEnding ? -constants.errno.EPIPE : write(request, buffers),
  )
}
