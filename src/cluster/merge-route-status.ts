// The parents of a route's status: "Implementations MUST update only entries that have a matching
// value of `controllerName`" and "MUST NOT update entries with non-matching `controllerName` fields"
// (shared_types.go, RouteStatus.Parents). Those stay as they are and where they are.
import { isDeepStrictEqual } from 'node:util'
import type { RouteParentStatus } from '../status/object-status.ts'
import { isRecord } from './api-error.ts'
import { mergeConditions } from './merge-conditions.ts'

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

export function mergeRouteStatus({ live, ours, controllerName, now }: RouteStatusMerge): {
  readonly parents: readonly unknown[]
} {
  const there: readonly unknown[] =
    isRecord(live) && Array.isArray(live['parents']) ? live['parents'] : []
  const toSay = [...ours]
  const kept = there.flatMap((entry) => {
    if (!isRecord(entry) || entry['controllerName'] !== controllerName) return [entry]
    const index = toSay.findIndex(({ parentRef }) => isSameRef(entry['parentRef'], parentRef))
    if (index < 0) return []
    const [parent] = toSay.splice(index, 1)
    return parent ? [said(parent, entry['conditions'], now)] : []
  })
  const room = Math.max(0, mostParents - kept.length)
  const added = toSay.slice(0, room).map((parent) => said(parent, undefined, now))
  return { parents: [...kept, ...added] }
}

function said(parent: RouteParentStatus, live: unknown, now: string) {
  const { parentRef, controllerName, conditions } = parent
  return { parentRef, controllerName, conditions: mergeConditions(live, conditions, now) }
}

const refFields = ['group', 'kind', 'namespace', 'name', 'sectionName', 'port'] as const

function isSameRef(live: unknown, ours: RouteParentStatus['parentRef']): boolean {
  return isRecord(live) && refFields.every((field) => isDeepStrictEqual(live[field], ours[field]))
}
