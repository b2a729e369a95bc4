// Remembers what was said of each object, so that only what is new is said.
import { isDeepStrictEqual } from 'node:util'
import { keyOf } from '../resources/resource-set.ts'
import type { ObjectStatus } from '../status/object-status.ts'

export interface SaidStatuses {
  /** Those that differ from what was said last; they count as said from now on. */
  changed(statuses: readonly ObjectStatus[]): readonly ObjectStatus[]
  /** Saying these failed: they are new again. */
  unsay(statuses: readonly ObjectStatus[]): void
}

export function createSaidStatuses(): SaidStatuses {
  let said = new Map<string, ObjectStatus>()
  return {
    changed(statuses) {
      // A map of its own each time: an object that went and comes again is new.
      const now = new Map(statuses.map((status) => [idOf(status), status]))
      const before = said
      said = now
      return statuses.filter((status) => {
        const known = before.get(idOf(status))
        return known !== status && !isDeepStrictEqual(known, status)
      })
    },
    unsay(statuses) {
      for (const status of statuses) said.delete(idOf(status))
    },
  }
}

function idOf({ kind, namespace, name }: ObjectStatus): string {
  const metadata = namespace === undefined ? { name } : { namespace, name }
  return `${kind} ${keyOf({ metadata })}`
}
