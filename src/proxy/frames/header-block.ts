// The frames of one header block: HEADERS, then CONTINUATION of the same stream and nothing else until one
// says END_HEADERS (RFC 9113 §6.10).
import {
  frameFlag,
  frameType,
  hasFlag,
  protocolError,
  tooMuch,
  type FrameHead,
  type FrameProblem,
} from './frame.ts'

/** Of a block that comes in small frames, each may be this small on average. */
const leastBytes = 1024

export class HeaderBlock {
  readonly #maxBytes: number
  /** Of the block that is not whole yet; 0: there is none. */
  #stream = 0
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  judge(frame: FrameHead): FrameProblem | undefined {
    const isContinued = frame.type === frameType.continuation
    if (isContinued ? frame.stream !== this.#stream || this.#stream === 0 : this.#stream !== 0)
      return protocolError('header-block-broken')
    if (!isContinued && frame.type !== frameType.headers) return undefined
    // An empty frame costs as much as a short one.
    this.#bytes = (isContinued ? this.#bytes : 0) + Math.max(frame.length, leastBytes)
    if (this.#bytes > this.#maxBytes) return tooMuch('header-block-too-large')
    this.#stream = hasFlag(frame, frameFlag.endHeaders) ? 0 : frame.stream
    return undefined
  }
}
