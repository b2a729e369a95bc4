// When an HTTP/2 answer is over: Node finishes a stream that its client reset as it does one that was
// sent whole, and of a HEAD request before there is an answer.
import { constants, type ServerHttp2Stream } from 'node:http2'

/** Resolves once all of the answer is with the system; rejects when the stream closed before. */
export function answerFinished(stream: ServerHttp2Stream, isHead: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => {
      const isWhole =
        stream.writableFinished && !stream.aborted && stream.rstCode === constants.NGHTTP2_NO_ERROR
      if (isWhole) resolve()
      else reject(new Error('The client went away'))
    }
    // Of a HEAD request Node ends the writable side before there is an answer.
    if (isHead && stream.writableFinished) return resolve()
    const onFinish = () => {
      // A stream that the client reset finishes, too.
      if (!stream.aborted && stream.rstCode === constants.NGHTTP2_NO_ERROR) resolve()
    }
    stream.once('finish', onFinish).once('close', onClose)
  })
}
