// The head of a request as its endpoint is sent it, by either version of HTTP: as it came, or as filters changed it.
import type { BackendRef } from '../../../snapshot/routing-snapshot.ts'
import type { WrittenHead } from '../../endpoint-side/request-to-endpoint.ts'
import { http2RequestHead } from '../../endpoint-side/http2/http2-request-head.ts'
import { filterRequest, type OutgoingRequest } from '../../filters/apply-filters.ts'
import { toldByGateway, withForwardingHeaders } from '../../filters/forwarding-headers.ts'
import type { Connection } from '../../words/exchange.ts'
import { flatLower } from '../../words/header-list.ts'
import { endpointHead } from './endpoint-head.ts'
import type { DirectRequest } from './exchange-client.ts'

interface Given {
  readonly asked: DirectRequest
  readonly connection: Connection
  readonly ref: BackendRef
  /** Endpoints are asked over TLS. */
  readonly isSecure: boolean
}

export class RequestHeadToEndpoint implements WrittenHead {
  readonly hasBody: boolean
  readonly isChunked: boolean
  readonly #given: Given

  constructor(given: Given) {
    this.#given = given
    const { body } = given.asked
    this.hasBody = body !== undefined
    this.isChunked = body?.isChunked === true
  }

  text(): string {
    const { request, way, head, declaredLength: length } = this.#given.asked
    if (way.passesLines) return head
    return endpointHead(request.method, this.#outgoing(), { isChunked: this.isChunked, length })
  }

  fields(): readonly string[] {
    const { asked, isSecure } = this.#given
    const { request, declaredLength, way } = asked
    const scheme = isSecure ? 'https' : 'http'
    const bodyLength = declaredLength < 0 ? undefined : this.hasBody ? declaredLength : 0
    if (way.changesRequest)
      return http2RequestHead({ ...this.#outgoing(), method: request.method, scheme, bodyLength })
    return this.#passedFields(scheme, bodyLength)
  }

  /** As above, of headers that were read strictly, and that nothing has changed. */
  #passedFields(scheme: 'http' | 'https', bodyLength: number | undefined): string[] {
    const { connection, asked } = this.#given
    const { request, requestId } = asked
    const { method, target, authority, headers } = request
    const fields = [':method', method, ':scheme', scheme, ':path', target]
    if (authority !== '') fields.push(':authority', authority)
    let takesTrailers = false
    for (const [name, value] of headers) {
      const lower = name.toLowerCase()
      // Whatever else it said is of another hop (request-headers.ts).
      if (lower === 'te') takesTrailers = true
      else if (lower !== 'content-length' && !toldByGateway.has(lower)) fields.push(lower, value)
    }
    fields.push(...flatLower(withForwardingHeaders([], { connection, request, requestId })))
    if (bodyLength !== undefined) fields.push('content-length', `${bodyLength}`)
    if (takesTrailers) fields.push('te', 'trailers')
    return fields
  }

  #outgoing(): OutgoingRequest {
    const { asked, connection, ref } = this.#given
    const { request, requestId, found } = asked
    const { match } = found
    const headers = withForwardingHeaders(request.headers, { connection, request, requestId })
    const { target, authority } = request
    const byRule = filterRequest(match.rule.filters, { target, authority, headers }, match)
    return filterRequest(ref.filters, byRule, match)
  }
}
