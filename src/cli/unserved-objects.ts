// Gateways, ListenerSets and routes that point at nothing, so that no controller serves them. They have no status
// that could say it: it is told beside the conditions.
import type { AppliedRound } from '../control/create-control-loop.ts'
import type { Gateway, ListenerSet } from '../resources/gateway-api.ts'
import { keyOf, type Route, routeKinds } from '../resources/resource-set.ts'
import { objectKey } from './object-key.ts'
import { type Scope, whyNotOurs } from './why-not-ours.ts'

export interface UnservedObject {
  readonly about: Gateway | ListenerSet | Route
  /** Why. */
  readonly message: string
}

/** By `Gateway shop/front`. */
export type UnservedObjects = ReadonlyMap<string, UnservedObject>

export function unservedObjects(
  { resources, statuses }: Pick<AppliedRound, 'resources' | 'statuses'>,
  scope: Scope = 'manifests',
): UnservedObjects {
  const judged = new Set(statuses.map(objectKey))
  const unserved = new Map<string, UnservedObject>()
  for (const kind of ['Gateway', 'ListenerSet', ...routeKinds] as const) {
    for (const about of resources[kind].values()) {
      const key = `${about.kind} ${keyOf(about)}`
      if (judged.has(key)) continue
      const { reason, isProblem } = whyNotOurs(about, resources, scope)
      if (isProblem) unserved.set(key, { about, message: reason })
    }
  }
  return unserved
}
