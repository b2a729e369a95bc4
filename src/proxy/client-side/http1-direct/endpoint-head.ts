// Writes the head of a request to its endpoint: the lines that the client sent as they came, with what the gateway
// tells and the framing behind them. Where filters change the request, it is written from their list.
import { endToEndHeaders } from '../../endpoint-side/end-to-end-headers.ts'
import type { OutgoingRequest } from '../../filters/apply-filters.ts'
import { withForwardingHeaders } from '../../filters/forwarding-headers.ts'
import { lineSlots } from '../../http1-bytes/field-lines.ts'
import type { Connection } from '../../words/exchange.ts'
import { drop, headLines, keep, plainHead } from './plain-head.ts'
import type { PlainRequest } from './plain-request.ts'

/** What the body is, as its client declared it. */
export interface DeclaredBody {
  readonly isChunked: boolean
  /** -1: no length was declared. */
  readonly length: number
}

/** The lines of the gateway's own knowledge before the request's id, and behind it. */
export interface ForwardingLines {
  readonly authority: string
  readonly before: string
  readonly behind: string
}

const anyId = '\0'

/** They are the same for each request of a connection for one authority. */
export function forwardingLinesOf(connection: Connection, request: PlainRequest): ForwardingLines {
  const lines = withForwardingHeaders([], { connection, request, requestId: anyId })
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const at = text.indexOf(anyId)
  return {
    authority: request.authority,
    before: flatText(text.slice(0, at)),
    behind: flatText(text.slice(at + anyId.length)),
  }
}

/** Of the head that was read last. */
export function plainEndpointHead(
  { method, target, authority, text }: PlainRequest,
  { before, behind }: ForwardingLines,
  requestId: string,
): string {
  let head = `${method} ${target} HTTP/1.1\r\nHost: ${authority}\r\n`
  const { count, offsets } = headLines
  /** Lines that are kept are cut out together. */
  let from = -1
  let to = 0
  for (let slot = 0; slot < count * lineSlots; slot += lineSlots) {
    const becomes = offsets[slot + 4]
    if (becomes === keep) {
      if (from === -1) from = offsets[slot]!
      to = offsets[slot + 3]! + 2
      continue
    }
    if (from !== -1) head += text.slice(from, to)
    from = -1
    if (becomes !== drop) {
      const name = text.slice(offsets[slot]!, offsets[slot + 1]!)
      head += `${name}: ${text.slice(offsets[slot + 2]!, offsets[slot + 3]!)}\r\n`
    }
  }
  if (from !== -1) head += text.slice(from, to)
  return head + before + requestId + behind + framingOf(method, plainHead)
}

/** Of a request that filters have changed. */
export function changedEndpointHead(
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

function framingOf(method: string, { isChunked, length }: DeclaredBody): string {
  if (isChunked) return `Transfer-Encoding: chunked\r\n${end}`
  if (length >= 0) return `Content-Length: ${length}\r\n${end}`
  // RFC 9110 §8.6: methods that usually have a body say that this time there is none.
  return expectsBody(method) ? `Content-Length: 0\r\n${end}` : end
}

function expectsBody(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

/**
 * The text in one piece and on its own. One that was cut out of a longer text keeps that in memory, and one that was
 * put together keeps its parts.
 */
function flatText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
