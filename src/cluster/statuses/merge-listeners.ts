// The listeners of a status, a Gateway's or a ListenerSet's: "A map list by name", of the listeners of its
// spec, and one that left the spec leaves the status.
import type { ListenerStatus } from '../../status/object-status.ts'
import { isRecord } from '../api/api-error.ts'
import { mergeConditions } from './merge-conditions.ts'

/** `live` is what the API server has. */
export function mergeListeners(live: unknown, ours: readonly ListenerStatus[], now: string) {
  const there: readonly unknown[] = Array.isArray(live) ? live : []
  return ours.map((listener) => {
    const known = there.find((one) => isRecord(one) && one['name'] === listener.name)
    const before = isRecord(known) ? known['conditions'] : undefined
    return { ...listener, conditions: mergeConditions(before, listener.conditions, now) }
  })
}
