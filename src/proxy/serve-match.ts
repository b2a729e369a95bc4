// What a rule says is to become of a request that met it: an answer of the gateway's own, or a backend.
import type { Cors, HttpFilter, RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { AccessNotes } from './access-notes.ts'
import { corsAmong, redirectAmong } from './apply-filters.ts'
import { chooseBackendRef } from './balancing/choose-backend-ref.ts'
import type { Exchange } from './exchange.ts'
import { isPreflight } from './filters/cors.ts'
import { redirectOf } from './filters/redirect.ts'
import { localAnswers, preflightAnswer, redirectAnswer, type LocalAnswer } from './local-answers.ts'
import { isLoop } from './loop.ts'
import { proxyRequest, type Parts } from './proxy-request.ts'
import type { Found, RouteTable } from './routing/route-table.ts'
import { answerLocally } from './send-answer.ts'

/** What was live when a request began. */
export interface Live {
  readonly snapshot: RoutingSnapshot
  readonly table: RouteTable
}

export interface Serving {
  readonly exchange: Exchange
  readonly live: Live
  readonly requestId: string
  readonly notes: AccessNotes
  /** Of the rule or backendRef, as soon as it is known. */
  readonly cors?: Cors | undefined
}

type Matched = Extract<Found, { type: 'match' }>

export async function serveMatch(parts: Parts, begun: Serving, found: Matched): Promise<void> {
  const { live, notes } = begun
  const { rule } = found.match
  const serving = { ...begun, cors: corsAmong(rule.filters) }
  if (rule.refused !== undefined) {
    notes.error(rule.refused)
    return answerLocally(serving, localAnswers['rule-refused'])
  }
  // Before a redirect: browsers don't follow one there.
  const preflight = preflightOf(serving)
  if (preflight) return answerLocally(serving, preflight)
  if (redirectAmong(rule.filters)) return redirect(serving, found, rule.filters)

  const ref = chooseBackendRef(rule.backendRefs)
  const backend = live.snapshot.backends[ref?.backend ?? '']
  if (!ref || !backend) {
    notes.error(ref?.invalid ?? 'The rule has no backendRef with a weight above 0')
    return answerLocally(serving, localAnswers['backend-invalid'])
  }
  const chosen = { ...serving, cors: serving.cors ?? corsAmong(ref.filters) }
  const preflightOfRef = preflightOf(chosen)
  if (preflightOfRef) return answerLocally(chosen, preflightOfRef)
  if (redirectAmong(ref.filters)) return redirect(chosen, found, ref.filters)

  if (isLoop(serving.exchange.request.headers)) {
    notes.error('The request was passed on by this gateway several times already')
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

function preflightOf({ cors, exchange }: Serving): LocalAnswer | undefined {
  return cors && isPreflight(exchange.request) ? preflightAnswer(cors, exchange.request) : undefined
}

function redirect(
  serving: Serving,
  { match, listener }: Matched,
  filters: readonly HttpFilter[],
): Promise<void> {
  const filter = redirectAmong(filters)
  if (!filter) throw new Error('There is no redirect among the filters')
  const to = redirectOf(filter, { request: serving.exchange.request, match, listener })
  return answerLocally(serving, redirectAnswer(to))
}
