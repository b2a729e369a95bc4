// Puts a list of filters to work, of a rule or of a backendRef: each filter's own meaning stands in
// filters/.
import type { Cors, HttpFilter, RequestMirror, RuleMatch } from '../../snapshot/routing-snapshot.ts'
import type { HeaderList, RequestHead } from '../words/exchange.ts'
import { withCors } from './cors.ts'
import { modifyHeaders } from './modify-headers.ts'
import { rewriteUrl } from './url-rewrite.ts'

/** What of a request filters can change. */
export interface OutgoingRequest {
  readonly target: string
  readonly authority: string
  readonly headers: HeaderList
}

type Of<Type extends HttpFilter['type']> = Extract<HttpFilter, { type: Type }>

export function redirectAmong(filters: readonly HttpFilter[]): Of<'RequestRedirect'> | undefined {
  return filters.find((filter) => filter.type === 'RequestRedirect')
}

export function mirrorsAmong(filters: readonly HttpFilter[]): readonly RequestMirror[] {
  return filters.filter((filter) => filter.type === 'RequestMirror')
}

/** There is one at most: translation sees to that, of a rule and its backendRefs too. */
export function corsAmong(filters: readonly HttpFilter[]): Cors | undefined {
  return filters.find((filter) => filter.type === 'CORS')
}

export function filterRequest(
  filters: readonly HttpFilter[],
  asked: OutgoingRequest,
  match: RuleMatch,
): OutgoingRequest {
  let { target, authority, headers } = asked
  for (const filter of filters) {
    switch (filter.type) {
      case 'RequestHeaderModifier':
        headers = modifyHeaders(headers, filter)
        break
      case 'URLRewrite':
        ;({ target, authority } = rewriteUrl(filter, { target, authority, match }))
        break
      // Dealt with before, beside and after the request.
      case 'RequestRedirect':
      case 'RequestMirror':
      case 'ResponseHeaderModifier':
      case 'CORS':
        break
    }
  }
  return { target, authority, headers }
}

export function filterResponse(
  filters: readonly HttpFilter[],
  headers: HeaderList,
  request: RequestHead,
): HeaderList {
  let result = headers
  for (const filter of filters) {
    if (filter.type === 'ResponseHeaderModifier') result = modifyHeaders(result, filter)
    if (filter.type === 'CORS') result = withCors(result, filter, request)
  }
  return result
}
