// Writes the head of a request to an HTTP/1.1 endpoint, with names, case and order as they came, and
// the framing from what is known of the body alone. Node and http-proxy-middleware each set headers of
// their own before; all of those are replaced.
import type { ClientRequest } from 'node:http'
import { endToEndHeaders, takesTrailers } from './end-to-end-headers.ts'
import type { ForwardRequest } from './forwarder.ts'
import { demandWritableLine } from './writable-head.ts'

// Written here, and nowhere else, from the body's length and the request's authority.
const ours = new Set(['content-length', 'host'])

/** Throws what Node throws where something can't be written: a method, a target, a header's value. */
export function writeHead(outgoing: ClientRequest, request: ForwardRequest): void {
  demandWritableLine(request)
  for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name)
  // As the client wrote it: Node raises the method to upper case, http-proxy-middleware puts a slash
  // before the target of `OPTIONS *`.
  outgoing.method = request.method
  outgoing.path = request.target
  outgoing.setHeader('Host', request.authority)
  const isChunked = request.body !== undefined && request.bodyLength === undefined
  for (const [name, value] of endToEndHeaders(request.headers)) {
    const lower = name.toLowerCase()
    if (ours.has(lower)) continue
    // Node refuses to announce trailers for a body that can have none.
    if (lower === 'trailer' && !isChunked) continue
    outgoing.appendHeader(name, value)
  }
  if (isChunked) outgoing.setHeader('Transfer-Encoding', 'chunked')
  else if (request.bodyLength !== undefined)
    // Never a length that nothing follows: the next request would be taken for the body.
    outgoing.setHeader('Content-Length', request.body ? request.bodyLength : 0)
  // RFC 9110 §8.6: methods that usually have a body say that this time there is none.
  else if (expectsBody.has(request.method)) outgoing.setHeader('Content-Length', 0)
  if (request.upgrade) {
    outgoing.setHeader('Connection', 'Upgrade')
    outgoing.setHeader('Upgrade', request.upgrade)
  } else if (takesTrailers(request.headers)) {
    // RFC 9110 §10.1.4: whoever sends TE names it in Connection.
    outgoing.setHeader('TE', 'trailers')
    outgoing.setHeader('Connection', 'keep-alive, TE')
  } else outgoing.setHeader('Connection', 'keep-alive')
}

const expectsBody = new Set(['POST', 'PUT', 'PATCH'])
