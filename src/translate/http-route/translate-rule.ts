// One rule of a route: its matches, and what is done with the requests that meet them. A rule that can't
// be served as written keeps its matches and is marked `refused`: its requests are answered with an
// error, and never fall through to a less specific rule.
import type { HTTPRouteRule } from '../../resources/gateway-api.ts'
import type { HttpRule, RuleMatch } from '../../snapshot/routing-snapshot.ts'
import type { RefProblem } from '../../status/backend-ref-conditions.ts'
import { filtersIncompatible, type RuleProblem } from '../../status/rule-conditions.ts'
import { type TranslatedBackendRefs, translateBackendRefs } from './backend-refs.ts'
import { filtersWithoutEffect } from './filters-without-effect.ts'
import { type TranslatedFilters, translateFilters } from './filters.ts'
import { type Criteria, type MatchCriteria, matchCriteria } from './match-criteria.ts'
import { retryOf } from './retry.ts'
import type { RouteContext } from './route-context.ts'
import { timeoutsOf } from './timeouts.ts'
import { wildcardHints } from './wildcard-hints.ts'

export interface TranslatedRule {
  readonly rule: HttpRule
  readonly matches: readonly RuleMatch[]
  readonly problems: readonly RuleProblem[]
  readonly refProblems: readonly RefProblem[]
  readonly notes: readonly string[]
  /** Paths of matches of which nobody can say what requests they are about; they are not in `matches`. */
  readonly adrift: readonly string[]
}

export function translateRule(
  rule: HTTPRouteRule,
  index: number,
  context: RouteContext,
): TranslatedRule {
  const path = `spec.rules[${index}]`
  const name = `${context.name}/rule/${index}`
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

/** The label of a rule that has a name. */
export function labelOf({ name }: { readonly name?: string }): Pick<HttpRule, 'label'> {
  return name === undefined ? {} : { label: name }
}

/** Puts the parts of a rule together, of whatever kind its route is. */
export function ruleFrom(parts: {
  readonly named: Pick<HttpRule, 'name' | 'label' | 'isGrpc'>
  /** Where it stands in the route. */
  readonly path: string
  readonly criteria: readonly MatchCriteria[]
  readonly whyRefused: readonly RuleProblem[]
  readonly served: Omit<HttpRule, 'name' | 'label' | 'isGrpc' | 'refused'>
  readonly filters: TranslatedFilters
  readonly backends: TranslatedBackendRefs
}): TranslatedRule {
  const { named, path, criteria, whyRefused, served, filters, backends } = parts
  const [refused] = whyRefused
  const rule: HttpRule = refused ? refusedRule(named, refused.message) : { ...named, ...served }
  return {
    rule,
    matches: criteria.flatMap(({ criteria: asked }, at) =>
      asked ? ruleMatch(`${named.name}/match/${at}`, asked, rule) : [],
    ),
    problems: [...whyRefused, ...backends.problems],
    refProblems: [...filters.refProblems, ...backends.refProblems],
    notes: [...filters.notes, ...backends.notes],
    adrift: criteria.flatMap(({ criteria: asked }, at) => (asked ? [] : `${path}.matches[${at}]`)),
  }
}

/** The rule, answering with an error, for a reason that lies outside of it. */
export function withheld(translated: TranslatedRule, why: string): TranslatedRule {
  const rule = refusedRule(translated.rule, why)
  const matches = translated.matches.map(({ name, rule: _rule, ...asked }) =>
    ruleMatch(name, asked, rule),
  )
  return { ...translated, rule, matches }
}

function refusedRule(
  { name, label, isGrpc }: Pick<HttpRule, 'name' | 'label' | 'isGrpc'>,
  refused: string,
): HttpRule {
  const named = { name, ...(isGrpc && { isGrpc }), ...(label !== undefined && { label }) }
  return { ...named, filters: [], backendRefs: [], timeouts: {}, refused }
}

function ruleMatch(name: string, criteria: Criteria, rule: HttpRule): RuleMatch {
  return { name, ...criteria, rule }
}

/** "RequestRedirect filter must not be used together with backendRefs" (a CEL rule of the CRD). */
function redirectBesideBackends(rule: HTTPRouteRule, path: string): readonly RuleProblem[] {
  const redirects = rule.filters?.some(({ type }) => type === 'RequestRedirect') ?? false
  if (!redirects || !rule.backendRefs?.length) return []
  return [filtersIncompatible(path, 'a RequestRedirect filter', 'backendRefs')]
}
