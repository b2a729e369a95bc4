// Carries bytes from one stream to another, with back-pressure. Not `pipe`, which takes a source that
// was cut for one that ended, and not `pipeline`, which ends the sink by itself: trailers, a length
// that was promised and a connection that must be cut come between the last byte and the end.
import type { Readable, Writable } from 'node:stream'

/**
 * Chunks that may wait in a sink. Streams count bytes alone, and a chunk of one byte costs hundreds: an
 * endpoint that sends nothing else would fill the memory behind a client that reads slowly.
 */
const maxWaiting = 64

/**
 * Resolves when all of `source` was written to `sink`, which is left open. Rejects when the source
 * fails, is cut, or `onChunk` throws, or when the sink closes; both are the caller's to destroy then.
 */
export function pump(
  source: Readable,
  sink: Writable,
  onChunk: (bytes: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let waiting = 0
    let isSettled = false
    const settle = (error?: Error) => {
      isSettled = true
      source.off('data', onData).off('end', onEnd).off('error', settle).off('close', onSourceClose)
      sink.off('drain', onDrain).off('close', onSinkClose).off('error', settle)
      if (error === undefined) return resolve()
      // Errors that come later have been told already.
      source.on('error', ignore).pause()
      reject(error)
    }
    const onData = (chunk: Buffer) => {
      try {
        onChunk(chunk.length)
      } catch (error) {
        return settle(error instanceof Error ? error : new Error(String(error)))
      }
      waiting++
      if (!sink.write(chunk, onWritten) || waiting >= maxWaiting) source.pause()
    }
    const onWritten = () => {
      waiting--
      if (waiting === 0) onDrain()
    }
    const onDrain = () => {
      if (!isSettled && waiting < maxWaiting && !sink.writableNeedDrain) source.resume()
    }
    const onEnd = () => settle()
    const onSourceClose = () => settle(source.errored ?? new Error('The stream was cut'))
    const onSinkClose = () => settle(new Error('The other side went away'))

    if (sink.destroyed) return onSinkClose()
    if (source.readableEnded) return onEnd()
    if (source.destroyed) return onSourceClose()
    sink.on('drain', onDrain).on('close', onSinkClose).on('error', settle)
    source.on('end', onEnd).on('error', settle).on('close', onSourceClose).on('data', onData)
    // A source that was paused before stays so in spite of a listener for 'data'.
    source.resume()
  })
}

function ignore(): void {}
