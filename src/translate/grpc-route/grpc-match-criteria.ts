// What one of a GRPCRoute rule's matches asks of a request, as of an HTTP request: gRPC's method is the
// path. As among HTTPRoutes, a match that can't be used stays as far as it is known, see
// ../http-route/match-criteria.ts.
import type { GRPCRouteMatch } from '../../resources/gateway-api.ts'
import type { PathMatch } from '../../snapshot/routing-snapshot.ts'
import {
  notOneName,
  type RuleProblem,
  unusablePattern,
  unknownValue,
} from '../../status/conditions/rule-conditions.ts'
import type { MatchCriteria } from '../rules/translated-rule.ts'
import { anyValue, asFarAsKnown, whyUnusable } from '../rules/pattern.ts'
import { headerMatches } from '../rules/value-matches.ts'
import { anyMethod, exactMethodPath, methodPatternPath } from '../words/method-path.ts'
import { wholeName } from './whole-name.ts'

type MethodMatch = NonNullable<GRPCRouteMatch['method']>

/** `path` is that of the match. */
export function grpcMatchCriteria(
  { method, headers: asked = [] }: GRPCRouteMatch,
  path: string,
): MatchCriteria {
  const problems: RuleProblem[] = []
  // "If this field is not specified, all services and methods will match." (GRPCRouteMatch.Method)
  const methodPath = method ? methodMatch(method, `${path}.method`, problems) : anyMethod
  const headers = headerMatches(asked, `${path}.headers`, problems)
  if (!methodPath) return { problems }
  return { criteria: { path: methodPath, headers, queryParams: [] }, problems }
}

function methodMatch(
  match: MethodMatch,
  path: string,
  problems: RuleProblem[],
): PathMatch | undefined {
  switch (match.type) {
    case 'Exact':
      // "Exact methods MUST be syntactically valid: Must not contain `/` character" (GRPCMethodMatchType)
      for (const field of ['service', 'method'] as const)
        if (match[field]?.includes('/')) problems.push(notOneName(`${path}.${field}`, match[field]))
      return exactMethodPath(match)
    case 'RegularExpression':
      return patternMatch(match, path, problems)
    default:
      problems.push(unknownValue(`${path}.type`, match.type, 'Exact or RegularExpression'))
      return undefined
  }
}

function patternMatch(
  { service: askedService = '', method: askedMethod = '' }: MethodMatch,
  path: string,
  problems: RuleProblem[],
): PathMatch | undefined {
  const service = namePattern(askedService, `${path}.service`, problems)
  const method = namePattern(askedMethod, `${path}.method`, problems)
  if (service === undefined) return undefined
  // Of a method that is unknown, all of the service's: but not those of all services.
  if (method === undefined)
    return service === '' ? undefined : methodPatternPath({ service, method: anyValue })
  const both = methodPatternPath({ service, method })
  const why = both.type === 'RegularExpression' ? whyUnusable(both.value) : undefined
  if (why === undefined) return both
  problems.push(unusablePattern(path, both.value, why))
  return undefined
}

/** What of it can be used; undefined where that is nothing. */
function namePattern(written: string, path: string, problems: RuleProblem[]): string | undefined {
  const read = wholeName(written)
  if ('pattern' in read) return read.pattern
  problems.push(unusablePattern(path, written, read.why))
  return asFarAsKnown(written)
}
