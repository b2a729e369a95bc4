// HTTP/2 or TLS over a stream that is no socket writes through an adapter of Node's, which throws, and so ends
// the process, when something is written while its end, or another write, is on the way. A session that is
// destroyed while its client does not read does just that, and so does TLS that must answer what came after
// its own end. The write fails instead, as it does on a socket.
import { constants } from 'node:os'

/** To be called as soon as there is such an adapter. */
export function failWritesAfterEnd(adapter: object): void {
  const write: unknown = Reflect.get(adapter, 'doWrite')
  const finish: unknown = Reflect.get(adapter, 'finishWrite')
  const shutDown: unknown = Reflect.get(adapter, 'doShutdown')
  if (typeof write !== 'function' || typeof finish !== 'function') return
  if (typeof shutDown !== 'function') return
  let isEnding = false
  let isWriting = false
  Reflect.set(adapter, 'doShutdown', (request: unknown): unknown => {
    isEnding = true
    return Reflect.apply(shutDown, adapter, [request])
  })
  Reflect.set(adapter, 'finishWrite', (handle: unknown, code: unknown): unknown => {
    isWriting = false
    return Reflect.apply(finish, adapter, [handle, code])
  })
  Reflect.set(adapter, 'doWrite', (request: unknown, buffers: unknown): unknown => {
    if (isEnding || isWriting) return -constants.errno.EPIPE
    isWriting = true
    return Reflect.apply(write, adapter, [request, buffers])
  })
}

/** What TLS over a stream writes through. */
export function adapterOf(over: object): object | undefined {
  const handle: unknown = Reflect.get(over, '_handle')
  if (typeof handle !== 'object' || handle === null) return undefined
  const adapter: unknown = Reflect.get(handle, '_parentWrap')
  return typeof adapter === 'object' && adapter !== null ? adapter : undefined
}
