// Judges what an endpoint sends, frame by frame, before Node's session reads it. A route's endpoint may be
// anyone's, and must not take the gateway from others: what only an attack sends so often ends its connection.
import { limits } from '../sockets/limits.ts'
import { frameSizeError, type FrameHead, type FrameProblem } from './frame.ts'
import { RatedFrames } from './frame-rates.ts'
import { HeaderBlock } from './header-block.ts'

export class EndpointFrames {
  readonly #rates = new RatedFrames(limits.http2Frames)
  readonly #block = new HeaderBlock(limits.http2HeaderBlockBytes)

  readonly judge = (frame: FrameHead): FrameProblem | undefined => {
    if (frame.length > limits.http2FrameBytes) return frameSizeError()
    return this.#block.judge(frame) ?? this.#rates.judge(frame, now)
  }

  /** To be told of all that is sent to the endpoint. */
  readonly onSent = (bytes: number): void => this.#rates.onSent(bytes)
}

function now(): number {
  return performance.now()
}
