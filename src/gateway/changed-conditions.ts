// What a change of statuses means to a person: conditions that went wrong, and those that were wrong
// and no longer are.
import type { StatusChange } from '../status/status-history.ts'
import type { TimedStatus } from '../status/transition-times.ts'
import type { Condition } from '../status/condition.ts'
import { isProblem, judgementsOf } from '../status/condition-problems.ts'
import { objectKey } from '../resources/object-key.ts'

export interface ChangedCondition {
  /** `HTTPRoute shop/cart` */
  readonly resource: string
  /** `listener http`, `Gateway web`; empty: the object itself. */
  readonly part: string
  readonly condition: Condition
  readonly isProblem: boolean
}

export function changedConditions({ previous, status }: StatusChange): ChangedCondition[] {
  if (!status) return []
  const before = new Map(previous ? conditionsOf(previous) : [])
  return conditionsOf(status).flatMap(([id, { part, condition }]) => {
    const known = before.get(id)?.condition
    const isWrong = isProblem(condition)
    const wasWrong = known !== undefined && isProblem(known)
    if ((!isWrong && !wasWrong) || (known && isSame(known, condition))) return []
    return [{ resource: objectKey(status), part, condition, isProblem: isWrong }]
  })
}

function conditionsOf(status: TimedStatus) {
  return judgementsOf(status).flatMap(({ part, conditions }) =>
    conditions.map((condition) => [`${part} ${condition.type}`, { part, condition }] as const),
  )
}

function isSame(a: Condition, b: Condition): boolean {
  return a.status === b.status && a.reason === b.reason && a.message === b.message
}
