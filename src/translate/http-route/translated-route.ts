// What the rules of a route come to, of whatever kind it is: what they match and do, and what there is to
// say of them.
import type { ObjectMeta } from '../../resources/object-meta.ts'
import type {
  HttpFilter,
  HttpRule,
  RuleMatch,
  StreamRule,
} from '../../snapshot/routing-snapshot.ts'
import { resolvedRefs } from '../../status/backend-ref-conditions.ts'
import type { Condition } from '../../status/condition.ts'
import {
  partiallyInvalid,
  type RuleProblem,
  rulesNotAccepted,
} from '../../status/rule-conditions.ts'
import { deepFrozen } from '../deep-frozen.ts'
import type { RouteOrder } from './precedence.ts'
import type { TranslatedRule } from './translate-rule.ts'

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
    matches: rules.flatMap(({ matches }) => matches),
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
 * A value that is not served makes the whole route not accepted: "Unknown values here must result in the
 * implementation setting the Accepted Condition for the Route to `status: False`, with a Reason of
 * `UnsupportedValue`", wherever httproute_types.go names a set of values. A combination that makes no
 * sense does so only where every rule has one: "If only a portion of Route Rules are invalid,
 * implementations MUST set the "PartiallyInvalid" condition for the Route." (HTTPRouteRule.Filters)
 */
function acceptance(
  rules: readonly TranslatedRule[],
): Pick<RuleConditions, 'accepted' | 'partiallyInvalid'> {
  const problems = rules.flatMap((rule) => rule.problems)
  if (problems.length === 0) return {}
  const refused = rules.flatMap(({ rule }, index) => (rule.refused === undefined ? [] : index))
  const isPartial = refused.length > 0 && refused.length < rules.length
  if (isPartial && problems.every(({ reason }) => reason === 'IncompatibleFilters')) {
    return { partiallyInvalid: partiallyInvalid(refused, problems) }
  }
  return { accepted: rulesNotAccepted(problems) }
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
