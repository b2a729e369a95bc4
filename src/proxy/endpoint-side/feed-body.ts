// Carries the client's body into a stream to an endpoint.
import type { Readable, Writable } from 'node:stream'
import { BodyFeed } from './body-feed.ts'

/** Chunks that may wait in the sink, which counts bytes alone. */
const maxWaiting = 64

/**
 * Carries `length` bytes, where that is given. True when all of `body` was written to `sink` (which is left
 * open, for trailers), false when the sink closed first (the rest of the body is left unread). Rejects when the
 * body failed or was cut.
 */
export function feedBody(
  body: Readable,
  sink: Writable,
  length: number | undefined,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let waiting = 0
    const onWritten = () => {
      waiting--
      if (waiting === 0) onDrain()
    }
    const onDrain = () => {
      if (waiting < maxWaiting && !sink.writableNeedDrain) feed.resume()
    }
    const onSinkClose = () => {
      feed.stop()
      settle(() => resolve(false))
    }
    const settle = (tell: () => void) => {
      sink.off('drain', onDrain).off('close', onSinkClose)
      tell()
    }
    sink.on('drain', onDrain).on('close', onSinkClose)
    const feed = new BodyFeed(body, length, {
      take(chunk) {
        if (sink.destroyed) return false
        waiting++
        return sink.write(chunk, onWritten) && waiting < maxWaiting
      },
      onWhole: () => settle(() => resolve(true)),
      onCut: (error) => settle(() => reject(error)),
    })
  })
}
