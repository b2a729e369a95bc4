// What one of a rule's matches asks of a request. A match whose pattern can't be used stays as far as it
// is known, so that the rule, which is then refused, answers its requests and no other rule gets them.
import { httpMethods } from '../rules/http-methods.ts'
import type { HTTPRouteMatch } from '../../resources/gateway-api.ts'
import { normalPath } from '../../snapshot/normal-path.ts'
import type { PathMatch } from '../../snapshot/routing-snapshot.ts'
import {
  type RuleProblem,
  unusablePattern,
  unknownValue,
} from '../../status/conditions/rule-conditions.ts'
import type { MatchCriteria } from '../rules/translated-rule.ts'
import { pathPattern } from '../rules/path-pattern.ts'
import { asFarAsKnown } from '../rules/pattern.ts'
import { headerMatches, valueMatches } from '../rules/value-matches.ts'

/** `path` is that of the match. */
export function matchCriteria(match: HTTPRouteMatch, path: string): MatchCriteria {
  const problems: RuleProblem[] = []
  const asked = pathMatch(match.path, `${path}.path`, problems)
  const headers = headerMatches(match.headers ?? [], `${path}.headers`, problems)
  const queryParams = valueMatches(match.queryParams ?? [], `${path}.queryParams`, problems)
  if (match.method !== undefined && !httpMethods.includes(match.method))
    problems.push(unknownValue(`${path}.method`, match.method, httpMethods.join(', ')))
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
      return { type, value: normalPath(value) }
    case 'PathPrefix':
      // "When specified, a trailing `/` is ignored." (PathMatchType)
      return { type, value: normalPath(value).replace(/\/$/, '') }
    case 'RegularExpression': {
      const read = pathPattern(value)
      if ('pattern' in read) return { type, value: read.pattern }
      problems.push(unusablePattern(`${path}.value`, value, read.why))
      const known = asFarAsKnown(value)
      return known === undefined ? undefined : { type, value: known }
    }
    default:
      problems.push(unknownValue(`${path}.type`, type, 'Exact, PathPrefix or RegularExpression'))
      return undefined
  }
}
