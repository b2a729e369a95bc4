// Joins small DATA frames of a stream that came in one chunk: each frame costs a call, an object and a
// write to the other side, a thousand times what one byte costs. Frames of other streams may stand between
// them, as streams have no order among each other; any other frame ends the joining.
import { GrowingBuffer } from '../words/growing-buffer.ts'
import { frameFlag, frameHeadBytes, frameType, type FrameHead } from './frame.ts'

/** Whatever is at least so long costs little more than its bytes. */
const smallBytes = 1024
/** Small frames of a chunk that are left as they are: one message, and what belongs to it. */
const fewFrames = 8
/** RFC 9113 §4.2: what everyone must take. */
const maxFrameBytes = 16 * 1024
const noHead = Buffer.alloc(frameHeadBytes)

export class JoinedData {
  readonly #chunk: Buffer
  readonly #out: Buffer[] = []
  /** By stream, each with room for a head. */
  readonly #waiting = new Map<number, GrowingBuffer>()
  #smallFrames = 0
  /** Where what is not in `out` begins. */
  #from = 0

  constructor(chunk: Buffer) {
    this.#chunk = chunk
  }

  /** The next frame, which is whole in the chunk, at `start`. */
  onFrame(head: FrameHead, start: number): void {
    const end = start + frameHeadBytes + head.length
    if (isOfNoStream(head)) return this.#overtake(start, end)
    if (!mayJoin(head) || ++this.#smallFrames <= fewFrames) return this.#flush()
    this.#pass(start)
    this.#from = end
    const waiting = this.#roomFor(head)
    waiting.add(this.#chunk, start + frameHeadBytes, end)
    if ((head.flags & frameFlag.endStream) === 0) return
    this.#out.push(framed(waiting, head.stream, frameFlag.endStream))
    this.#waiting.delete(head.stream)
  }

  #roomFor({ stream, length }: FrameHead): GrowingBuffer {
    const waiting = this.#waiting.get(stream)
    if (waiting && waiting.length + length <= frameHeadBytes + maxFrameBytes) return waiting
    if (waiting) this.#out.push(framed(waiting, stream))
    const begun = new GrowingBuffer()
    begun.add(noHead)
    this.#waiting.set(stream, begun)
    return begun
  }

  /** All of the chunk before `end`. */
  take(end: number): Buffer {
    if (this.#from === 0)
      return end === this.#chunk.length ? this.#chunk : this.#chunk.subarray(0, end)
    this.#flush()
    this.#pass(end)
    return Buffer.concat(this.#out)
  }

  /** What waits comes before all that was not passed yet. */
  #flush(): void {
    for (const [stream, bytes] of this.#waiting) this.#out.push(framed(bytes, stream))
    this.#waiting.clear()
  }

  /** Of what waits nothing depends on such a frame, and it must not keep pieces apart. */
  #overtake(start: number, end: number): void {
    if (this.#waiting.size === 0) return
    this.#out.push(this.#chunk.subarray(start, end))
    this.#from = end
  }

  #pass(end: number): void {
    if (end <= this.#from) return
    this.#out.push(this.#chunk.subarray(this.#from, end))
    this.#from = end
  }
}

function mayJoin({ type, flags, length }: FrameHead): boolean {
  return type === frameType.data && length < smallBytes && (flags & frameFlag.padded) === 0
}

function isOfNoStream({ type }: FrameHead): boolean {
  return type === frameType.ping || type === frameType.windowUpdate || type === frameType.priority
}

function framed(bytes: GrowingBuffer, stream: number, flags = 0): Buffer {
  const frame = bytes.take()
  frame.writeUIntBE(frame.length - frameHeadBytes, 0, 3)
  frame[3] = frameType.data
  frame[4] = flags
  frame.writeUInt32BE(stream, 5)
  return frame
}
