// What a rule says is to become of a request that met it: an answer of the gateway's own, or a backend.
import type {
  Backend,
  BackendRef,
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
  const { live, notes, exchange } = begun
  const { request } = exchange
  const decision = decideMatch({ found, request, snapshot: live.snapshot, mayLoop: true })
  const { cors } = decision
  if (decision.type === 'forward') {
    const { ref, backend } = decision
    const { listener, match } = found
    return proxyRequest(parts, { ...begun, cors, listener, match, ref, backend })
  }
  if (decision.error !== undefined) notes.error(decision.error)
  return answerLocally({ ...begun, cors }, decision.answer)
}

export type MatchDecision =
  | {
      readonly type: 'answer'
      readonly answer: LocalAnswer
      readonly cors: Cors | undefined
      /** For the log. */
      readonly error?: string
    }
  | {
      readonly type: 'forward'
      readonly ref: BackendRef
      readonly backend: Backend
      readonly cors: Cors | undefined
    }

/** Chooses the backendRef. `mayLoop`: the request says that it passed a gateway, or may say so. */
export function decideMatch({
  found,
  request,
  snapshot,
  mayLoop,
}: {
  readonly found: RequestMatch
  readonly request: RequestHead
  readonly snapshot: RoutingSnapshot
  readonly mayLoop: boolean
}): MatchDecision {
  const { rule } = found.match
  const ofRule = corsAmong(rule.filters)
  if (rule.refused !== undefined)
    return {
      type: 'answer',
      answer: localAnswers['rule-refused'],
      cors: ofRule,
      error: rule.refused,
    }
  const answer = answerOfFilters({ ofRule: rule.filters }, ofRule, request, found)
  if (answer) return { type: 'answer', answer, cors: ofRule }

  const ref = chooseBackendRef(rule.backendRefs)
  const backend = snapshot.backends[ref?.backend ?? '']
  if (!ref || !backend)
    return {
      type: 'answer',
      answer: localAnswers['backend-invalid'],
      cors: ofRule,
      error: whyNoBackend(ref),
    }
  const cors = ofRule ?? corsAmong(ref.filters)
  const filters = { ofRule: rule.filters, ofRef: ref.filters }
  const answerOfRef = answerOfFilters(filters, cors, request, found)
  if (answerOfRef) return { type: 'answer', answer: answerOfRef, cors }

  if (mayLoop && isLoop(request.headers))
    return {
      type: 'answer',
      answer: localAnswers.loop,
      cors,
      error: 'Loop detected: this gateway already forwarded the request several times',
    }
  return { type: 'forward', ref, backend, cors }
}

/**
 * What filters answer by themselves: a rule's, and then those of a backendRef behind them. `cors` is the one
 * that is in force there.
 */
export function answerOfFilters(
  { ofRule, ofRef }: { ofRule: readonly HttpFilter[]; ofRef?: readonly HttpFilter[] },
  cors: Cors | undefined,
  request: RequestHead,
  { match, listener, isAnnounced }: RequestMatch,
): LocalAnswer | undefined {
  // Before a redirect: browsers don't follow one there.
  if (cors && isPreflight(request)) return preflightAnswer(cors, request)
  const filters = ofRef === undefined || ofRef.length === 0 ? ofRule : [...ofRule, ...ofRef]
  const filter = redirectAmong(filters)
  if (filter) return redirectAnswer(redirectOf(filter, { request, match, listener }), filters)
  // Some of the rule's backendRefs have a CORS filter, and this is another one.
  return isAnnounced && ofRef !== undefined ? preflightAnswer(undefined, request) : undefined
}

export function whyNoBackend(ref: StreamBackendRef | undefined): string {
  return ref?.invalid ?? 'The rule has no backendRef with a weight above 0'
}
