// What a match asks beside the path: method, headers, query parameters, all of which must hold
// ("Multiple match types are ANDed together", httproute_types.go).
import type { RuleMatch, ValueMatch } from '../../snapshot/routing-snapshot.ts'
import type { Asked } from './asked.ts'
import { linearExpressionOf } from './linear-expression.ts'

/** 'undecided': it can't be said at a bearable cost. */
export type Answer = boolean | 'undecided'
export type Condition = (asked: Asked) => Answer

/** In an order that asks what is cheap first. */
export function conditionsOf({ method, headers, queryParams }: RuleMatch): readonly Condition[] {
  const conditions: Condition[] = []
  if (method !== undefined) conditions.push((asked) => asked.method === method)
  const values = [
    ...headers.map((match) => ({ match, valueIn: (asked: Asked) => asked.header(match.name) })),
    ...queryParams.map((match) => ({
      match,
      valueIn: (asked: Asked) => asked.queryParam(match.name),
    })),
  ]
  values.sort((a, b) => costOf(a.match) - costOf(b.match))
  for (const { match, valueIn } of values) conditions.push(valueCondition(match, valueIn))
  return conditions
}

/** Whether the whole of a text matches. */
export function expressionCondition(
  pattern: string,
  textOf: (asked: Asked) => string | undefined,
): Condition {
  const expression = linearExpressionOf(pattern)
  return (asked) => {
    const text = textOf(asked)
    return text !== undefined && expression(text, asked.effort)
  }
}

/** A condition that fails makes it false, whatever could not be decided before. */
export function allHold(conditions: readonly Condition[], asked: Asked): Answer {
  let answer: Answer = true
  for (const condition of conditions) {
    const holds = condition(asked)
    if (holds === false) return false
    if (holds === 'undecided') answer = holds
  }
  return answer
}

function valueCondition(
  { type, value }: ValueMatch,
  valueIn: (asked: Asked) => string | undefined,
): Condition {
  if (type === 'RegularExpression') return expressionCondition(value, valueIn)
  return (asked) => valueIn(asked) === value
}

function costOf({ type }: ValueMatch): number {
  return type === 'Exact' ? 0 : 1
}
