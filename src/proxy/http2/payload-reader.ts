// Reads what frames say (RFC 9113 §6), each by the rules of its type, and gives it on. Heads that take several frames
// are put together here.
import { fieldFragment } from '../frames/field-blocks.ts'
import {
  frameFlag,
  frameType,
  hasFlag,
  type FrameHead,
  type FrameProblem,
} from '../frames/frame.ts'
import { GrowingBuffer } from '../words/growing-buffer.ts'
import { connectionProblem } from './connection-problem.ts'
import { FieldDecoder, type DecodedBlock } from './field-decoder.ts'
import type { ScannedFrames } from './frame-scanner.ts'
import { entryBytes } from './settings.ts'

/** Of one head: with frames of the usual size far more than any may have. */
const mostContinuations = 8

export type FieldBlock = Extract<DecodedBlock, { readonly type: 'fields' }>

/** Bytes of a body: those of `chunk` from `start` to `end`. */
export interface DataPart {
  readonly chunk: Buffer
  readonly start: number
  readonly end: number
  /** With padding. */
  readonly size: number
  /** The frame ends with it. */
  readonly isLast: boolean
}

/** Each returns why the connection ends. */
export interface ReadPayloads {
  /** Of each frame, before it is read. */
  judge(frame: FrameHead): FrameProblem | undefined
  onData(frame: FrameHead, part: DataPart): FrameProblem | undefined
  onBlock(stream: number, block: FieldBlock, endsStream: boolean): FrameProblem | undefined
  onReset(stream: number, code: number): FrameProblem | undefined
  onSettings(payload: Buffer): FrameProblem | undefined
  onSettingsAck(): FrameProblem | undefined
  onPing(payload: Buffer): FrameProblem | undefined
  onPingAnswer(): FrameProblem | undefined
  onGoaway(lastStream: number): FrameProblem | undefined
  /** `stream`: 0 for the connection. */
  onWindowUpdate(stream: number, bytes: number): FrameProblem | undefined
}

interface PayloadLimits {
  /** Of a list of fields, as RFC 9113 §6.5.2 counts. */
  readonly maxListBytes: number
  readonly maxSettings: number
}

export class PayloadReader implements ScannedFrames {
  readonly #payloads: ReadPayloads
  readonly #decoder: FieldDecoder
  readonly #maxSettings: number
  /** Of a head that takes several frames. */
  #block: { frame: FrameHead; fragments: GrowingBuffer; continuations: number } | undefined

  constructor(payloads: ReadPayloads, { maxListBytes, maxSettings }: PayloadLimits) {
    this.#payloads = payloads
    this.#decoder = new FieldDecoder(maxListBytes)
    this.#maxSettings = maxSettings
  }

  judge(frame: FrameHead): FrameProblem | undefined {
    return this.#payloads.judge(frame)
  }

  onData(
    frame: FrameHead,
    chunk: Buffer,
    { start, end, isLast }: Parameters<ScannedFrames['onData']>[2],
  ): FrameProblem | undefined {
    if (frame.stream === 0) return connectionProblem('protocol')
    return this.#payloads.onData(frame, { chunk, start, end, size: end - start, isLast })
  }

  onFrame(frame: FrameHead, payload: Buffer): FrameProblem | undefined {
    switch (frame.type) {
      case frameType.data:
        return this.#onPaddedData(frame, payload)
      case frameType.headers:
      case frameType.continuation:
        return this.#onHeaders(frame, payload)
      case frameType.priority:
        if (frame.stream === 0) return connectionProblem('protocol')
        return payload.length === 5 ? undefined : connectionProblem('frame-size')
      case frameType.reset:
        return this.#onReset(frame, payload)
      case frameType.settings:
        return this.#onSettings(frame, payload)
      case frameType.pushPromise:
        return connectionProblem('protocol')
      case frameType.ping:
        return this.#onPing(frame, payload)
      case frameType.goaway:
        return this.#onGoaway(frame, payload)
      case frameType.windowUpdate:
        return this.#onWindowUpdate(frame, payload)
      // §5.5: types that nobody knows are passed over.
      default:
        return undefined
    }
  }

  #onPaddedData(frame: FrameHead, payload: Buffer): FrameProblem | undefined {
    const padding = payload[0]
    if (frame.stream === 0 || padding === undefined || padding >= payload.length)
      return connectionProblem('protocol')
    const { length: size } = payload
    const end = size - padding
    return this.#payloads.onData(frame, { chunk: payload, start: 1, end, size, isLast: true })
  }

  #onHeaders(frame: FrameHead, payload: Buffer): FrameProblem | undefined {
    const isFirst = frame.type === frameType.headers
    if (frame.stream === 0) return connectionProblem('protocol')
    const fragment = isFirst ? fieldFragment(frame, payload) : payload
    if (!fragment) return connectionProblem('protocol')
    const isWhole = hasFlag(frame, frameFlag.endHeaders)
    if (isFirst && isWhole) return this.#onBlock(frame, fragment)
    if (isFirst) this.#block = { frame, fragments: new GrowingBuffer(), continuations: 0 }
    const block = this.#block
    if (!block) return connectionProblem('protocol')
    if (!isFirst && ++block.continuations > mostContinuations) return connectionProblem('too-much')
    block.fragments.add(fragment)
    if (!isWhole) return undefined
    this.#block = undefined
    return this.#onBlock(block.frame, block.fragments.take())
  }

  #onBlock(frame: FrameHead, block: Buffer): FrameProblem | undefined {
    const decoded = this.#decoder.decode(block)
    if (decoded.type === 'broken') return connectionProblem('compression')
    return this.#payloads.onBlock(frame.stream, decoded, hasFlag(frame, frameFlag.endStream))
  }

  #onReset({ stream, length }: FrameHead, payload: Buffer): FrameProblem | undefined {
    if (length !== 4) return connectionProblem('frame-size')
    if (stream === 0) return connectionProblem('protocol')
    return this.#payloads.onReset(stream, payload.readUInt32BE(0))
  }

  #onSettings(frame: FrameHead, payload: Buffer): FrameProblem | undefined {
    const { stream, length } = frame
    if (stream !== 0) return connectionProblem('protocol')
    if (hasFlag(frame, frameFlag.ack))
      return length > 0 ? connectionProblem('frame-size') : this.#payloads.onSettingsAck()
    if (length % entryBytes !== 0) return connectionProblem('frame-size')
    if (length / entryBytes > this.#maxSettings) return connectionProblem('too-much')
    return this.#payloads.onSettings(payload)
  }

  #onPing(frame: FrameHead, payload: Buffer): FrameProblem | undefined {
    if (frame.length !== 8) return connectionProblem('frame-size')
    if (frame.stream !== 0) return connectionProblem('protocol')
    return hasFlag(frame, frameFlag.ack)
      ? this.#payloads.onPingAnswer()
      : this.#payloads.onPing(payload)
  }

  #onGoaway({ stream, length }: FrameHead, payload: Buffer): FrameProblem | undefined {
    if (stream !== 0) return connectionProblem('protocol')
    if (length < 8) return connectionProblem('frame-size')
    return this.#payloads.onGoaway(payload.readUInt32BE(0) & 0x7fff_ffff)
  }

  #onWindowUpdate({ stream, length }: FrameHead, payload: Buffer): FrameProblem | undefined {
    if (length !== 4) return connectionProblem('frame-size')
    const bytes = payload.readUInt32BE(0) & 0x7fff_ffff
    return bytes === 0
      ? connectionProblem('protocol')
      : this.#payloads.onWindowUpdate(stream, bytes)
  }
}
