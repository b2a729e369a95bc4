// The rule of a request. A preflight asks in advance of another request, and has another method: it belongs
// to the rule that the announced request would meet, whose CORS filter answers it, or which answers with an
// error as it is refused, and may have such a filter. No other rule's filter vouches for that one; a rule that is
// for OPTIONS by name, has all of them that no filter answers.
import type { RuleMatch } from '../../snapshot/routing-snapshot.ts'
import { corsAmong } from '../filters/apply-filters.ts'
import type { Connection, RequestHead } from '../words/exchange.ts'
import { announcedMethod } from '../filters/cors.ts'
import { type LocalAnswer, localAnswers, preflightAnswer } from './answer/local-answers.ts'
import type { RouteLookup, RouteTable } from '../routing/route-table.ts'

export type RuleLookup =
  | Exclude<RouteLookup, { readonly type: 'match' }>
  | (Matched & {
      /** By the method that a preflight announces: an answer of CORS is all that the rule may give it. */
      readonly isAnnounced?: boolean
    })
  /** The rule that the announced request would meet has no CORS filter. */
  | {
      readonly type: 'preflight-refused'
      readonly listener: Matched['listener']
      readonly announced: RuleMatch | undefined
    }

type Matched = Extract<RouteLookup, { readonly type: 'match' }>

export function findRule(
  table: RouteTable,
  connection: Connection,
  request: RequestHead,
): RuleLookup {
  const found = table.find(connection, request)
  const method = announcedMethod(request)
  if (method === undefined) return found
  const announced = table.find(connection, { ...request, method })
  if (announced.type === 'match' && hasCors(announced.match))
    return { ...announced, isAnnounced: true }
  if (found.type === 'match' && found.match.method !== undefined) return found
  if (announced.type === 'match' && announced.match.rule.refused !== undefined)
    return { ...announced, isAnnounced: true }
  if (found.type !== 'match' || !hasCors(found.match)) return found
  const match = announced.type === 'match' ? announced.match : undefined
  return { type: 'preflight-refused', listener: found.listener, announced: match }
}

/** Where there is no rule. */
export function answerWithoutRule(
  { type }: Exclude<RuleLookup, { readonly type: 'match' }>,
  request: RequestHead,
): LocalAnswer {
  return type === 'preflight-refused' ? preflightAnswer(undefined, request) : localAnswers[type]
}

/**
 * Where a client that keeps its connection would be told the same each time: the connection is for this host
 * by TLS's own word, or for a client that is not trusted any more. One that is reused for several hosts stays.
 */
export function endsConnection(
  found: RuleLookup,
  { tls }: Connection,
  { hostname }: RequestHead,
): boolean {
  if (tls === undefined) return false
  if (found.type === 'no-listener') return tls.serverName === hostname
  if (found.type !== 'misdirected') return false
  // Without a server name the next connection leads to the listener for any hostname.
  const leadsThere =
    tls.serverName === '' ? found.listener.hostname === '' : tls.serverName === hostname
  return leadsThere || tls.isOutdated?.(found.listener.name) === true
}

/** A preflight that is for its announced rule is as far from others as what it announces. */
export function asLookedUp(found: RuleLookup, request: RequestHead): RequestHead {
  const isAnnounced =
    found.type === 'preflight-refused' || (found.type === 'match' && found.isAnnounced)
  return isAnnounced ? { ...request, method: announcedMethod(request) ?? '' } : request
}

function hasCors({ rule }: RuleMatch): boolean {
  const lists = [rule.filters, ...rule.backendRefs.map(({ filters }) => filters)]
  return lists.some((filters) => corsAmong(filters) !== undefined)
}
