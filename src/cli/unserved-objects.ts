// Gateways, ListenerSets and routes that point at nothing, so that no controller serves them. They have no status
// that could say it: it is told beside the conditions.
import type { AppliedRound } from '../control/create-control-loop.ts'
import { keyOf } from '../resources/resource-set.ts'
import { objectKey } from './object-key.ts'
import { whyNotOurs } from './why-not-ours.ts'

/** By `Gateway shop/front`: why. */
export function unservedObjects({
  resources,
  statuses,
}: Pick<AppliedRound, 'resources' | 'statuses'>): ReadonlyMap<string, string> {
  const judged = new Set(statuses.map(objectKey))
  const unserved = new Map<string, string>()
  for (const map of [resources.Gateway, resources.ListenerSet, resources.HTTPRoute]) {
    for (const resource of map.values()) {
      const key = `${resource.kind} ${keyOf(resource)}`
      if (judged.has(key)) continue
      const { reason, isProblem } = whyNotOurs(resource, resources)
      if (isProblem) unserved.set(key, reason)
    }
  }
  return unserved
}
