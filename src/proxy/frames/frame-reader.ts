// Reads the heads of HTTP/2 frames from bytes that come in any pieces, has each judged, and lets through
// what comes before the first that is wrong. Payloads are passed over by their length, but for header
// blocks, which who asks for them gets to see.
import { hasFields } from './field-blocks.ts'
import { frameHeadBytes, frameType, type FrameHead, type FrameProblem } from './frame.ts'
import { JoinedData } from './joined-data.ts'

export interface Passed {
  readonly bytes: Buffer
  /** What is to be read later, as `bytes` had enough frames. */
  readonly rest?: Buffer
  /** What came after `bytes` is not to be read. */
  readonly problem?: FrameProblem
}

/** What a head costs, in other frames: a request begins with it. */
const costOfHead = 8

/** A part of the payload of a HEADERS or a CONTINUATION. */
type OnFields = (frame: FrameHead, bytes: Buffer, isLast: boolean) => void

/** `preface`: bytes before the first frame. */
export class FrameReader {
  readonly #judge: (frame: FrameHead) => FrameProblem | undefined
  /** Of one that comes in pieces, which is seldom. */
  #head: Buffer | undefined
  /** Bytes of it that came so far. */
  #headBytes = 0
  /** Bytes that are still to come of a payload, or of the preface. */
  #left: number
  readonly #onFields: OnFields | undefined
  /** The frame that is coming, if it is one of those. */
  #fields: FrameHead | undefined

  constructor(
    judge: (frame: FrameHead) => FrameProblem | undefined,
    { preface, onFields }: { readonly preface: number; readonly onFields?: OnFields },
  ) {
    this.#onFields = onFields
    this.#judge = judge
    this.#left = preface
  }

  /** `most`: frames after which it is enough for this time. */
  read(chunk: Buffer, most = Infinity): Passed {
    const joined = new JoinedData(chunk)
    let cost = 0
    for (let at = 0; at < chunk.length;) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, chunk.length - at)
        this.#left -= passed
        this.#tellFields(chunk, at, at + passed)
        at += passed
        continue
      }
      if (cost >= most) return { bytes: joined.take(at), rest: chunk.subarray(at) }
      // A head that began in an earlier chunk was let through as far as it came: half of one does nothing.
      const start = at
      const isWhole = this.#headBytes === 0 && at + frameHeadBytes <= chunk.length
      at = isWhole ? at + frameHeadBytes : this.#collect(chunk, at)
      if (!isWhole && this.#headBytes < frameHeadBytes) break
      const head = headAt(isWhole ? chunk : this.#pieces(), isWhole ? start : 0)
      this.#headBytes = 0
      this.#head = undefined
      cost += head.type === frameType.headers ? costOfHead : 1
      const problem = this.#judge(head)
      if (problem) return { bytes: joined.take(start), problem }
      if (isWhole && at + head.length <= chunk.length) joined.onFrame(head, start)
      this.#left = head.length
      this.#fields = this.#onFields && hasFields(head) ? head : undefined
      if (head.length === 0) this.#tellFields(chunk, at, at)
    }
    return { bytes: joined.take(chunk.length) }
  }

  #tellFields(chunk: Buffer, start: number, end: number): void {
    if (this.#fields) this.#onFields?.(this.#fields, chunk.subarray(start, end), this.#left === 0)
  }

  #collect(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + frameHeadBytes - this.#headBytes)
    chunk.copy(this.#pieces(), this.#headBytes, at, end)
    this.#headBytes += end - at
    return end
  }

  #pieces(): Buffer {
    return (this.#head ??= Buffer.alloc(frameHeadBytes))
  }
}

function headAt(bytes: Buffer, at: number): FrameHead {
  return {
    length: bytes.readUIntBE(at, 3),
    type: bytes[at + 3] ?? 0,
    flags: bytes[at + 4] ?? 0,
    // The first bit is reserved.
    stream: bytes.readUInt32BE(at + 5) & 0x7fff_ffff,
  }
}
