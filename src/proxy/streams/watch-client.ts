// Tells that a client is gone while its stream waits for an endpoint. A reset is told by the system. The end
// of TCP is no sign of it, since either side may end first; the end of TCP without one of TLS is.
import type { StreamEnd } from './stream-end.ts'

/** Returns what ends the watch. */
export function watchClient(client: StreamEnd, onGone: () => void): () => void {
  const { raw } = client
  // TLS hears of it a moment later, and then it is known whether it had ended before.
  const onEnd = () => setImmediate(() => setImmediate(() => client.isCut() && onGone()))
  raw.once('close', onGone).once('end', onEnd)
  if (raw.destroyed) onGone()
  return () => void raw.off('close', onGone).off('end', onEnd)
}
