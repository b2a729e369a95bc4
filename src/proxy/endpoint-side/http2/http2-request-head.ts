// A request's head as HTTP/2 has it: pseudo-headers first, names in lower case, nothing of one hop.
import { nodeHttp } from '../../words/node-http.ts'
import { endToEndHeaders, endToEndTrailers, takesTrailers } from '../end-to-end-headers.ts'
import type { ForwardRequest } from '../forwarder.ts'
import { demandWritable } from '../writable-head.ts'

// RFC 9113 §8.2.2 and §8.3.1. Trailer only announces; here every stream may have trailers.
const dropped = new Set(['host', 'content-length', 'expect'])

interface HeadOfRequest extends Pick<
  ForwardRequest,
  'method' | 'target' | 'authority' | 'headers'
> {
  readonly scheme: 'http' | 'https'
  /** Bytes that are sent, where a length was declared. */
  readonly bodyLength: number | undefined
}

/** Name and value in turns. Throws where something can't be written. */
export function http2RequestHead(request: HeadOfRequest): string[] {
  demandWritable(request)
  const { method, target, authority, headers, scheme, bodyLength } = request
  const head = [':method', method, ':scheme', scheme, ':path', target]
  if (authority !== '') head.push(':authority', authority)
  for (const [name, value] of endToEndHeaders(headers)) {
    const lower = name.toLowerCase()
    if (!dropped.has(lower)) head.push(lower, value)
  }
  if (bodyLength !== undefined) head.push('content-length', String(bodyLength))
  if (takesTrailers(headers)) head.push('te', 'trailers')
  return head
}

/** The same of what comes after the body. */
export function http2RequestTrailers(request: ForwardRequest): string[] {
  const fields: string[] = []
  for (const [name, value] of endToEndTrailers(request.trailers())) {
    nodeHttp.validateHeaderName(name)
    nodeHttp.validateHeaderValue(name, value)
    fields.push(name.toLowerCase(), value)
  }
  return fields
}
