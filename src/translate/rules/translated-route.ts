// What the rules of a route come to, of whatever kind it is: what they match and do, and what there is to
// say of them.
import type { ObjectMeta } from '../../resources/object-meta.ts'
import type {
  HttpFilter,
  HttpRule,
  RuleMatch,
  StreamRule,
} from '../../snapshot/routing-snapshot.ts'
import { resolvedRefs } from '../../status/conditions/backend-ref-conditions.ts'
import type { Condition } from '../../status/condition.ts'
import {
  partiallyInvalid,
  type RuleProblem,
  rulesNotAccepted,
} from '../../status/conditions/rule-conditions.ts'
import { deepFrozen } from '../incremental/deep-frozen.ts'
import type { RouteOrder } from './precedence.ts'
import type { TranslatedRule } from './translated-rule.ts'

export interface TranslatedRoute {
  /** In the route's order; none where it is no HTTPRoute or GRPCRoute. Those of one rule share its object. */
  readonly matches: readonly RuleMatch[]
  /** Of a TLSRoute, TCPRoute or UDPRoute, which have no matches. */
  readonly rule?: StreamRule
  readonly order: RouteOrder
  /** Names of the backends that the rules use, mirrors included; sorted, each once. */
  readonly backends: readonly string[]
  readonly conditions: RuleConditions
}

/** What the rules say of the route; none has an observedGeneration yet. */
export interface RuleConditions {
  /** There where the route is not accepted by any parent. */
  readonly accepted?: RuleProblem
  readonly resolvedRefs: Condition
  /** Never beside `accepted`: "MUST NOT be set if a Route is fully valid, fully invalid, or not accepted". */
  readonly partiallyInvalid?: Condition
  /** Sentences on what is written in the route, or on its Services, and has no effect. */
  readonly notServed: readonly string[]
}

/** `notServed`: sentences on fields of the route; those on its Services come from its rules. */
export function translatedRoute(
  metadata: ObjectMeta,
  rules: readonly TranslatedRule[],
  notServed: readonly string[],
): TranslatedRoute {
  return deepFrozen({
    // A copy, without the room to grow that flatMap leaves: there may be thousands of routes.
    matches: rules.flatMap(({ matches }) => matches).slice(),
    order: orderOf(metadata),
    backends: backendsOf(rules.map(({ rule }) => rule)),
    conditions: {
      ...acceptance(rules),
      resolvedRefs: resolvedRefs(rules.flatMap(({ refProblems }) => refProblems)),
      notServed: [...notServed, ...new Set(rules.flatMap(({ notes }) => notes))],
    },
  })
}

export function orderOf({ creationTimestamp, namespace = '', name: own }: ObjectMeta): RouteOrder {
  const name = `${namespace}/${own}`
  return creationTimestamp === undefined ? { name } : { name, creationTimestamp }
}

/**
 * "This condition indicates that the Route contains a combination of both valid and invalid rules … the
 * "Accepted" condition MUST be set to "True"" (shared_types.go), but where the spec has a mistake cost the
 * whole route its acceptance, and where nothing of it serves. A rule is invalid, too, that is withheld or that
 * serves only in part.
 */
function acceptance(
  rules: readonly TranslatedRule[],
): Pick<RuleConditions, 'accepted' | 'partiallyInvalid'> {
  const problems = distinct(rules.flatMap((rule) => rule.problems))
  if (problems.length === 0) return {}
  const pathsOf = (isChosen: (rule: TranslatedRule) => boolean) =>
    rules.flatMap((rule, index) => (isChosen(rule) ? `spec.rules[${index}]` : []))
  const refused = pathsOf(servesNothing)
  const inPart = pathsOf((each) => !servesNothing(each) && each.problems.length > 0)
  const isPartial = refused.length < rules.length
  if (isPartial && !problems.some(({ isOfWholeRoute }) => isOfWholeRoute))
    return { partiallyInvalid: partiallyInvalid({ refused, inPart }, problems) }
  return { accepted: rulesNotAccepted(problems) }
}

/** What is said of the whole route is a problem of each of its rules. */
function distinct(problems: readonly RuleProblem[]): readonly RuleProblem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()]
}

/** It is refused, or each of its backendRefs is, for their filters. */
function servesNothing({ rule, problems }: TranslatedRule): boolean {
  if (rule.refused !== undefined) return true
  return (
    problems.length > 0 &&
    rule.backendRefs.every(({ weight, backend }) => weight === 0 || backend === null)
  )
}

function backendsOf(rules: readonly HttpRule[]): readonly string[] {
  const names = rules.flatMap(({ filters, backendRefs }) => [
    ...mirrorsIn(filters),
    ...backendRefs.flatMap((ref) => [ref.backend ?? [], mirrorsIn(ref.filters)].flat()),
  ])
  return [...new Set(names)].toSorted()
}

function mirrorsIn(filters: readonly HttpFilter[]): readonly string[] {
  return filters.flatMap((filter) =>
    filter.type === 'RequestMirror' && filter.backend !== null ? filter.backend : [],
  )
}
