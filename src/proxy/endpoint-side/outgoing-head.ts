// Writes the head of a request to an HTTP/1.1 endpoint, with names, case and order as they came, and
// the framing from what is known of the body alone. Node and http-proxy-middleware each set headers of
// their own before; all of those are replaced.
import type { ClientRequest } from 'node:http'
import type { HeaderList } from '../words/exchange.ts'
import { endToEndHeaders, takesTrailers } from './end-to-end-headers.ts'
import type { ForwardRequest } from './forwarder.ts'
import { demandWritable, demandWritableLine } from './writable-head.ts'

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
  for (const [name, value] of outgoingHeaders(request)) outgoing.appendHeader(name, value)
}

/** The same as text. Throws, too. */
export function headText(request: ForwardRequest): string {
  demandWritable(request)
  const line = `${request.method} ${request.target} HTTP/1.1`
  return `${line}\r\n${fieldText(outgoingHeaders(request))}\r\n`
}

/** Headers or trailers, as HTTP/1.1 writes them. They were judged (writable-head.ts). */
export function fieldText(fields: HeaderList): string {
  let text = ''
  for (const [name, value] of fields) text += `${name}: ${value}\r\n`
  return text
}

/** All header lines, those of framing and of the connection included. */
function outgoingHeaders(request: ForwardRequest): HeaderList {
  const lines: (readonly [string, string])[] = [['Host', request.authority]]
  const isChunked = request.body !== undefined && request.bodyLength === undefined
  let cookieAt = -1
  for (const header of endToEndHeaders(request.headers)) {
    const lower = header[0].toLowerCase()
    if (ours.has(lower)) continue
    // Node refuses to announce trailers for a body that can have none.
    if (lower === 'trailer' && !isChunked) continue
    // RFC 6265 §5.4: there is one; many servers look at the first alone.
    if (lower === 'cookie' && cookieAt !== -1) {
      const [name, value] = lines[cookieAt]!
      lines[cookieAt] = [name, `${value}; ${header[1]}`]
      continue
    }
    if (lower === 'cookie') cookieAt = lines.length
    lines.push(header)
  }
  if (isChunked) lines.push(['Transfer-Encoding', 'chunked'])
  else if (request.bodyLength !== undefined)
    // Never a length that nothing follows: the next request would be taken for the body.
    lines.push(['Content-Length', `${request.body ? request.bodyLength : 0}`])
  // RFC 9110 §8.6: methods that usually have a body say that this time there is none.
  else if (expectsBody.has(request.method)) lines.push(['Content-Length', '0'])
  if (request.upgrade) lines.push(['Connection', 'Upgrade'], ['Upgrade', request.upgrade])
  // RFC 9110 §10.1.4: whoever sends TE names it in Connection.
  else if (takesTrailers(request.headers))
    lines.push(['TE', 'trailers'], ['Connection', 'keep-alive, TE'])
  else lines.push(['Connection', 'keep-alive'])
  return lines
}

const expectsBody = new Set(['POST', 'PUT', 'PATCH'])
