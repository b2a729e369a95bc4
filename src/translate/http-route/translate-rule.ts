// One rule of an HTTPRoute: its matches, and what is done with the requests that meet them.
import { ruleName } from '../../snapshot/names.ts'
import type { HTTPRouteRule } from '../../resources/gateway-api.ts'
import { filtersIncompatible, type RuleProblem } from '../../status/conditions/rule-conditions.ts'
import { translateBackendRefs } from '../rules/backend-refs.ts'
import { filtersWithoutEffect } from './filters-without-effect.ts'
import { translateFilters } from '../rules/filters.ts'
import { matchCriteria } from './match-criteria.ts'
import { retryOf } from './retry.ts'
import type { RouteContext } from '../rules/route-context.ts'
import { timeoutsOf } from './timeouts.ts'
import { labelOf, ruleFrom, type TranslatedRule } from '../rules/translated-rule.ts'
import { unknownIn } from '../rules/unknown-in-rule.ts'
import { wildcardHints } from './wildcard-hints.ts'

export function translateRule(
  rule: HTTPRouteRule,
  index: number,
  context: RouteContext,
): TranslatedRule {
  const path = `spec.rules[${index}]`
  const name = ruleName(context.name, index)
  const criteria = rule.matches.map((match, at) => matchCriteria(match, `${path}.matches[${at}]`))
  const { timeouts, problems: badTimeouts } = timeoutsOf(rule, path)
  const { retry, problems: badRetry } = retryOf(rule, path)
  const matched = { path, matches: rule.matches }
  const translated = translateFilters(rule.filters ?? [], path, { rule: matched, context })
  const notes = [
    ...wildcardHints(rule.matches, path),
    ...translated.notes,
    ...filtersWithoutEffect(rule, path),
  ]
  const filters = { ...translated, notes }
  const backends = translateBackendRefs(rule, { path, name }, context)

  const whyRefused = [
    ...criteria.flatMap(({ problems }) => problems),
    ...filters.refused,
    ...redirectBesideBackends(rule, path),
    ...badTimeouts,
    ...badRetry,
    ...unknownIn(context, path),
  ]
  const served = {
    filters: filters.filters,
    backendRefs: backends.backendRefs,
    timeouts,
    ...(retry && { retry }),
  }
  const named = { name, ...labelOf(rule) }
  return ruleFrom({ named, path, criteria, whyRefused, served, filters, backends })
}

/** "RequestRedirect filter must not be used together with backendRefs" (a CEL rule of the CRD). */
function redirectBesideBackends(rule: HTTPRouteRule, path: string): readonly RuleProblem[] {
  const redirects = rule.filters?.some(({ type }) => type === 'RequestRedirect') ?? false
  if (!redirects || !rule.backendRefs?.length) return []
  return [filtersIncompatible(path, 'a RequestRedirect filter', 'backendRefs')]
}
