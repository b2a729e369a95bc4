// The routes attached to each listener that is served, by the hostnames that they have there.
import type { TranslatedRoute } from '../rules/translated-route.ts'
import type { AttachedRoute } from '../attach/attached-route.ts'

/** Two lists side by side and not one of pairs: their members are compared (===) with those before. */
export interface OfHostname {
  readonly routes: TranslatedRoute[]
  /** Of each route: which of its own hostnames led here. */
  readonly asked: string[]
}

export type ByHostname = Map<string, OfHostname>

export type RoutesByListener = ReadonlyMap<string, ByHostname>

export function routesByListener(
  routes: readonly AttachedRoute[],
  served: readonly string[],
): RoutesByListener {
  const byListener = new Map<string, ByHostname>(served.map((name) => [name, new Map()]))
  for (const { listeners, translated } of routes) {
    for (const { name, hostnames } of listeners) {
      const byHostname = byListener.get(name)
      if (!byHostname) continue
      for (const { hostname, ofRoute } of hostnames) {
        const of = byHostname.getOrInsertComputed(hostname, () => ({ routes: [], asked: [] }))
        of.routes.push(translated)
        of.asked.push(ofRoute)
      }
    }
  }
  return byListener
}
