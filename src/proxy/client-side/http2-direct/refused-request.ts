// A request that is answered before anything is made of it: what comes of its body is not read.
import { constants } from 'node:http2'
import type { Http2Stream, StreamReceiver } from '../../http2/stream.ts'

export class RefusedRequest implements StreamReceiver {
  readonly #stream: Http2Stream

  constructor(stream: Http2Stream) {
    this.#stream = stream
  }

  onSent(): void {
    if (!this.#stream.isReceived) this.#stream.reset(constants.NGHTTP2_NO_ERROR)
  }

  onData(): void {}
  onTrailers(): void {}
  onEnd(): void {}
  onDrain(): void {}
  onCut(): void {}
}
