// The routes that ask for a Gateway of ours, or a ListenerSet of one: translated, with the listeners that they are attached to.
import type { ResourceSet, Route } from '../../resources/resource-set.ts'
import { routeKinds } from '../../resources/resource-set.ts'
import type { TranslatedRoute } from '../rules/translated-route.ts'
import { keptList } from '../incremental/kept.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import { createRouteAttacher } from './attach-route.ts'
import { type AttachedRoute, listenersOf } from './attached-route.ts'
import { createHttpGrpcConflicts } from './http-grpc-conflicts.ts'
import { createStreamRouteWinner } from './stream-route-winner.ts'

export interface AttachmentOptions {
  readonly controllerName: string
  readonly translateRoute: (route: Route, reads: Reads) => TranslatedRoute
}

/** Routes that name no Gateway of ours are left out. */
export function createAttachRoutes({ controllerName, translateRoute }: AttachmentOptions) {
  const attachRoute = createRouteAttacher(controllerName)
  const attached = memoised((route: Route, reads: Reads): AttachedRoute | undefined => {
    const attachments = attachRoute(route, reads)
    if (attachments.length === 0) return undefined
    const translated = translateRoute(route, reads)
    return { route, translated, attachments, listeners: listenersOf(attachments) }
  })
  const kept = keptList<AttachedRoute>()
  const httpGrpcConflicts = createHttpGrpcConflicts()
  const streamRouteWinner = createStreamRouteWinner()
  return (resources: ResourceSet, reads: Reads): readonly AttachedRoute[] => {
    const routes = routeKinds.flatMap((kind) => Array.from<Route>(resources[kind].values()))
    const all = kept(
      routes.map((route) => attached(route, reads)).filter((route) => route !== undefined),
    )
    return streamRouteWinner(httpGrpcConflicts(all))
  }
}

/** How many routes each listener has, by its name: "Routes with the Accepted condition set to True". */
export function countAttached(routes: readonly AttachedRoute[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { listeners, translated } of routes) {
    if (translated.conditions.accepted) continue
    for (const { name } of listeners) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
