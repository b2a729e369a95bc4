// A request that is answered before anything is made of it: what comes of its body is not read.
import { http2Code } from '../../frames/http2-codes.ts'
import type { Http2Stream, StreamReceiver } from '../../http2/stream.ts'

export class RefusedRequest implements StreamReceiver {
  readonly #stream: Http2Stream

  constructor(stream: Http2Stream) {
    this.#stream = stream
  }

  onSent(): void {
    if (!this.#stream.isReceived) this.#stream.reset(http2Code.NO_ERROR)
  }

  onData(): void {}
  onTrailers(): void {}
  onEnd(): void {}
  onDrain(): void {}
  onCut(): void {}
}
