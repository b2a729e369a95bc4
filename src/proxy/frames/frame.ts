// What the head of an HTTP/2 frame says (RFC 9113 §4.1), and what may be wrong with it.
import { http2Code } from './http2-codes.ts'

export const frameHeadBytes = 9

export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

export const frameFlag = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const

export interface FrameHead {
  readonly type: number
  readonly flags: number
  readonly stream: number
  /** Of its payload, in bytes. */
  readonly length: number
}

/** Why a connection ends. */
export interface FrameProblem {
  readonly code: number
  /** A constant, for logs and counters. */
  readonly reason: string
}

export function protocolError(reason: string): FrameProblem {
  return { code: http2Code.PROTOCOL_ERROR, reason }
}

export function tooMuch(reason: string): FrameProblem {
  return { code: http2Code.ENHANCE_YOUR_CALM, reason }
}

export function frameSizeError(): FrameProblem {
  return { code: http2Code.FRAME_SIZE_ERROR, reason: 'frame-too-large' }
}

export function hasFlag({ flags }: FrameHead, flag: number): boolean {
  return (flags & flag) !== 0
}
