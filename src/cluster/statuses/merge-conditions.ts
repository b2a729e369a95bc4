// Our conditions into a list that others may write to as well: "Implementations MUST always _merge_
// changes into Conditions of the same Type" (gateway_types.go, GatewayStatus.Conditions).
import type { Condition } from '../../status/condition.ts'
import { type EarlierCondition, timedConditions } from '../../status/timed-conditions.ts'
import { isRecord } from '../api/api-error.ts'

/**
 * The condition types that Rauta writes: what it said of these and says no more is removed, while any
 * other type in the same list belongs to someone else and stays.
 */
const ourConditionTypes: ReadonlySet<string> = new Set([
  'Accepted',
  'Programmed',
  'ResolvedRefs',
  'Conflicted',
  'OverlappingTLSConfig',
  'PartiallyInvalid',
  'SupportedVersion',
])

/** Ours first and in our order, then those of others as they are. */
export function mergeConditions(
  live: unknown,
  ours: readonly Condition[],
  now: string,
): readonly unknown[] {
  const there: readonly unknown[] = Array.isArray(live) ? live : []
  const said = new Set(ours.map(({ type }) => type))
  const others = there.filter(
    (condition) =>
      isRecord(condition) &&
      typeof condition['type'] === 'string' &&
      !said.has(condition['type']) &&
      !ourConditionTypes.has(condition['type']),
  )
  return [...timedConditions(ours, there.filter(isEarlier), now), ...others]
}

function isEarlier(condition: unknown): condition is EarlierCondition {
  return (
    isRecord(condition) &&
    ['type', 'status', 'lastTransitionTime'].every((name) => typeof condition[name] === 'string')
  )
}
