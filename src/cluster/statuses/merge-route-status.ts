// The parents of a route's status.
import type { RouteParentStatus } from '../../status/object-status.ts'
import { isRecord } from '../api/api-error.ts'
import { mergeEntries } from './merge-entries.ts'

/** "A maximum of 32 Gateways will be represented in this list." */
const mostParents = 32

export interface RouteStatusMerge {
  /** The route's status as the API server has it. */
  readonly live: unknown
  /** None where the route has no parent of ours any more: our entries are removed. */
  readonly ours: readonly RouteParentStatus[]
  readonly controllerName: string
  readonly now: string
}

export function mergeRouteStatus({ live, ...merge }: RouteStatusMerge): {
  readonly parents: readonly unknown[]
} {
  const there = isRecord(live) ? live['parents'] : undefined
  return {
    parents: mergeEntries({ ...merge, live: there, refOf: 'parentRef', most: mostParents }),
  }
}
