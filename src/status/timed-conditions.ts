// When a condition last changed: "The last time the condition transitioned from one status to
// another" (metav1.Condition.lastTransitionTime). A new message or reason is no transition.
import type { Condition } from './condition.ts'

export interface TimedCondition extends Condition {
  /** RFC 3339, whole seconds. */
  readonly lastTransitionTime: string
}

/** What was said before of a condition, by whoever said it. */
export interface EarlierCondition {
  readonly type: string
  readonly status: string
  readonly lastTransitionTime: string
}

/** `now` is a time in RFC 3339. */
export function timedConditions(
  conditions: readonly Condition[],
  before: readonly EarlierCondition[],
  now: string,
): TimedCondition[] {
  return conditions.map((condition) => {
    const known = before.find(({ type }) => type === condition.type)
    const isSame = known?.status === condition.status
    return Object.assign({}, condition, {
      lastTransitionTime: isSame ? known.lastTransitionTime : now,
    })
  })
}
