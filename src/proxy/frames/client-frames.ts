// Judges what a client sends, frame by frame, before Node's session reads it: what no client sends, and
// what only an attack sends so often, ends the connection. Of the session's own limits some end the process
// (docs/explanation/node-http2-abort.md), and others count what is none of an attack.
import { RatedFrames, type FrameRates } from './frame-rates.ts'
import {
  frameFlag,
  frameSizeError,
  frameType,
  hasFlag,
  protocolError,
  tooMuch,
  type FrameHead,
  type FrameProblem,
} from './frame.ts'
import { HeaderBlock } from './header-block.ts'
import { TokenBucket } from '../words/token-bucket.ts'

export interface ClientFrameLimits {
  readonly http2Frames: FrameRates
  readonly http2FrameBytes: number
  readonly http2HeaderBlockBytes: number
  readonly http2Streams: number
  readonly http2ResetBurst: number
  readonly http2YoungMs: number
}

interface Asked {
  readonly hasAnswered: (stream: number) => boolean
  /** Milliseconds, of a clock that never goes back. */
  readonly now?: () => number
}

export class ClientFrames {
  readonly #limits: ClientFrameLimits
  readonly #hasAnswered: Asked['hasAnswered']
  readonly #now: () => number
  readonly #rates: RatedFrames
  readonly #block: HeaderBlock
  readonly #resets: TokenBucket
  /** When streams were opened that are not known to be over. */
  readonly #opened = new Map<number, number>()
  #last = 0

  constructor(limits: ClientFrameLimits, { hasAnswered, now }: Asked) {
    this.#limits = limits
    this.#hasAnswered = hasAnswered
    this.#now = now ?? (() => performance.now())
    this.#rates = new RatedFrames(limits.http2Frames)
    this.#block = new HeaderBlock(limits.http2HeaderBlockBytes)
    const { http2Streams, http2ResetBurst, http2YoungMs } = limits
    // What a client could reset that uses all the streams it may have, and lets each come of age.
    this.#resets = new TokenBucket({
      burst: http2ResetBurst,
      perSecond: (http2Streams * 1000) / http2YoungMs,
    })
  }

  readonly judge = (frame: FrameHead): FrameProblem | undefined => {
    if (frame.length > this.#limits.http2FrameBytes) return frameSizeError()
    return (
      this.#block.judge(frame) ?? this.#rates.judge(frame, this.#now) ?? this.#judgeStream(frame)
    )
  }

  /** To be told of all that is sent to the client. */
  onSent(bytes: number): void {
    this.#rates.onSent(bytes)
  }

  onStreamClosed(stream: number): void {
    this.#opened.delete(stream)
  }

  #judgeStream(frame: FrameHead): FrameProblem | undefined {
    const { type, stream } = frame
    switch (type) {
      case frameType.headers:
        return stream > this.#last ? this.#onHead(stream, this.#now()) : this.#onTrailers(frame)
      case frameType.reset:
        return stream > this.#last
          ? protocolError('idle-stream')
          : this.#onReset(stream, this.#now())
      case frameType.data:
      case frameType.windowUpdate:
        return stream > this.#last ? protocolError('idle-stream') : undefined
      case frameType.pushPromise:
        return protocolError('push-by-client')
      default:
        return undefined
    }
  }

  #onHead(stream: number, now: number): FrameProblem | undefined {
    if (stream % 2 === 0) return protocolError('even-stream')
    this.#last = stream
    this.#opened.set(stream, now)
    // Of streams that were refused nobody tells that they are over.
    const [oldest] = this.#opened.size > this.#limits.http2Streams * 4 ? this.#opened.keys() : []
    if (oldest !== undefined) this.#opened.delete(oldest)
    return undefined
  }

  /** RFC 9113 §8.1: a second HEADERS of a request ends it. */
  #onTrailers(frame: FrameHead): FrameProblem | undefined {
    if (!hasFlag(frame, frameFlag.endStream)) return protocolError('trailers-without-end')
    return this.#opened.has(frame.stream) ? undefined : this.#rates.take('other', this.#now())
  }

  /** "Rapid reset" (CVE-2023-44487): streams that were given up before anything could come of them. */
  #onReset(stream: number, now: number): FrameProblem | undefined {
    const openedAt = this.#opened.get(stream)
    if (openedAt === undefined) return this.#rates.take('other', now)
    this.#opened.delete(stream)
    const isYoung = now - openedAt < this.#limits.http2YoungMs
    if (!isYoung || this.#hasAnswered(stream) || this.#resets.take(now)) return undefined
    return tooMuch('rapid-resets')
  }
}
