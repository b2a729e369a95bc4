// What a rule says is to become of a request that met it: an answer of the gateway's own, or a backend.
import type {
  Cors,
  HttpFilter,
  RoutingSnapshot,
  StreamBackendRef,
} from '../../snapshot/routing-snapshot.ts'
import type { AccessNotes } from './answer/access-notes.ts'
import { corsAmong, redirectAmong } from '../filters/apply-filters.ts'
import { chooseBackendRef } from '../balancing/choose-backend-ref.ts'
import type { Exchange, RequestHead } from '../words/exchange.ts'
import { isPreflight } from '../filters/cors.ts'
import { redirectOf } from '../filters/redirect.ts'
import {
  localAnswers,
  preflightAnswer,
  redirectAnswer,
  type LocalAnswer,
} from './answer/local-answers.ts'
import { isLoop } from '../words/loop.ts'
import { proxyRequest, type RequestParts } from './proxy-request.ts'
import type { RuleLookup } from './find-rule.ts'
import type { RouteTable } from '../routing/route-table.ts'
import { answerLocally } from './send-answer.ts'

/** What was live when a request began. */
export interface LiveRouting {
  readonly snapshot: RoutingSnapshot
  readonly table: RouteTable
}

export interface BegunRequest {
  readonly exchange: Exchange
  readonly live: LiveRouting
  readonly requestId: string
  readonly notes: AccessNotes
  /** Of the rule or backendRef, as soon as it is known. */
  readonly cors?: Cors | undefined
}

export type RequestMatch = Extract<RuleLookup, { type: 'match' }>

export async function serveMatch(
  parts: RequestParts,
  begun: BegunRequest,
  found: RequestMatch,
): Promise<void> {
  const { live, notes } = begun
  const { rule } = found.match
  const serving = { ...begun, cors: corsAmong(rule.filters) }
  if (rule.refused !== undefined) {
    notes.error(rule.refused)
    return answerLocally(serving, localAnswers['rule-refused'])
  }
  const { request } = begun.exchange
  const answer = answerOfFilters([rule.filters], serving.cors, request, found)
  if (answer) return answerLocally(serving, answer)

  const ref = chooseBackendRef(rule.backendRefs)
  const backend = live.snapshot.backends[ref?.backend ?? '']
  if (!ref || !backend) {
    notes.error(whyNoBackend(ref))
    return answerLocally(serving, localAnswers['backend-invalid'])
  }
  const chosen = { ...serving, cors: serving.cors ?? corsAmong(ref.filters) }
  const answerOfRef = answerOfFilters([rule.filters, ref.filters], chosen.cors, request, found)
  if (answerOfRef) return answerLocally(chosen, answerOfRef)

  if (isLoop(request.headers)) {
    notes.error('Loop detected: this gateway already forwarded the request several times')
    return answerLocally(chosen, localAnswers.loop)
  }
  return proxyRequest(parts, {
    ...chosen,
    listener: found.listener,
    match: found.match,
    ref,
    backend,
  })
}

/**
 * What filters answer by themselves: a rule's, and then those of a backendRef behind them. `cors` is the one
 * that is in force there.
 */
export function answerOfFilters(
  lists: readonly (readonly HttpFilter[])[],
  cors: Cors | undefined,
  request: RequestHead,
  { match, listener, isAnnounced }: RequestMatch,
): LocalAnswer | undefined {
  // Before a redirect: browsers don't follow one there.
  if (cors && isPreflight(request)) return preflightAnswer(cors, request)
  const filters = lists.flat()
  const filter = redirectAmong(filters)
  if (filter) return redirectAnswer(redirectOf(filter, { request, match, listener }), filters)
  // Some of the rule's backendRefs have a CORS filter, and this is another one.
  return isAnnounced && lists.length > 1 ? preflightAnswer(undefined, request) : undefined
}

export function whyNoBackend(ref: StreamBackendRef | undefined): string {
  return ref?.invalid ?? 'The rule has no backendRef with a weight above 0'
}
