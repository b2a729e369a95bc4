// Sends a stream's body from where it is read, and waits for the other side to take it. What becomes of the end
// is for the caller: a length that was promised, and trailers, come between.
import type { Readable } from 'node:stream'
import type { Http2Stream } from './stream.ts'

export interface SentBody {
  /** The stream takes more. */
  onDrain(): void
  /** Nothing more is sent, or read. */
  stop(): void
}

interface BodySender {
  /** What it throws ends it. */
  onBytes(bytes: number): void
  onEnd(): void
  /** The body failed, or was cut, or `onBytes` threw. */
  onFailure(error: Error): void
}

export function sendBody(stream: Http2Stream, body: Readable, sender: BodySender): SentBody {
  const onData = (bytes: Buffer) => {
    try {
      sender.onBytes(bytes.length)
    } catch (error) {
      return fail(error instanceof Error ? error : new Error(String(error)))
    }
    if (!stream.write(bytes)) body.pause()
  }
  const onEnd = () => {
    stop()
    sender.onEnd()
  }
  const fail = (error: Error) => {
    stop()
    sender.onFailure(error)
  }
  const onClose = () => fail(body.errored ?? new Error('The stream was cut'))
  const stop = () => {
    body.off('data', onData).off('end', onEnd).off('error', fail).off('close', onClose)
    // Errors that come later have been told already.
    body.on('error', ignore).pause()
  }
  const sent = { onDrain: () => void body.resume(), stop }
  if (body.readableEnded) onEnd()
  else if (body.destroyed) onClose()
  else {
    body.on('end', onEnd).on('error', fail).on('close', onClose).on('data', onData)
    // A body that was paused before stays so in spite of a listener for 'data'.
    body.resume()
  }
  return sent
}

function ignore(): void {}
