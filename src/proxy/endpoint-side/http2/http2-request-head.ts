// A request's head as HTTP/2 has it: pseudo-headers first, names in lower case, nothing of one hop.
import { endToEndHeaders, takesTrailers } from '../end-to-end-headers.ts'
import type { ForwardRequest } from '../forwarder.ts'
import { demandWritable } from '../writable-head.ts'

// RFC 9113 §8.2.2 and §8.3.1. Trailer only announces; here every stream may have trailers.
const dropped = new Set(['host', 'content-length', 'expect'])

/** Node's flat form, which keeps order and repetition. Throws where something can't be written. */
export function http2RequestHead(request: ForwardRequest): string[] {
  demandWritable(request)
  const head = [
    [':method', request.method],
    [':scheme', request.tls ? 'https' : 'http'],
    [':path', request.target],
  ]
  if (request.authority !== '') head.push([':authority', request.authority])
  for (const [name, value] of endToEndHeaders(request.headers)) {
    const lower = name.toLowerCase()
    if (!dropped.has(lower)) head.push([lower, value])
  }
  if (request.bodyLength !== undefined)
    head.push(['content-length', String(request.body ? request.bodyLength : 0)])
  if (takesTrailers(request.headers)) head.push(['te', 'trailers'])
  return head.flat()
}
