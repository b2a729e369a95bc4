// What one of a rule's matches asks of a request. A match whose pattern can't be used stays as far as it
// is known, so that the rule, which is then refused, answers its requests and no other rule gets them.
import type { HTTPRouteMatch } from '../../resources/gateway-api.ts'
import type { PathMatch, RuleMatch, ValueMatch } from '../../snapshot/routing-snapshot.ts'
import { type RuleProblem, unusablePattern, valueNotServed } from '../../status/rule-conditions.ts'
import { anyValue, asFarAsKnown, whyUnusable } from './pattern.ts'

export type Criteria = Omit<RuleMatch, 'name' | 'rule'>

export interface MatchCriteria {
  /** Absent where nothing can be said of which requests are meant. */
  readonly criteria?: Criteria
  readonly problems: readonly RuleProblem[]
}

/** `path` is that of the match. */
export function matchCriteria(match: HTTPRouteMatch, path: string): MatchCriteria {
  const problems: RuleProblem[] = []
  const values = (list: readonly ValueMatch[], field: string) =>
    list.map((value, index) => valueMatch(value, `${path}.${field}[${index}]`, problems))

  const asked = pathMatch(match.path, `${path}.path`, problems)
  const headers = firstOfEachName(values((match.headers ?? []).map(lowerCased), 'headers'))
  const queryParams = firstOfEachName(values(match.queryParams ?? [], 'queryParams'))
  if (!asked) return { problems }
  const method = match.method === undefined ? {} : { method: match.method }
  return { criteria: { path: asked, ...method, headers, queryParams }, problems }
}

function pathMatch(
  { type, value }: PathMatch,
  path: string,
  problems: RuleProblem[],
): PathMatch | undefined {
  switch (type) {
    case 'Exact':
      return { type, value }
    case 'PathPrefix':
      // "When specified, a trailing `/` is ignored." (PathMatchType)
      return { type, value: value.replace(/\/$/, '') }
    case 'RegularExpression': {
      const why = whyUnusable(value)
      if (why === undefined) return { type, value }
      problems.push(unusablePattern(`${path}.value`, value, why))
      const known = asFarAsKnown(value)
      return known === undefined ? undefined : { type, value: known }
    }
    default:
      problems.push(valueNotServed(`${path}.type`, type, 'Exact, PathPrefix or RegularExpression'))
      return undefined
  }
}

function valueMatch(
  { name, type, value }: ValueMatch,
  path: string,
  problems: RuleProblem[],
): ValueMatch {
  switch (type) {
    case 'Exact':
      return { name, type, value }
    case 'RegularExpression': {
      const why = whyUnusable(value)
      if (why === undefined) return { name, type, value }
      problems.push(unusablePattern(`${path}.value`, value, why))
      return { name, type, value: anyValue }
    }
    default:
      problems.push(valueNotServed(`${path}.type`, type, 'Exact or RegularExpression'))
      return { name, type: 'RegularExpression', value: anyValue }
  }
}

function lowerCased({ name, type, value }: ValueMatch): ValueMatch {
  return { name: name.toLowerCase(), type, value }
}

/** "only the first entry with an equivalent name MUST be considered for a match" (HTTPHeaderMatch.Name) */
function firstOfEachName(values: readonly ValueMatch[]): readonly ValueMatch[] {
  const names = values.map(({ name }) => name)
  return values.filter(({ name }, index) => names.indexOf(name) === index)
}
