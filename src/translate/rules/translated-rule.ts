// A rule of a route of whatever kind, translated: put together from its parts, or withheld. A rule that can't
// be served as written keeps its matches and is marked `refused`: its requests are answered with an
// error, and never fall through to a less specific rule.
import { matchName, type RuleName } from '../../snapshot/names.ts'
import type { HttpRule, RuleMatch } from '../../snapshot/routing-snapshot.ts'
import type { RefProblem } from '../../status/conditions/backend-ref-conditions.ts'
import type { RuleProblem } from '../../status/conditions/rule-conditions.ts'
import type { TranslatedBackendRefs } from './backend-refs.ts'
import type { TranslatedFilters } from './filters.ts'

export interface TranslatedRule {
  readonly rule: HttpRule
  readonly matches: readonly RuleMatch[]
  readonly problems: readonly RuleProblem[]
  readonly refProblems: readonly RefProblem[]
  readonly notes: readonly string[]
  /** Paths of matches of which nobody can say what requests they are about; they are not in `matches`. */
  readonly adrift: readonly string[]
}

export type Criteria = Omit<RuleMatch, 'name' | 'rule'>

export interface MatchCriteria {
  /** Absent where nothing can be said of which requests are meant. */
  readonly criteria?: Criteria
  readonly problems: readonly RuleProblem[]
}

/** The label of a rule that has a name. */
export function labelOf({ name }: { readonly name?: string }): Pick<HttpRule, 'label'> {
  return name === undefined ? {} : { label: name }
}

/** Puts the parts of a rule together, of whatever kind its route is. */
export function ruleFrom(parts: {
  readonly named: Pick<HttpRule, 'label' | 'isGrpc'> & { readonly name: RuleName }
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
      asked ? ruleMatch(matchName(named.name, at), asked, rule) : [],
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
