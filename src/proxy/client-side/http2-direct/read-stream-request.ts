// From the head of a request to what is asked, by which rule, and what its endpoint would be sent; undefined where
// the pipeline is to serve it.
import { toldByGateway } from '../../filters/forwarding-headers.ts'
import type { DirectParts } from '../../request/direct-parts.ts'
import { findRule } from '../../request/find-rule.ts'
import { requestIdFrom } from '../../request/request-id.ts'
import type { Connection, RequestHead } from '../../words/exchange.ts'
import { isGrpcType } from '../../words/grpc-request.ts'
import { limitOf } from '../../request/limit-of.ts'
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

  read(head: ReadHead): StreamRequest | undefined {
    const { request, hasBody, bodyLength, expectsContinue } = head
    if (expectsContinue) return undefined
    const live = this.#parts.live()
    const found = findRule(live.table, this.#connection, request)
    if (found.type !== 'match') return undefined
    const { rule } = found.match
    const way = this.#ways.of(live.snapshot).of(rule)
    if (!way.isDirect) return undefined
    const fields = readFields(request)
    // HTTP/1.1 has other words for these.
    if (way.protocol !== 'h2c' && (fields.isGrpc || fields.asksForMore)) return undefined
    const requestId = requestIdFrom(fields.requestId)
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
      declaredLength: bodyLength ?? -1,
      isGrpc: fields.isGrpc,
      isStreamed: fields.isGrpc || rule.isGrpc === true,
      limitMs: limitOf(request, rule, fields.isGrpc),
      head: way.passesLines ? this.#textOf(head, requestId) : '',
    }
  }

  /** As HTTP/1.1 has it, those fields alone that the endpoint is sent. */
  #textOf({ request, hasBody, bodyLength }: ReadHead, requestId: string): string {
    let text = this.#lineOf(request)
    for (const [name, value] of request.headers)
      if (name !== 'content-length' && !toldByGateway.has(name)) text += `${name}: ${value}\r\n`
    const framing = { isChunked: hasBody && bodyLength === undefined, length: bodyLength ?? -1 }
    return text + this.#told(request, requestId) + framingOf(request.method, framing)
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
  readonly requestId: string | undefined
  readonly userAgent: string | undefined
  /** It passed a gateway of this kind before. */
  readonly hasPassed: boolean
  readonly isGrpc: boolean
  /** Than an answer: trailers. */
  readonly asksForMore: boolean
}

function readFields({ headers }: RequestHead): ReadFields {
  let requestId: string | undefined
  let userAgent: string | undefined
  let type: string | undefined
  let hasPassed = false
  let asksForMore = false
  for (const [name, value] of headers) {
    switch (name) {
      case 'te':
      case 'trailer':
        asksForMore = true
        break
      case 'content-type':
        type ??= value
        break
      case 'x-request-id':
        requestId ??= value
        break
      case 'user-agent':
        userAgent ??= value
        break
      case 'cdn-loop':
        hasPassed = true
        break
    }
  }
  const isGrpc = type !== undefined && isGrpcType(type)
  return { requestId, userAgent, hasPassed, isGrpc, asksForMore }
}
