// What one session of node:http2 may cost: Node's own limits are wide.
import { maxHeadBytes } from '../../words/head-bytes.ts'
import type { Limits } from '../../sockets/limits.ts'

const uncounted = 2 ** 31

export function sessionOptions(limits: Limits) {
  return {
    settings: {
      maxConcurrentStreams: limits.http2Streams,
      // More than is allowed, so that a head that is too large is answered, and not reset.
      maxHeaderListSize: limits.headBytes * 2,
      initialWindowSize: limits.http2StreamWindowBytes,
      enablePush: false,
    },
    // The same: any number of cookies, 32 bytes being the least that a field counts, is one header.
    maxHeaderListPairs: Math.ceil((limits.headBytes * 2) / 32),
    // nghttp2 reckons with more than is written: an answer's head that was taken can be passed on.
    maxSendHeaderBlockLength: maxHeadBytes * 2,
    maxSettings: limits.http2Settings,
    maxSessionMemory: limits.http2SessionMegabytes,
    maxSessionInvalidFrames: limits.http2InvalidFrames,
    maxSessionRejectedStreams: limits.http2RejectedStreams,
    // Counted by us: these take each cancel for an attack.
    streamResetBurst: uncounted,
    streamResetRate: uncounted,
    // An endpoint that says Content-Type twice is not a reason to throw.
    strictSingleValueFields: false,
  }
}
