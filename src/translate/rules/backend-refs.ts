// A rule's backendRefs. Invalid ones stay, because their share of the requests is to be answered: "When a
// HTTPBackendRef is invalid, 500 status codes MUST be returned for requests that would have otherwise
// been routed to an invalid backend." (HTTPRouteRule.BackendRefs)
import { backendRefName, type RuleName } from '../../snapshot/names.ts'
import type { HTTPBackendRef, HTTPRouteFilter, HTTPRouteRule } from '../../resources/gateway-api.ts'
import type { BackendRef } from '../../snapshot/routing-snapshot.ts'
import type { RefProblem } from '../../status/conditions/backend-ref-conditions.ts'
import { filtersIncompatible, type RuleProblem } from '../../status/conditions/rule-conditions.ts'
import { type TranslatedFilters, translateFilters } from './filters.ts'
import { resolveBackendRef } from './resolve-backend-ref.ts'
import type { RouteContext } from './route-context.ts'

export interface TranslatedBackendRefs {
  readonly backendRefs: readonly BackendRef[]
  /** Of their filters. The rule serves, those backendRefs don't. */
  readonly problems: readonly RuleProblem[]
  readonly refProblems: readonly RefProblem[]
  readonly notes: readonly string[]
}

interface TranslatedBackendRef extends Omit<TranslatedBackendRefs, 'backendRefs'> {
  readonly backendRef: BackendRef
}

/** What a rule of any kind of HTTP has of it; `matches` say what a prefix that is replaced may be. */
export type RuleWithBackends = Pick<HTTPRouteRule, 'backendRefs' | 'filters' | 'matches'>

/** `path` and `name` are the rule's, in the route and in the snapshot. */
export function translateBackendRefs(
  rule: RuleWithBackends,
  names: { readonly path: string; readonly name: RuleName },
  context: RouteContext,
): TranslatedBackendRefs {
  const each = (rule.backendRefs ?? []).map((ref, index) => {
    const path = `${names.path}.backendRefs[${index}]`
    const filters = backendRefFilters(ref, { path, rulePath: names.path, rule, context })
    return translateBackendRef(
      ref,
      { path, name: backendRefName(names.name, index) },
      { filters, context },
    )
  })
  const backendRefs = each.map(({ backendRef }) => backendRef)
  return {
    // "If weight is set to 0, no traffic should be forwarded for this entry": with all at 0 there is
    // nowhere to go, as with no backendRefs.
    backendRefs: backendRefs.every(({ weight }) => weight === 0) ? [] : backendRefs,
    problems: each.flatMap(({ problems }) => problems),
    refProblems: each.flatMap(({ refProblems }) => refProblems),
    notes: each.flatMap(({ notes }) => notes),
  }
}

function translateBackendRef(
  ref: HTTPBackendRef,
  { path, name }: { readonly path: string; readonly name: string },
  { filters, context }: { readonly filters: TranslatedFilters; readonly context: RouteContext },
): TranslatedBackendRef {
  const resolved = resolveBackendRef(path, ref, context)
  const refProblem = 'reason' in resolved ? resolved : undefined
  const invalid = refProblem ?? filters.refused[0]
  const problems = {
    problems: filters.refused,
    refProblems: refProblem ? [refProblem, ...filters.refProblems] : filters.refProblems,
    notes: 'reason' in resolved ? filters.notes : [...resolved.notes, ...filters.notes],
  }
  if (invalid || 'reason' in resolved) {
    const none = { backend: null, filters: [], ...(invalid && { invalid: invalid.message }) }
    return { backendRef: { name, weight: ref.weight, ...none }, ...problems }
  }
  const { backend } = resolved
  return {
    backendRef: { name, weight: ref.weight, backend, filters: filters.filters },
    ...problems,
  }
}

/**
 * "Filters defined at this level should be executed if and only if the request is being forwarded to the
 * backend defined here." All types that a rule may have may stand here too: a RequestRedirect answers the
 * backend's share of the requests.
 */
function backendRefFilters(
  { filters = [] }: HTTPBackendRef,
  place: {
    readonly path: string
    readonly rulePath: string
    readonly rule: RuleWithBackends
    readonly context: RouteContext
  },
): TranslatedFilters {
  const { path, rulePath, rule, context } = place
  const { matches } = rule
  const translated = translateFilters(filters, path, { rule: { path: rulePath, matches }, context })
  const problem = clashWithRule(filters, rule.filters ?? [], `${path}.filters`)
  return problem ? { ...translated, refused: [...translated.refused, problem] } : translated
}

/**
 * The rule's filters come first: what these have rewritten is neither redirected nor has its prefix
 * still, and who may read an answer is said once.
 */
function clashWithRule(
  filters: readonly HTTPRouteFilter[],
  ofRule: readonly HTTPRouteFilter[],
  path: string,
): RuleProblem | undefined {
  const rewrites = ofRule.filter(({ type }) => type === 'URLRewrite')
  if (rewrites.length > 0 && filters.some(({ type }) => type === 'RequestRedirect')) {
    return filtersIncompatible(path, 'RequestRedirect', "the rule's URLRewrite")
  }
  const hasCors = ({ type }: HTTPRouteFilter): boolean => type === 'CORS'
  if (filters.some(hasCors) && ofRule.some(hasCors)) {
    return filtersIncompatible(path, 'CORS', "the rule's CORS")
  }
  const replacesPrefix = filters.some(
    ({ type, urlRewrite }) =>
      type === 'URLRewrite' && urlRewrite?.path?.type === 'ReplacePrefixMatch',
  )
  if (replacesPrefix && rewrites.some(({ urlRewrite }) => urlRewrite?.path)) {
    return filtersIncompatible(
      path,
      'ReplacePrefixMatch',
      'a path that the URLRewrite of the rule made',
    )
  }
  return undefined
}
