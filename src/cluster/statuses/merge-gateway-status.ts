// What a Gateway's status becomes. Only the fields that are ours: others that it may have (of a newer
// API, say) are not sent, and so they stay.
import type { GatewayStatus } from '../../status/object-status.ts'
import { isRecord } from '../api/api-error.ts'
import { mergeConditions } from './merge-conditions.ts'
import { mergeListeners } from './merge-listeners.ts'

export function mergeGatewayStatus(live: unknown, ours: GatewayStatus['status'], now: string) {
  const there = isRecord(live) ? live : {}
  return {
    addresses: ours.addresses,
    conditions: mergeConditions(there['conditions'], ours.conditions, now),
    listeners: mergeListeners(there['listeners'], ours.listeners, now),
    ...attachedListenerSets(there['attachedListenerSets'], ours.attachedListenerSets),
  }
}

/** A Gateway that allows none any more, and had some, has 0. */
function attachedListenerSets(live: unknown, ours: number | undefined) {
  if (ours === undefined && live === undefined) return {}
  return { attachedListenerSets: ours ?? 0 }
}
