// A listener's hosts: the matches of all routes attached to it, by hostname, in the spec's order of
// precedence. A host whose routes did not change is the same object (===), so that its compiled router
// is kept.
import type { Host } from '../../snapshot/routing-snapshot.ts'
import { bySpecificity } from '../words/hostnames.ts'
import { byPrecedence } from '../rules/precedence.ts'
import { keptByName, keptLatest, keptList } from '../incremental/kept.ts'
import { isSameList } from '../incremental/grouped-by.ts'
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
  const made = new Map<string, MadeHost>()
  const ordered = createHostnameOrder()
  const list = keptList<Host>()

  function hostOf(hostname: string, of: OfHostname): Host {
    const known = made.get(hostname)
    if (known && isSameOfHostname(known.of, of)) return known.host
    const host = makeHost(hostname, of)
    made.set(hostname, { of, host })
    return host
  }

  return keptLatest((byHostname) => {
    const hosts = ordered(byHostname).map((name) => hostOf(name, byHostname.get(name) ?? noRoutes))
    if (made.size > byHostname.size)
      for (const name of made.keys()) if (!byHostname.has(name)) made.delete(name)
    return list(Object.freeze(hosts))
  })
}

interface MadeHost {
  readonly of: OfHostname
  readonly host: Host
}

function isSameOfHostname(a: OfHostname, b: OfHostname): boolean {
  return a === b || (isSameList(a.routes, b.routes) && isSameList(a.asked, b.asked))
}

/** Most specific first. A list that is in order but for its end is sorted in one pass. */
function createHostnameOrder(): (byHostname: ByHostname) => readonly string[] {
  let latest: readonly string[] = []
  return (byHostname) => {
    const stay = latest.filter((name) => byHostname.has(name))
    if (stay.length === byHostname.size) latest = stay
    else {
      const known = new Set(latest)
      const others = [...byHostname.keys()].filter((name) => !known.has(name))
      latest = [...stay, ...others].toSorted(bySpecificity)
    }
    return latest
  }
}

/**
 * "precedence must be given to rules from the HTTPRoute with the largest number of: Characters in a
 * matching non-wildcard hostname; Characters in a matching hostname" (httproute_types.go, Hostnames), and
 * that is the hostname which the route itself has: a listener's, that cuts `*.b` and `a.b` both to `a.b`,
 * does not make them alike. Then the matches' own precedence. A rule that is refused stays in its place:
 * without it, its requests would fall through to others.
 */
function makeHost(hostname: string, { routes, asked }: OfHostname): Host {
  const matches = routes
    .flatMap(({ matches: ofRoute, order }, index) =>
      ofRoute.map((match) => ({ match, order, asked: asked[index] ?? '' })),
    )
    .toSorted((a, b) => bySpecificity(a.asked, b.asked) || byPrecedence(a, b))
    .map(({ match }) => match)
  return Object.freeze({ hostname, matches: Object.freeze(matches) })
}

const noRoutes: OfHostname = { routes: [], asked: [] }
