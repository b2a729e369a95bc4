// Header blocks out of their frames: HEADERS and the CONTINUATIONs behind it, without padding and priority.
import { GrowingBuffer } from '../words/growing-buffer.ts'
import { frameFlag, frameType, hasFlag, type FrameHead } from './frame.ts'

const priorityBytes = 5
const nothing = Buffer.alloc(0)

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
    // A length that is wrong is for Node's session to find.
    const fragment = fieldFragment(frame, this.#payload?.append(bytes) ?? bytes) ?? nothing
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

/** Without padding and priority (RFC 9113 §6.2); undefined where these are more than there is. */
export function fieldFragment(frame: FrameHead, payload: Buffer): Buffer | undefined {
  if (frame.type !== frameType.headers) return payload
  const isPadded = hasFlag(frame, frameFlag.padded)
  const start = (isPadded ? 1 : 0) + (hasFlag(frame, frameFlag.priority) ? priorityBytes : 0)
  const end = payload.length - (isPadded ? (payload[0] ?? 0) : 0)
  return start <= end ? payload.subarray(start, end) : undefined
}
