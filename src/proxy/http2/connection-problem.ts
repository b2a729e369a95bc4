// Why a connection of HTTP/2 ends (RFC 9113 §5.4.1, §7), where a frame is not what it should be.
import { constants } from 'node:http2'
import type { FrameProblem } from '../frames/frame.ts'

const codes = {
  protocol: constants.NGHTTP2_PROTOCOL_ERROR,
  'flow-control': constants.NGHTTP2_FLOW_CONTROL_ERROR,
  'frame-size': constants.NGHTTP2_FRAME_SIZE_ERROR,
  'stream-closed': constants.NGHTTP2_STREAM_CLOSED,
  compression: constants.NGHTTP2_COMPRESSION_ERROR,
  'too-much': constants.NGHTTP2_ENHANCE_YOUR_CALM,
} as const

/** One reason for all of them: which it was, the code says. */
export function connectionProblem(what: keyof typeof codes): FrameProblem {
  return { code: codes[what], reason: 'http2-error' }
}
