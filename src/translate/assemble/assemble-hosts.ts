// A listener's hosts: the matches of all routes attached to it, by hostname, in the spec's order of
// precedence. A host whose routes did not change is the same object (===), so that its compiled router
// is kept.
import type { Host } from '../../snapshot/routing-snapshot.ts'
import { bySpecificity } from '../words/hostnames.ts'
import { byPrecedence } from '../rules/precedence.ts'
import { keptByName, keptLatest, keptList } from '../incremental/kept.ts'
import type { TranslatedRoute } from '../rules/translated-route.ts'
import type { ByHostname, OfHostname, RoutesByListener } from './routes-by-listener.ts'

/** Starts a round: a listener's hosts out, most specific first. */
export function createHostAssembly() {
  const ofListener = keptByName((_name: string) => createListenerHosts())
  return (byListener: RoutesByListener) => {
    const hostsOf = ofListener()
    return (listener: string): readonly Host[] =>
      hostsOf(listener, listener)(byListener.get(listener) ?? new Map())
  }
}

/** The hosts of one listener, from round to round. */
function createListenerHosts(): (byHostname: ByHostname) => readonly Host[] {
  const hostRound = keptByName(makeHost)
  const ordered = keptLatest((hostnames: readonly string[]) => hostnames.toSorted(bySpecificity))
  const list = keptList<Host>()
  return keptLatest((byHostname) => {
    const hostOf = hostRound()
    const hostnames = ordered([...byHostname.keys()])
    const hosts = hostnames.map((name) => {
      const { routes, asked } = byHostname.get(name) ?? noRoutes
      return hostOf(name, name, routes, asked)
    })
    return list(Object.freeze(hosts))
  })
}

/**
 * "precedence must be given to rules from the HTTPRoute with the largest number of: Characters in a
 * matching non-wildcard hostname; Characters in a matching hostname" (httproute_types.go, Hostnames), and
 * that is the hostname which the route itself has: a listener's, that cuts `*.b` and `a.b` both to `a.b`,
 * does not make them alike. Then the matches' own precedence. A rule that is refused stays in its place:
 * without it, its requests would fall through to others.
 */
function makeHost(
  hostname: string,
  routes: readonly TranslatedRoute[],
  asked: readonly string[],
): Host {
  const matches = routes
    .flatMap(({ matches: ofRoute, order }, index) =>
      ofRoute.map((match) => ({ match, order, asked: asked[index] ?? '' })),
    )
    .toSorted((a, b) => bySpecificity(a.asked, b.asked) || byPrecedence(a, b))
    .map(({ match }) => match)
  return Object.freeze({ hostname, matches: Object.freeze(matches) })
}

const noRoutes: OfHostname = { routes: [], asked: [] }
