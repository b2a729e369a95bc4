// The routes that ask for a Gateway of ours, or a ListenerSet of one: translated, with the listeners that they are attached to.
import type { HTTPRoute } from '../../resources/gateway-api.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { TranslatedRoute } from '../http-route/translate-http-route.ts'
import { keptList } from '../kept.ts'
import { memoised, type Reads } from '../reads.ts'
import { type AttachedListener, type Attachment, createRouteAttacher } from './attach-route.ts'

export interface AttachedRoute {
  readonly route: HTTPRoute
  readonly translated: TranslatedRoute
  readonly attachments: readonly Attachment[]
  /** Of all parentRefs together, each listener once. */
  readonly listeners: readonly AttachedListener[]
}

export interface AttachmentOptions {
  readonly controllerName: string
  readonly translateHttpRoute: (route: HTTPRoute, reads: Reads) => TranslatedRoute
}

/** Routes that name no Gateway of ours are left out. */
export function createAttachRoutes({ controllerName, translateHttpRoute }: AttachmentOptions) {
  const attachRoute = createRouteAttacher(controllerName)
  const attached = memoised((route: HTTPRoute, reads: Reads): AttachedRoute | undefined => {
    const attachments = attachRoute(route, reads)
    if (attachments.length === 0) return undefined
    const translated = translateHttpRoute(route, reads)
    return { route, translated, attachments, listeners: listenersOf(attachments) }
  })
  const kept = keptList<AttachedRoute>()
  return (resources: ResourceSet, reads: Reads): readonly AttachedRoute[] =>
    kept(
      [...resources.HTTPRoute.values()]
        .map((route) => attached(route, reads))
        .filter((route) => route !== undefined),
    )
}

/** Two parentRefs may lead to one listener; its rules are the same then, and stand there once. */
function listenersOf(attachments: readonly Attachment[]): readonly AttachedListener[] {
  const all = attachments.flatMap(({ listeners }) => listeners)
  return [...new Map(all.map((listener) => [listener.name, listener])).values()]
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
