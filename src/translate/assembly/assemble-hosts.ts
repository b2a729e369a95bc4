// A listener's hosts: the matches of all routes attached to it, by hostname, in the spec's order of
// precedence. A host whose routes did not change is the same object (===), so that its compiled router
// is kept.
import type { Host } from '../../snapshot/routing-snapshot.ts'
import { bySpecificity } from '../hostnames.ts'
import { byPrecedence } from '../http-route/precedence.ts'
import { keptByName } from '../kept.ts'
import type { AttachedRoute } from '../routes/attach-routes.ts'
import type { TranslatedRoute } from '../http-route/translate-http-route.ts'

/** Starts a round: routes by listener and hostname in, a listener's hosts out, most specific first. */
export function createHostAssembly() {
  const hostRound = keptByName(makeHost)
  const orderRound = keptByName((hostnames: readonly string[]) => hostnames.toSorted(bySpecificity))
  const listRound = keptByName((hosts: readonly Host[]) => Object.freeze(hosts))
  return (routes: readonly AttachedRoute[], isServed: (listener: string) => boolean) => {
    const [hostOf, orderOf, listOf] = [hostRound(), orderRound(), listRound()]
    const byListener = grouped(routes, isServed)
    return (listener: string): readonly Host[] => {
      const byHostname = byListener.get(listener) ?? new Map<string, TranslatedRoute[]>()
      const hosts = orderOf(listener, [...byHostname.keys()]).map((hostname) =>
        hostOf(`${listener} ${hostname}`, hostname, byHostname.get(hostname) ?? []),
      )
      return listOf(listener, hosts)
    }
  }
}

/** A rule that is refused stays in its place: without it, its requests would fall through to others. */
function makeHost(hostname: string, routes: readonly TranslatedRoute[]): Host {
  const matches = routes
    .flatMap(({ matches: ofRoute, order }) => ofRoute.map((match) => ({ match, order })))
    .toSorted(byPrecedence)
    .map(({ match }) => match)
  return Object.freeze({ hostname, matches: Object.freeze(matches) })
}

type ByHostname = Map<string, TranslatedRoute[]>

function grouped(
  routes: readonly AttachedRoute[],
  isServed: (listener: string) => boolean,
): ReadonlyMap<string, ByHostname> {
  const byListener = new Map<string, ByHostname>()
  for (const { listeners, translated } of routes) {
    for (const { name, hostnames } of listeners) {
      if (!isServed(name)) continue
      const byHostname = byListener.getOrInsertComputed(name, () => new Map())
      for (const hostname of hostnames)
        byHostname.getOrInsertComputed(hostname, () => []).push(translated)
    }
  }
  return byListener
}
