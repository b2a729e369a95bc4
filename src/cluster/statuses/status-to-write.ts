// Whether an object's status has to be written, and with what: the comparison that every write, and
// every retry, starts from.
import { mergeConditions } from './merge-conditions.ts'
import { isDeepStrictEqual } from 'node:util'
import { isRouteKind } from '../../resources/resource-set.ts'
import {
  isRouteStatus,
  type ObjectStatus,
  type GatewayClassStatus,
} from '../../status/object-status.ts'
import { isRecord } from '../api/api-error.ts'
import type { LiveObject } from '../watch/live-object.ts'
import { mergeGatewayStatus } from './merge-gateway-status.ts'
import { mergeListenerSetStatus } from './merge-listener-set-status.ts'
import { mergePolicyStatus } from './merge-policy-status.ts'
import { mergeRouteStatus } from './merge-route-status.ts'

export interface DesiredStatus {
  readonly live: LiveObject
  /** Nothing where the object is not ours, or no longer. */
  readonly wanted: ObjectStatus | undefined
  readonly controllerName: string
  /** RFC 3339, whole seconds. */
  readonly now: string
}

/** Fields of the status, or nothing where the API server has them so already. */
export function statusToWrite(wish: DesiredStatus): Readonly<Record<string, unknown>> | undefined {
  const { live, wanted } = wish
  // Of another generation than was judged: the judgement of that one is on its way, and "if the
  // `observedGeneration` of a Condition is _greater than_ the value the implementation knows about,
  // then it MUST NOT perform the update" (gateway_types.go).
  if (wanted && wanted.generation !== live.generation) return undefined
  const merged = merge(wish)
  const there = isRecord(live.status) ? live.status : {}
  const isSaid = Object.entries(merged).every(([field, value]) =>
    isDeepStrictEqual(there[field] ?? [], value),
  )
  return isSaid ? undefined : merged
}

function merge({
  live,
  wanted,
  controllerName,
  now,
}: DesiredStatus): Readonly<Record<string, unknown>> {
  if (isRouteKind(live.kind)) {
    const ours = wanted && isRouteStatus(wanted) ? wanted.status.parents : []
    return mergeRouteStatus({ live: live.status, ours, controllerName, now })
  }
  if (live.kind === 'BackendTLSPolicy') {
    const ours = wanted?.kind === 'BackendTLSPolicy' ? wanted.status.ancestors : []
    return mergePolicyStatus({ live: live.status, ours, controllerName, now })
  }
  // Nothing in these tells who wrote a condition, and another controller may be the writer by now.
  if (!wanted) return {}
  if (wanted.kind === 'Gateway') return mergeGatewayStatus(live.status, wanted.status, now)
  if (wanted.kind === 'ListenerSet') return mergeListenerSetStatus(live.status, wanted.status, now)
  if (wanted.kind === 'GatewayClass') return mergeClassStatus(live.status, wanted.status, now)
  return {}
}

/** What a GatewayClass's status becomes: its conditions, and what is claimed to be supported. */
function mergeClassStatus(live: unknown, ours: GatewayClassStatus['status'], now: string) {
  const there = isRecord(live) ? live['conditions'] : undefined
  return {
    conditions: mergeConditions(there, ours.conditions, now),
    supportedFeatures: ours.supportedFeatures,
  }
}
