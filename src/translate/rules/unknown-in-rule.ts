// Why a rule is refused for fields that are not known: its own, and those of its route.
import type { RuleProblem } from '../../status/conditions/rule-conditions.ts'
import { unknownInRoute, unknownInRule } from '../../status/conditions/unknown-field-conditions.ts'
import { outside, within } from '../fields/unknown-fields.ts'
import type { RouteContext } from './route-context.ts'

export function unknownIn(
  { unknown }: Pick<RouteContext, 'unknown'>,
  path: string,
): readonly RuleProblem[] {
  return [...within(unknown, path).map(unknownInRule), ...unknownOutsideRules(unknown)]
}

export function unknownOutsideRules(unknown: readonly string[]): readonly RuleProblem[] {
  return outside(unknown, ['spec.rules']).map(unknownInRoute)
}
