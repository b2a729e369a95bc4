// The routes attached to each listener that is served, by the hostnames that they have there. Of a listener and a
// hostname at which no route changed everything is the same object (===) as before: of thousands of routes few change.
import type { TranslatedRoute } from '../rules/translated-route.ts'
import type { AttachedRoute } from '../attach/attached-route.ts'
import { isSameList } from '../incremental/grouped-by.ts'
import { changedMembers } from '../incremental/changed-members.ts'

/** Two lists side by side and not one of pairs: their members are compared (===) with those before. */
export interface OfHostname {
  readonly routes: TranslatedRoute[]
  /** Of each route: which of its own hostnames led here. */
  readonly asked: string[]
}

/** In no order. */
export type ByHostname = ReadonlyMap<string, OfHostname>

export type RoutesByListener = ReadonlyMap<string, ByHostname>

interface Grouped {
  readonly routes: readonly AttachedRoute[]
  readonly served: readonly string[]
  readonly byListener: RoutesByListener
}

export function createRoutesByListener() {
  let latest: Grouped | undefined
  return (routes: readonly AttachedRoute[], served: readonly string[]): RoutesByListener => {
    const before = latest && isSameList(latest.served, served) ? latest : undefined
    const byListener = before ? regrouped(before, routes) : grouped(routes, served)
    latest = { routes, served, byListener }
    return byListener
  }
}

function grouped(routes: readonly AttachedRoute[], served: readonly string[]): RoutesByListener {
  const byListener = new Map(served.map((name) => [name, new Map<string, OfHostname>()]))
  for (const route of routes) put(route, byListener, () => true)
  return byListener
}

function regrouped({ routes: before, byListener }: Grouped, routes: readonly AttachedRoute[]) {
  if (isSameList(before, routes)) return byListener
  const hostnames = new Map<string, Set<string>>()
  for (const { listeners } of changedMembers(before, routes))
    for (const { name, hostnames: changed } of listeners) {
      if (!byListener.has(name)) continue
      const all = hostnames.getOrInsertComputed(name, () => new Set())
      for (const { hostname } of changed) all.add(hostname)
    }
  const changed = new Map(hostnames.keys().map((name) => [name, new Map<string, OfHostname>()]))
  const isChanged = (name: string, hostname: string) => hostnames.get(name)?.has(hostname) === true
  for (const route of routes) put(route, changed, isChanged)
  return new Map(
    byListener
      .entries()
      .map(([name, known]) => [name, replaced(known, hostnames.get(name), changed.get(name))]),
  )
}

function put(
  { listeners, translated }: AttachedRoute,
  byListener: ReadonlyMap<string, Map<string, OfHostname>>,
  isWanted: (name: string, hostname: string) => boolean,
): void {
  for (const { name, hostnames } of listeners) {
    const byHostname = byListener.get(name)
    if (!byHostname) continue
    for (const { hostname, ofRoute } of hostnames) {
      if (!isWanted(name, hostname)) continue
      const of = byHostname.getOrInsertComputed(hostname, () => ({ routes: [], asked: [] }))
      of.routes.push(translated)
      of.asked.push(ofRoute)
    }
  }
}

function replaced(
  known: ByHostname,
  hostnames: ReadonlySet<string> = new Set(),
  now: ByHostname = new Map(),
): ByHostname {
  if (hostnames.size === 0) return known
  const copy = new Map(known)
  for (const hostname of hostnames) {
    const of = now.get(hostname)
    if (of) copy.set(hostname, of)
    else copy.delete(hostname)
  }
  return copy
}
