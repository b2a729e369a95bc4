// An HTTP/2 answer's body that ends only if the endpoint ended it. Node ends the readable side of a
// stream the same for END_STREAM, for RST_STREAM with NO_ERROR or CANCEL, and for a lost connection;
// truncation would pass for success.
import type { ClientHttp2Stream } from 'node:http2'
import { PassThrough, pipeline, type Readable } from 'node:stream'
import { joinChunks } from '../../words/join-chunks.ts'

/** Between the two streams, where they may be one byte a chunk. */
const maxWaitingBytes = 4 * 1024

/**
 * To be called as soon as the stream exists; says whether the endpoint ended its side by END_STREAM.
 * `onChunk` is called for all that comes of its body.
 */
export function watchEndStream(stream: ClientHttp2Stream, onChunk: () => void): () => boolean {
  let isEnded = false
  // The order tells them apart, and nothing else does: at END_STREAM the end is pushed while the
  // stream is open still, in the other cases the stream is closed first.
  const push = stream.push.bind(stream)
  stream.push = (chunk, encoding) => {
    if (chunk === null && !stream.closed) isEnded = true
    if (chunk !== null) onChunk()
    return push(chunk, encoding)
  }
  return () => isEnded
}

/** `onOver` is called once, when the body ended or failed or was destroyed by its reader. */
export function wholeBody(
  stream: ClientHttp2Stream,
  options: { isEnded: () => boolean; onOver: () => void },
): Readable {
  const body = new PassThrough({
    writableHighWaterMark: maxWaitingBytes,
    flush: (done) => done(options.isEnded() ? null : new Error("The endpoint's answer was cut")),
  })
  body.on('error', () => undefined)
  // Head and reset came in one chunk, and this is told of both at once.
  if (stream.destroyed && !options.isEnded()) {
    options.onOver()
    return body.destroy(new Error("The endpoint's answer was cut"))
  }
  joinChunks(stream)
  joinChunks(body)
  pipeline(stream, body, options.onOver)
  return body
}
