// Lists in a status that several controllers write to, a route's parents and a policy's ancestors:
// "Implementations MUST update only entries that have a matching value of `controllerName`"
// (shared_types.go); "MUST be treated as a map with a composite key, made up of the AncestorRef and
// ControllerName" (policy_types.go). The entries of others stay as they are and where they are.
import { isDeepStrictEqual } from 'node:util'
import type { Condition } from '../../status/condition.ts'
import { isRecord } from '../api/api-error.ts'
import { mergeConditions } from './merge-conditions.ts'

export interface ManagedEntry {
  readonly controllerName: string
  readonly conditions: readonly Condition[]
}

export interface EntriesMerge<Entry extends ManagedEntry> {
  /** As the API server has it. */
  readonly live: unknown
  /** Entries of ours that are not here are removed. */
  readonly ours: readonly Entry[]
  /** Which of its fields says what an entry is about. */
  readonly refOf: keyof Entry & string
  readonly controllerName: string
  readonly most: number
  readonly now: string
}

export function mergeEntries<Entry extends ManagedEntry>(merge: EntriesMerge<Entry>): unknown[] {
  const { live, ours, refOf, controllerName, most, now } = merge
  const there: readonly unknown[] = Array.isArray(live) ? live : []
  const toSay = [...ours]
  const kept = there.flatMap((entry) => {
    if (!isRecord(entry) || entry['controllerName'] !== controllerName) return [entry]
    const index = toSay.findIndex((own) => isSameRef(entry[refOf], own[refOf]))
    if (index < 0) return []
    const [own] = toSay.splice(index, 1)
    return own ? [said(own, entry['conditions'], now)] : []
  })
  const room = Math.max(0, most - kept.length)
  const added = toSay.slice(0, room).map((own) => said(own, undefined, now))
  return [...kept, ...added]
}

function said(own: ManagedEntry, live: unknown, now: string) {
  return { ...own, conditions: mergeConditions(live, own.conditions, now) }
}

const refFields = ['group', 'kind', 'namespace', 'name', 'sectionName', 'port'] as const

function isSameRef(live: unknown, own: unknown): boolean {
  return (
    isRecord(live) &&
    isRecord(own) &&
    refFields.every((field) => isDeepStrictEqual(live[field], own[field]))
  )
}
