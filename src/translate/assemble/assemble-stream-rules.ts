// The rules of a listener of protocol TLS, TCP or UDP: one for each hostname that a route serves there (of
// TCP and UDP that is '' alone). Which of several routes has it was decided before, in
// attach/stream-route-winner.ts. What did not change is the same object (===).
import type { ServerNameRule, StreamRule } from '../../snapshot/routing-snapshot.ts'
import { bySpecificity } from '../words/hostnames.ts'
import { keptByName, keptLatest, keptList } from '../incremental/kept.ts'
import type { ByHostname, RoutesByListener } from './routes-by-listener.ts'

/** Starts a round: a listener's rules out, most specific hostname first. */
export function createStreamRuleAssembly() {
  const ofListener = keptByName((_name: string) => createListenerRules())
  return (byListener: RoutesByListener) => {
    const rulesOf = ofListener()
    return (listener: string): readonly ServerNameRule[] =>
      rulesOf(listener, listener)(byListener.get(listener) ?? new Map())
  }
}

/** Of one listener, from round to round. */
function createListenerRules(): (byHostname: ByHostname) => readonly ServerNameRule[] {
  const ruleRound = keptByName((hostname: string, rule: StreamRule) =>
    Object.freeze({ hostname, rule }),
  )
  const list = keptList<ServerNameRule>()
  return keptLatest((byHostname) => {
    const ruleOf = ruleRound()
    const rules = [...byHostname.keys()].toSorted(bySpecificity).flatMap((hostname) => {
      const rule = byHostname.get(hostname)?.routes[0]?.rule
      return rule ? ruleOf(hostname, hostname, rule) : []
    })
    return list(Object.freeze(rules))
  })
}
