// Every answer that the gateway gives by itself: what is said to the client, and the flag that the
// access log gets. One plain sentence each, and no name or address from within: the log has those.
// A rule's ResponseHeaderModifier applies to its redirects, which the rule asks for, and to no error: it is
// "to add or remove an HTTP header from an HTTP response before it is sent to the client"
// (httproute_types.go). Its CORS filter applies to all: a page should see that a request failed.
import type { AccessFlag } from '../../../observe/log/access-record.ts'
import type { Cors, HttpFilter } from '../../../snapshot/routing-snapshot.ts'
import { filterResponse } from '../../filters/apply-filters.ts'
import type { HeaderList, RequestHead, Response } from '../../words/exchange.ts'
import { preflightHeaders, preflightVary } from '../../filters/cors.ts'

export interface LocalAnswer {
  readonly status: number
  readonly flag?: AccessFlag
  readonly sentence: string
  readonly headers?: HeaderList
  /** Those of the rule that gives the answer, where they apply to it. */
  readonly filters?: readonly HttpFilter[]
  /** Told to clients of gRPC, where it is not what the flag means to them (grpc-answers.ts). */
  readonly grpcStatus?: number
}

export const localAnswers = {
  // "HTTP returns a 404 status code" where no hostname of a listener fits (gateway_types.go).
  'no-listener': {
    status: 404,
    flag: 'no-listener',
    sentence: 'No listener of this gateway serves this hostname.',
  },
  // "a HTTP 404 status code MUST be returned" (httproute_types.go).
  'no-rule': { status: 404, flag: 'no-rule', sentence: 'No route matches this request.' },
  // "If another Listener does match the Host, the Gateway SHOULD return a 421" (gateway_types.go).
  misdirected: {
    status: 421,
    flag: 'misdirected',
    sentence: 'Misdirected request: open a new connection for this host.',
  },
  'rule-refused': {
    status: 500,
    flag: 'rule-refused',
    sentence: 'The route of this request has settings that this gateway does not support.',
  },
  // "500 status codes MUST be returned for requests that would have otherwise been routed to an
  // invalid backend" (httproute_types.go).
  'backend-invalid': {
    status: 500,
    flag: 'backend-invalid',
    sentence: 'The route of this request has no valid backend.',
  },
  // "When a HTTPBackendRef refers to a Service that has no ready endpoints, implementations SHOULD
  // return a 503" (httproute_types.go).
  'no-endpoint': {
    status: 503,
    flag: 'no-endpoint',
    sentence: 'No endpoint of the backend is ready.',
  },
  loop: {
    status: 508,
    sentence: 'Loop detected: this request passed through this gateway before.',
  },
  overloaded: {
    status: 503,
    flag: 'overloaded',
    sentence: 'The gateway is overloaded; try again later.',
  },
  'gateway-failed': { status: 500, sentence: 'The gateway failed to handle this request.' },
} as const satisfies Record<string, LocalAnswer>

export function redirectAnswer(
  redirect: { status: number; location: string },
  filters: readonly HttpFilter[],
): LocalAnswer {
  return {
    status: redirect.status,
    flag: 'redirected',
    sentence: 'The resource is at another location.',
    headers: [['Location', redirect.location]],
    filters,
  }
}

/**
 * "the gateway returns 204/200 response but doesn't set the relevant cross-origin response headers.
 * Alternatively, the gateway responds with 403 status" (httproute_types.go): the latter can be seen in a
 * log. `cors` is the filter of the rule that the announced request would meet, where it has one.
 */
export function preflightAnswer(cors: Cors | undefined, request: RequestHead): LocalAnswer {
  const allowed = cors && preflightHeaders(cors, request)
  return {
    status: allowed ? 204 : 403,
    flag: allowed ? 'preflight' : 'preflight-refused',
    sentence: 'CORS: this origin may not send this request.',
    headers: [...(allowed ?? []), preflightVary],
  }
}

/** `cors` is the filter of the rule that the request met, where it has one. */
export function responseOf(answer: LocalAnswer, request: RequestHead, cors?: Cors): Response {
  const { status, headers: own = [], sentence } = answer
  if (status === 204) return { status, headers: own }
  const typed: HeaderList = [...own, ['Content-Type', 'text/plain; charset=utf-8']]
  // A CORS filter has its place among the others.
  const filters = answer.filters ?? (cors ? [cors] : [])
  const headers = filterResponse(filters, typed, request)
  return request.method === 'HEAD'
    ? { status, headers }
    : { status, headers, body: `${sentence}\n` }
}
