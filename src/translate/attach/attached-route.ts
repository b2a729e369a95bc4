// A route that asks for a Gateway of ours, or a ListenerSet of one: translated, with the listeners that it
// is attached to.
import type { Route } from '../../resources/resource-set.ts'
import type { TranslatedRoute } from '../rules/translated-route.ts'
import type { AttachedListener, Attachment } from './attach-route.ts'

export interface AttachedRoute {
  readonly route: Route
  readonly translated: TranslatedRoute
  readonly attachments: readonly Attachment[]
  /** Of all parentRefs together, each listener once. */
  readonly listeners: readonly AttachedListener[]
}

/** Two parentRefs may lead to one listener; its rules are the same then, and stand there once. */
export function listenersOf(attachments: readonly Attachment[]): readonly AttachedListener[] {
  const all = attachments.flatMap(({ listeners }) => listeners)
  return [...new Map(all.map((listener) => [listener.name, listener])).values()]
}
