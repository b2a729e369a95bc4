// Keeps the native part of an HTTP/2 session until those of its streams are gone. Node aborts the process
// when a session is collected before a stream that still holds header fields of trailers that were refused
// (docs/explanation/node-http2-abort.md), and any client or endpoint can bring that about. Nothing public names these
// parts, so they are looked for; the test that attacks a process fails once they can't be found.
import type { Http2Session, Http2Stream } from 'node:http2'

const sessions = new FinalizationRegistry<unknown>(() => undefined)
let handleKey: PropertyKey | undefined

/** To be called as soon as there is a stream. */
export function outliveStream(session: Http2Session, stream: Http2Stream): void {
  handleKey ??= Reflect.ownKeys(session).find(isHandleKey)
  if (handleKey === undefined) return
  const ofStream: unknown = Reflect.get(stream, handleKey)
  // The registry holds the second for as long as the first is there.
  if (typeof ofStream === 'object' && ofStream !== null)
    sessions.register(ofStream, Reflect.get(session, handleKey))
}

function isHandleKey(key: PropertyKey): boolean {
  return typeof key === 'symbol' && key.description === 'kHandle'
}
