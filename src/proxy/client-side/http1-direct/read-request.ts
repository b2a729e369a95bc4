// From the bytes of a plain head to what is asked, by which rule, and what its endpoint would be sent; undefined
// where the reference way is to serve it.
import { findRule } from '../../request/find-rule.ts'
import { requestIdFrom } from '../../request/request-id.ts'
import type { LiveRouting } from '../../request/serve-match.ts'
import type { Connection } from '../../words/exchange.ts'
import { lineSlots } from '../../http1-bytes/field-lines.ts'
import { type ForwardingLines, forwardingLinesOf } from '../direct-exchange/forwarding-lines.ts'
import { plainEndpointHead } from './plain-endpoint-head.ts'
import { headLines, plainHead } from './plain-head.ts'
import { type PlainRequest, plainRequestOf } from './plain-request.ts'
import type { DirectRequest } from '../direct-exchange/exchange-client.ts'
import type { RuleWays } from '../direct-exchange/rule-way.ts'

export interface ReadRequest extends Omit<DirectRequest, 'body'> {
  readonly request: PlainRequest
  readonly isLast: boolean
  readonly isChunked: boolean
}

/** Of one connection, which says the same in most of its requests. */
export class RequestReader {
  readonly #connection: Connection
  readonly #scheme: PlainRequest['scheme']
  #lines: ForwardingLines | undefined

  constructor(connection: Connection) {
    this.#connection = connection
    this.#scheme = connection.tls === undefined ? 'http' : 'https'
  }

  /** The head that was read last, which ends at `end` in `bytes`. */
  read(bytes: Buffer, end: number, live: LiveRouting, ways: RuleWays): ReadRequest | undefined {
    const text = bytes.toString('latin1', 0, end)
    const request = plainRequestOf(text, this.#scheme)
    if (request === undefined) return undefined
    const asked = request.method === 'OPTIONS' ? request.spread() : request
    const found = findRule(live.table, this.#connection, asked)
    if (found.type !== 'match') return undefined
    const way = ways.of(found.match.rule)
    if (!way.isDirect) return undefined
    const { rule } = found.match
    const givenId = valueOf(text, plainHead.requestIdLine)
    const requestId = requestIdFrom(givenId)
    const { isLast, hasPassed, isChunked, length } = plainHead
    return {
      request,
      requestId,
      hasOwnId: givenId === undefined,
      userAgent: valueOf(text, plainHead.userAgentLine),
      isLast,
      mayLoop: hasPassed,
      isChunked,
      declaredLength: length,
      live,
      found,
      way,
      isGrpc: false,
      isStreamed: rule.isGrpc === true,
      limitMs: rule.timeouts.requestMs,
      head: way.passesLines
        ? plainEndpointHead(request, this.#forwardingLines(request), requestId)
        : '',
    }
  }

  #forwardingLines(request: PlainRequest): ForwardingLines {
    const before = this.#lines
    if (before?.authority === request.authority) return before
    return (this.#lines = forwardingLinesOf(this.#connection, request))
  }
}

function valueOf(text: string, slot: number): string | undefined {
  if (slot < 0 || slot >= headLines.count * lineSlots) return undefined
  return text.slice(headLines.offsets[slot + 2]!, headLines.offsets[slot + 3]!)
}
