// What an endpoint is told of the client and of what it asked for, as text.
import { withForwardingHeaders } from '../../filters/forwarding-headers.ts'
import type { Connection, RequestHead } from '../../words/exchange.ts'

/** The lines of the gateway's own knowledge before the request's id, and behind it. */
export interface ForwardingLines {
  readonly authority: string
  readonly before: string
  readonly behind: string
}

const anyId = '\0'

/** They are the same for each request of a connection for one authority. */
export function forwardingLinesOf(connection: Connection, request: RequestHead): ForwardingLines {
  const lines = withForwardingHeaders([], { connection, request, requestId: anyId })
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const at = text.indexOf(anyId)
  return {
    authority: request.authority,
    before: flatText(text.slice(0, at)),
    behind: flatText(text.slice(at + anyId.length)),
  }
}

/**
 * The text in one piece and on its own. One that was cut out of a longer text keeps that in memory, and one that was
 * put together keeps its parts.
 */
function flatText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
