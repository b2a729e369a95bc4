// Carries the client's body to an endpoint. Node's own ways do not fit: pipe() ends the sink as if the
// body were complete when it was cut, and pipeline() destroys the client's body when the endpoint goes
// away, which takes the client's connection with it before it could be told 502.
import type { Readable, Writable } from 'node:stream'

/** Chunks that may wait in the sink, which counts bytes alone. */
const maxWaiting = 64

/**
 * Carries `length` bytes, where that is given; a byte more would be the endpoint's next request. True when all of `body` was written to `sink` (which is left open, for trailers), false when the
 * sink closed first (the rest of the body is left unread). Rejects when the body failed or was cut.
 */
export function feedBody(
  body: Readable,
  sink: Writable,
  length: number | undefined,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let fed = 0
    let waiting = 0
    let isSettled = false
    const onData = (chunk: Buffer) => {
      fed += chunk.length
      if (length !== undefined && fed > length) onError(new Error('The request body is too long'))
      else if (sink.destroyed) body.pause()
      else {
        waiting++
        if (!sink.write(chunk, onWritten) || waiting >= maxWaiting) body.pause()
      }
    }
    const onWritten = () => {
      waiting--
      if (waiting === 0) onDrain()
    }
    const onDrain = () => {
      if (!isSettled && waiting < maxWaiting && !sink.writableNeedDrain) body.resume()
    }
    const onEnd = () => {
      if (length === undefined || fed === length) settle(() => resolve(true))
      else onError(new Error('The request body is too short'))
    }
    const onSinkClose = () => settle(() => resolve(false))
    const onError = (error: Error) => settle(() => reject(error))
    const onClose = () =>
      settle(() => reject(body.errored ?? new Error('The request body was cut')))

    const settle = (tell: () => void) => {
      isSettled = true
      body.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
      sink.off('drain', onDrain).off('close', onSinkClose)
      body.pause()
      tell()
    }

    if (body.destroyed && !body.readableEnded) return onClose()
    if (body.readableEnded) return onEnd()
    sink.on('drain', onDrain).on('close', onSinkClose)
    body.on('error', onError).on('close', onClose).on('end', onEnd).on('data', onData)
    // A body that was paused before stays so in spite of a listener for 'data'.
    body.resume()
  })
}
