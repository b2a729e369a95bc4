// From the head of a request to what is asked, by which rule, and what its endpoint would be sent; undefined where
// the pipeline is to serve it.
import { toldByGateway } from '../../filters/forwarding-headers.ts'
import type { DirectParts } from '../../request/direct-parts.ts'
import { findRule } from '../../request/find-rule.ts'
import { requestIdFrom } from '../../request/request-id.ts'
import type { Connection, RequestHead } from '../../words/exchange.ts'
import { isGrpcType } from '../../words/grpc-request.ts'
import { framingOf } from '../direct-exchange/endpoint-head.ts'
import type { DirectRequest } from '../direct-exchange/exchange-client.ts'
import { type ForwardingLines, forwardingLinesOf } from '../direct-exchange/forwarding-lines.ts'
import type { LiveRuleWays } from '../direct-exchange/rule-way.ts'
import type { ReadHead } from '../request-head.ts'
import type { DirectHttp2Context } from './direct-http2-context.ts'

export interface StreamRequest extends Omit<DirectRequest, 'body'> {
  readonly hasBody: boolean
}

/** Of one connection, which says the same in most of its requests. */
export class StreamRequestReader {
  readonly #connection: Connection
  readonly #parts: DirectParts
  readonly #ways: LiveRuleWays
  #lines: ForwardingLines | undefined

  constructor(connection: Connection, { parts, ways }: Pick<DirectHttp2Context, 'parts' | 'ways'>) {
    this.#connection = connection
    this.#parts = parts
    this.#ways = ways
  }

  read({ request, hasBody, bodyLength, expectsContinue }: ReadHead): StreamRequest | undefined {
    if (expectsContinue) return undefined
    const fields = readFields(request)
    if (fields === undefined) return undefined
    const live = this.#parts.live()
    const found = findRule(live.table, this.#connection, request)
    if (found.type !== 'match') return undefined
    const way = this.#ways.of(live.snapshot).of(found.match.rule)
    if (!way.isDirect) return undefined
    const requestId = requestIdFrom(fields.requestId)
    const declaredLength = bodyLength ?? -1
    const framing = { isChunked: hasBody && bodyLength === undefined, length: declaredLength }
    return {
      request,
      requestId,
      hasOwnId: fields.requestId === undefined,
      userAgent: fields.userAgent,
      mayLoop: fields.hasPassed,
      live,
      found,
      way,
      hasBody,
      declaredLength,
      head: way.changesRequest
        ? ''
        : this.#lineOf(request) +
          fields.text +
          this.#told(request, requestId) +
          framingOf(request.method, framing),
    }
  }

  #lineOf({ method, target, authority }: RequestHead): string {
    return `${method} ${target} HTTP/1.1\r\nHost: ${authority}\r\n`
  }

  #told(request: RequestHead, requestId: string): string {
    if (this.#lines?.authority !== request.authority)
      this.#lines = forwardingLinesOf(this.#connection, request)
    return this.#lines.before + requestId + this.#lines.behind
  }
}

interface ReadFields {
  /** As HTTP/1.1 has them, those alone that the endpoint is sent. */
  readonly text: string
  readonly requestId: string | undefined
  readonly userAgent: string | undefined
  /** It passed a gateway of this kind before. */
  readonly hasPassed: boolean
}

/** Undefined: it asks for more than an answer. */
function readFields({ headers }: RequestHead): ReadFields | undefined {
  let text = ''
  let requestId: string | undefined
  let userAgent: string | undefined
  let hasPassed = false
  for (const [name, value] of headers) {
    switch (name) {
      case 'te':
      case 'trailer':
        return undefined
      case 'content-type':
        if (isGrpcType(value)) return undefined
        break
      case 'content-length':
        continue
      case 'x-request-id':
        requestId ??= value
        continue
      case 'user-agent':
        userAgent ??= value
        break
      case 'cdn-loop':
        hasPassed = true
        break
    }
    if (!toldByGateway.has(name)) text += `${name}: ${value}\r\n`
  }
  return { text, requestId, userAgent, hasPassed }
}
