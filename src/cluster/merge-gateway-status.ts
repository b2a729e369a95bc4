// What a Gateway's status becomes. Only the fields that are ours: others that it may have (of a newer
// API, say) are not sent, and so they stay.
import type { GatewayStatus, ListenerStatus } from '../status/object-status.ts'
import { isRecord } from './api-error.ts'
import { mergeConditions } from './merge-conditions.ts'

export function mergeGatewayStatus(live: unknown, ours: GatewayStatus['status'], now: string) {
  const there = isRecord(live) ? live : {}
  const listeners: readonly unknown[] = Array.isArray(there['listeners']) ? there['listeners'] : []
  return {
    addresses: ours.addresses,
    conditions: mergeConditions(there['conditions'], ours.conditions, now),
    // "A map list by name", of the listeners of its spec: one that left the spec leaves the status.
    listeners: ours.listeners.map((listener) =>
      mergeListener(
        listeners.find((known) => isRecord(known) && known['name'] === listener.name),
        listener,
        now,
      ),
    ),
  }
}

function mergeListener(live: unknown, ours: ListenerStatus, now: string) {
  const there = isRecord(live) ? live['conditions'] : undefined
  return { ...ours, conditions: mergeConditions(there, ours.conditions, now) }
}
