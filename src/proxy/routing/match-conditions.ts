// What a match asks beside the path: method, headers, query parameters, all of which must hold
// ("Multiple match types are ANDed together", httproute_types.go).
import type { RuleMatch, ValueMatch } from '../../snapshot/routing-snapshot.ts'
import type { MatchSubject } from './match-subject.ts'
import { linearExpressionOf } from './linear-expression.ts'

/** 'undecided': it can't be said at a bearable cost. */
export type MatchResult = boolean | 'undecided'

/** What is asked stands beside how, so that `explain` can say which one failed. */
export interface MatchCondition {
  (asked: MatchSubject): MatchResult
  readonly wanted: ExpectedValue
}

export interface ExpectedValue {
  readonly part: 'path' | 'method' | 'header' | 'query parameter'
  /** Of the header or the parameter; '' for the others. */
  readonly name: string
  readonly type: 'Exact' | 'RegularExpression'
  readonly value: string
  valueIn(asked: MatchSubject): string | undefined
}

/** In an order that asks what is cheap first. */
export function matchConditionsOf({
  method,
  headers,
  queryParams,
}: RuleMatch): readonly MatchCondition[] {
  const conditions: MatchCondition[] = []
  if (method !== undefined) conditions.push(methodCondition(method))
  const values = [...headers.map(headerWanted), ...queryParams.map(paramWanted)]
  values.sort((a, b) => costOf(a) - costOf(b))
  for (const wanted of values) conditions.push(conditionOf(wanted))
  return conditions
}

/** By itself, as almost every request is asked it. */
function methodCondition(value: string): MatchCondition {
  const valueIn = (asked: MatchSubject) => asked.method
  const wanted: ExpectedValue = { part: 'method', name: '', type: 'Exact', value, valueIn }
  return Object.assign((asked: MatchSubject) => asked.method === value, { wanted })
}

/** An expression for the whole path. */
export function pathExpression(value: string): MatchCondition {
  const valueIn = (asked: MatchSubject) => asked.path
  return conditionOf({ part: 'path', name: '', type: 'RegularExpression', value, valueIn })
}

/** A condition that fails makes it false, whatever could not be decided before. */
export function allHold(conditions: readonly MatchCondition[], asked: MatchSubject): MatchResult {
  let answer: MatchResult = true
  for (const condition of conditions) {
    const holds = condition(asked)
    if (holds === false) return false
    if (holds === 'undecided') answer = holds
  }
  return answer
}

function headerWanted({ name, type, value }: ValueMatch): ExpectedValue {
  return { part: 'header', name, type, value, valueIn: (asked) => asked.header(name) }
}

function paramWanted({ name, type, value }: ValueMatch): ExpectedValue {
  return { part: 'query parameter', name, type, value, valueIn: (asked) => asked.queryParam(name) }
}

function conditionOf(wanted: ExpectedValue): MatchCondition {
  const { type, value, valueIn } = wanted
  if (type === 'Exact')
    return Object.assign((asked: MatchSubject) => valueIn(asked) === value, { wanted })
  const expression = linearExpressionOf(value)
  const holds = (asked: MatchSubject): MatchResult => {
    const text = valueIn(asked)
    return text !== undefined && expression(text, asked.effort)
  }
  return Object.assign(holds, { wanted })
}

function costOf({ type }: ExpectedValue): number {
  return type === 'Exact' ? 0 : 1
}
