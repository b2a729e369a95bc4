// What a request or a connection would have come to, were it served: routes and listeners as they are
// written, asked by what asks those that are served.
import { MatchSubject } from '../../proxy/routing/match-subject.ts'
import { hostRouterOf } from '../../proxy/routing/host-router.ts'
import { isHostnameFitting } from '../../proxy/explain/near-misses.ts'
import type { RequestQuestion } from '../../proxy/explain/explain-request.ts'
import { kindOf } from '../../proxy/sockets/plane-socket.ts'
import { readTarget } from '../../proxy/client-side/request-target.ts'
import type { HTTPRouteMatch } from '../../resources/gateway-api.ts'
import type { Route } from '../../resources/resource-set.ts'
import type { Listener } from '../../snapshot/routing-snapshot.ts'
import { nearestName } from '../../resources/nearest-name.ts'
import { matchCriteria } from '../../translate/http-route/match-criteria.ts'
import type { ExplainQuestion } from './explain-question.ts'

export function hostnameOf(asked: ExplainQuestion): string {
  if (asked.type === 'connection') return asked.connection.serverName
  const { authority } = asked.request
  return authority.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
}

/** As one mistyped is like the other. */
export function isAlike(hostname: string, asked: string): boolean {
  const [written, labels] = [hostname.split('.'), asked.split('.')]
  return (
    written.length === labels.length &&
    labels.every((label, index) => nearestName(label, [written[index] ?? '']) !== undefined)
  )
}

/** Whether one of its matches would be met, were it attached. What can't be read may. */
export function mayMatch(route: Route, asked: ExplainQuestion): boolean {
  if (route.kind !== 'HTTPRoute' || asked.type !== 'request') return true
  const matches = route.spec.rules.flatMap((rule) => rule.matches)
  return matches.length === 0 || matches.some((match) => isMet(match, asked.request))
}

function isMet(
  match: HTTPRouteMatch,
  { method, target, headers, scheme, authority }: RequestQuestion,
): boolean {
  const { criteria } = matchCriteria(match, '')
  if (!criteria) return true
  const name = 'meant'
  const rule = { name, filters: [], backendRefs: [], timeouts: {} }
  const router = hostRouterOf({ hostname: '', matches: [{ ...criteria, name, rule }] })
  const read = readTarget(method, target)
  const request = {
    method,
    target: read.type === 'target' ? read.target : target,
    headers,
    scheme,
    authority,
    hostname: '',
    httpVersion: '1.1',
  } as const
  return router.find(new MatchSubject(request)) !== undefined
}

interface WrittenListener {
  readonly name: string
  readonly hostname?: string
  readonly port: number
  readonly protocol: string
}

/** Names of listeners that this would come to, were they served. */
export function listenersMeant(
  { spec }: { readonly spec: { readonly listeners?: readonly WrittenListener[] } },
  { asked, port }: { readonly asked: ExplainQuestion; readonly port: number },
): readonly string[] {
  const wanted = asked.type === 'request' ? asked.request.scheme : asked.connection.protocol
  return (spec.listeners ?? [])
    .filter((listener) => listener.port === port && isSpoken(listener.protocol, wanted))
    .filter(({ hostname = '' }) => isHostnameFitting(hostname.toLowerCase(), hostnameOf(asked)))
    .map(({ name }) => name)
}

function isSpoken(protocol: string, wanted: 'http' | 'https' | Listener['protocol']): boolean {
  const protocols = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP'] as const
  const spoken = protocols.find((known) => known === protocol)
  if (spoken === undefined) return false
  if (wanted === 'http') return spoken === 'HTTP'
  return (
    kindOf({ protocol: spoken }) === (wanted === 'https' ? 'tls' : kindOf({ protocol: wanted }))
  )
}
