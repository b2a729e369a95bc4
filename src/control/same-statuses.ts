// Whether there is anything new to say: a sink is called only then, with all statuses, so that it also
// learns which objects went.
import { isDeepStrictEqual } from 'node:util'
import type { ObjectStatus } from '../status/object-status.ts'

export function isSameStatuses(a: readonly ObjectStatus[], b: readonly ObjectStatus[]): boolean {
  return (
    a.length === b.length &&
    a.every((status, index) => status === b[index] || isDeepStrictEqual(status, b[index]))
  )
}
