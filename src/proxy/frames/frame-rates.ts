// How often one side of an HTTP/2 connection may send what carries nothing of a request or an answer. Such
// frames are cheap to send, and some make the other side answer (CVE-2019-9512 and those after it).
import {
  frameFlag,
  frameType,
  hasFlag,
  tooMuch,
  type FrameHead,
  type FrameProblem,
} from './frame.ts'
import { TokenBucket, type Rate } from '../words/token-bucket.ts'

export interface FrameRates {
  readonly ping: Rate
  readonly settings: Rate
  readonly priority: Rate
  readonly windowUpdate: Rate
  /** DATA without a byte that does not end its stream. */
  readonly emptyData: Rate
  /** Small DATA with padding, which can't be joined. */
  readonly paddedData: Rate
  /** Trailers, resets of streams that are over, GOAWAY, frames of types that nobody knows. */
  readonly other: Rate
}

type Kind = keyof FrameRates

/** Bytes sent for which a further WINDOW_UPDATE may come. */
const bytesForWindowUpdate = 256
const smallBytes = 1024

export class RatedFrames {
  readonly #rates: FrameRates
  /** Of the kinds that came. */
  readonly #buckets = new Map<Kind, TokenBucket>()

  constructor(rates: FrameRates) {
    this.#rates = rates
  }

  judge(frame: FrameHead, now: () => number): FrameProblem | undefined {
    const kind = kindOf(frame)
    return kind && this.take(kind, now())
  }

  take(kind: Kind, now: number): FrameProblem | undefined {
    const bucket = this.#buckets.getOrInsertComputed(kind, () => new TokenBucket(this.#rates[kind]))
    return bucket.take(now) ? undefined : tooMuch(`too-many-${names[kind]}`)
  }

  onSent(bytes: number): void {
    this.#buckets.get('windowUpdate')?.add(bytes / bytesForWindowUpdate)
  }
}

const names: { readonly [kind in Kind]: string } = {
  ping: 'pings',
  settings: 'settings',
  priority: 'priorities',
  windowUpdate: 'window-updates',
  emptyData: 'empty-data',
  paddedData: 'padded-data',
  other: 'idle-frames',
}

function kindOf(frame: FrameHead): Kind | undefined {
  switch (frame.type) {
    case frameType.data:
      if (hasFlag(frame, frameFlag.endStream)) return undefined
      if (hasFlag(frame, frameFlag.padded))
        return frame.length < smallBytes ? 'paddedData' : undefined
      return frame.length === 0 ? 'emptyData' : undefined
    case frameType.ping:
      return 'ping'
    case frameType.settings:
      return 'settings'
    case frameType.priority:
      return 'priority'
    case frameType.windowUpdate:
      return 'windowUpdate'
    case frameType.headers:
    case frameType.reset:
    case frameType.continuation:
      return undefined
    default:
      return 'other'
  }
}
