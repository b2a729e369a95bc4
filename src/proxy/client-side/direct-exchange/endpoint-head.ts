// Writes a request to an HTTP/1.1 endpoint: its head from a list of headers, with the framing behind them from what is
// known of the body alone.
import { endToEndHeaders } from '../../endpoint-side/end-to-end-headers.ts'
import type { OutgoingRequest } from '../../filters/apply-filters.ts'

/** What the body is, as its client declared it. */
export interface DeclaredBody {
  readonly isChunked: boolean
  /** -1: no length was declared. */
  readonly length: number
}

export function endpointHead(
  method: string,
  { target, authority, headers }: OutgoingRequest,
  body: DeclaredBody,
): string {
  let head = `${method} ${target} HTTP/1.1\r\nHost: ${authority}\r\n`
  for (const [name, value] of endToEndHeaders(headers)) {
    const lower = name.toLowerCase()
    if (lower !== 'content-length' && lower !== 'host') head += `${name}: ${value}\r\n`
  }
  return head + framingOf(method, body)
}

const end = 'Connection: keep-alive\r\n\r\n'

/** The end of the head. */
export function framingOf(method: string, { isChunked, length }: DeclaredBody): string {
  if (isChunked) return `Transfer-Encoding: chunked\r\n${end}`
  if (length >= 0) return `Content-Length: ${length}\r\n${end}`
  // RFC 9110 §8.6: methods that usually have a body say that this time there is none.
  return expectsBody(method) ? `Content-Length: 0\r\n${end}` : end
}

function expectsBody(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}
