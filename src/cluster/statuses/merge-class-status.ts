// What a GatewayClass's status becomes: its conditions, and what is claimed to be supported.
import type { GatewayClassStatus } from '../../status/object-status.ts'
import { isRecord } from '../api/api-error.ts'
import { mergeConditions } from './merge-conditions.ts'

export function mergeClassStatus(live: unknown, ours: GatewayClassStatus['status'], now: string) {
  const there = isRecord(live) ? live['conditions'] : undefined
  return {
    conditions: mergeConditions(there, ours.conditions, now),
    supportedFeatures: ours.supportedFeatures,
  }
}
