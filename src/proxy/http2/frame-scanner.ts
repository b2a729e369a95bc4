// Cuts bytes that come in any pieces into frames (RFC 9113 §4.1), in place. DATA goes on as it comes; any other
// frame, and DATA with padding, once it is whole.
import {
  frameFlag,
  frameHeadBytes,
  frameType,
  hasFlag,
  type FrameHead,
  type FrameProblem,
} from '../frames/frame.ts'
import { GrowingBuffer } from '../words/growing-buffer.ts'
import { connectionProblem } from './connection-problem.ts'

/** What a head costs, in other frames: a request begins with it. */
const costOfHead = 8

/** Each returns why the connection ends. */
export interface ScannedFrames {
  /** Before anything of the payload is looked at. */
  judge(frame: FrameHead): FrameProblem | undefined
  /** Of DATA without padding, `chunk` from `start` to `end`; `isLast`: nothing of the frame comes after it. */
  onData(
    frame: FrameHead,
    chunk: Buffer,
    part: { readonly start: number; readonly end: number; readonly isLast: boolean },
  ): FrameProblem | undefined
  onFrame(frame: FrameHead, payload: Buffer): FrameProblem | undefined
}

export class FrameScanner {
  readonly #frames: ScannedFrames
  /** What is still to come of the preface. */
  #preface: Buffer
  /** Of a head or a payload that is not whole yet. */
  #pieces: GrowingBuffer | undefined
  /** The frame whose payload is coming. */
  #frame: FrameHead | undefined = undefined
  /** Bytes of it that are still to come. */
  #left = 0
  /** Why the connection ends: nothing more is read. */
  problem: FrameProblem | undefined

  constructor(frames: ScannedFrames, preface: string) {
    this.#frames = frames
    this.#preface = Buffer.from(preface)
  }

  /** `most`: frames after which it is enough for this time. Returns where what was not read begins. */
  read(chunk: Buffer, most: number): number {
    let at = this.#readPreface(chunk)
    let cost = 0
    while (at < chunk.length && !this.problem) {
      let frame = this.#frame
      if (!frame) {
        if (cost >= most) return at
        at = this.#readHead(chunk, at)
        frame = this.#frame
        if (!frame) continue
        cost += frame.type === frameType.headers ? costOfHead : 1
      }
      at = this.#readPayload(frame, chunk, at)
    }
    return at
  }

  /** RFC 9113 §3.4 */
  #readPreface(chunk: Buffer): number {
    const end = Math.min(this.#preface.length, chunk.length)
    if (end === 0) return 0
    if (this.#preface.compare(chunk, 0, end, 0, end) !== 0)
      this.problem = connectionProblem('protocol')
    this.#preface = this.#preface.subarray(end)
    return end
  }

  /** Leaves `#frame` unset where the head is not whole, or wrong. */
  #readHead(chunk: Buffer, start: number): number {
    let end = start + frameHeadBytes
    let frame: FrameHead
    if (!this.#pieces && end <= chunk.length) frame = headAt(chunk, start)
    else {
      const pieces = (this.#pieces ??= new GrowingBuffer())
      end = Math.min(chunk.length, end - pieces.length)
      pieces.add(chunk, start, end)
      if (pieces.length < frameHeadBytes) return end
      frame = headAt(pieces.take(), 0)
      this.#pieces = undefined
    }
    this.problem = this.#frames.judge(frame)
    if (this.problem) return end
    this.#frame = frame
    this.#left = frame.length
    return end
  }

  #readPayload(frame: FrameHead, chunk: Buffer, start: number): number {
    const end = Math.min(chunk.length, start + this.#left)
    this.#left -= end - start
    const isLast = this.#left === 0
    if (isLast) this.#frame = undefined
    if (frame.type === frameType.data && !hasFlag(frame, frameFlag.padded)) {
      if (isLast || end > start)
        this.problem = this.#frames.onData(frame, chunk, { start, end, isLast })
      return end
    }
    if (isLast && !this.#pieces) {
      this.problem = this.#frames.onFrame(frame, chunk.subarray(start, end))
      return end
    }
    const pieces = (this.#pieces ??= new GrowingBuffer())
    pieces.add(chunk, start, end)
    if (!isLast) return end
    this.#pieces = undefined
    this.problem = this.#frames.onFrame(frame, pieces.take())
    return end
  }
}

function headAt(bytes: Buffer, at: number): FrameHead {
  return {
    length: uint24(bytes, at),
    type: bytes[at + 3]!,
    flags: bytes[at + 4]!,
    // The first bit is reserved.
    stream: ((bytes[at + 5]! & 0x7f) << 24) | uint24(bytes, at + 6),
  }
}

function uint24(bytes: Buffer, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
}
