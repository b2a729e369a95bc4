// Header blocks out of their frames: HEADERS and the CONTINUATIONs behind it, without padding and priority.
import { GrowingBuffer } from '../words/growing-buffer.ts'
import { frameFlag, frameType, hasFlag, type FrameHead } from './frame.ts'

const priorityBytes = 5

export class FieldBlocks {
  readonly #onBlock: (stream: number, block: Buffer) => void
  /** Of the frame that is coming, where it comes in pieces. */
  #payload: GrowingBuffer | undefined
  /** Of the frames before it, where there are several. */
  #fragments: GrowingBuffer | undefined

  constructor(onBlock: (stream: number, block: Buffer) => void) {
    this.#onBlock = onBlock
  }

  /** A part of a frame's payload; whether a frame may come is judged before. */
  readonly take = (frame: FrameHead, bytes: Buffer, isLast: boolean): void => {
    if (!isLast) return void (this.#payload ??= new GrowingBuffer()).append(bytes)
    const fragment = fragmentOf(frame, this.#payload?.append(bytes) ?? bytes)
    this.#payload = undefined
    if (!hasFlag(frame, frameFlag.endHeaders))
      return void (this.#fragments ??= new GrowingBuffer()).append(fragment)
    const block = this.#fragments?.append(fragment) ?? fragment
    this.#fragments = undefined
    this.#onBlock(frame.stream, block)
  }
}

export function hasFields({ type }: FrameHead): boolean {
  return type === frameType.headers || type === frameType.continuation
}

/** RFC 9113 §6.2. A length that is wrong is for Node's session to find. */
function fragmentOf(frame: FrameHead, payload: Buffer): Buffer {
  if (frame.type !== frameType.headers) return payload
  const isPadded = hasFlag(frame, frameFlag.padded)
  const start = (isPadded ? 1 : 0) + (hasFlag(frame, frameFlag.priority) ? priorityBytes : 0)
  const padding = isPadded ? (payload[0] ?? 0) : 0
  return payload.subarray(start, Math.max(start, payload.length - padding))
}
