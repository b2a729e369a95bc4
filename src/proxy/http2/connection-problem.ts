// Why a connection of HTTP/2 ends (RFC 9113 §5.4.1, §7), where a frame is not what it should be.
import { http2Code } from '../frames/http2-codes.ts'
import type { FrameProblem } from '../frames/frame.ts'

const codes = {
  protocol: http2Code.PROTOCOL_ERROR,
  'flow-control': http2Code.FLOW_CONTROL_ERROR,
  'frame-size': http2Code.FRAME_SIZE_ERROR,
  'stream-closed': http2Code.STREAM_CLOSED,
  compression: http2Code.COMPRESSION_ERROR,
  'too-much': http2Code.ENHANCE_YOUR_CALM,
} as const

/** One reason for all of them: which it was, the code says. */
export function connectionProblem(what: keyof typeof codes): FrameProblem {
  return { code: codes[what], reason: 'http2-error' }
}
