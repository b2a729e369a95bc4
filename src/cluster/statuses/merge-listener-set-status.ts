// What a ListenerSet's status becomes: its conditions, and its listeners.
import type { ListenerSetStatus } from '../../status/object-status.ts'
import { isRecord } from '../api/api-error.ts'
import { mergeConditions } from './merge-conditions.ts'
import { mergeListeners } from './merge-listeners.ts'

export function mergeListenerSetStatus(
  live: unknown,
  ours: ListenerSetStatus['status'],
  now: string,
) {
  const there = isRecord(live) ? live : {}
  return {
    conditions: mergeConditions(there['conditions'], ours.conditions, now),
    listeners: mergeListeners(there['listeners'], ours.listeners, now),
  }
}
