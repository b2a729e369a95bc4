// A TLSRoute, TCPRoute or UDPRoute without its parents: its one rule, and what there is to say of it.
// Where it is attached is decided elsewhere, so that a change of a Gateway leaves this as it is.
import { backendRefName, ruleName } from '../../snapshot/names.ts'
import type { TCPRoute, TLSRoute, UDPRoute } from '../../resources/gateway-api.ts'
import type { StreamBackendRef, StreamRule } from '../../snapshot/routing-snapshot.ts'
import { type RefProblem, resolvedRefs } from '../../status/conditions/backend-ref-conditions.ts'
import {
  fieldNotServed,
  furtherRules,
  type RuleProblem,
  rulesNotAccepted,
} from '../../status/conditions/rule-conditions.ts'
import { deepFrozen } from '../incremental/deep-frozen.ts'
import { resolveBackendRef } from '../rules/resolve-backend-ref.ts'
import { contextOf, type RouteContext } from '../rules/route-context.ts'
import { orderOf, type TranslatedRoute } from '../rules/translated-route.ts'
import { unknownIn } from '../rules/unknown-in-rule.ts'
import { memoised, type Reads } from '../incremental/reads.ts'

export type StreamRoute = TLSRoute | TCPRoute | UDPRoute

type Rule = StreamRoute['spec']['rules'][number]
type BackendRef = Rule['backendRefs'][number]

/** The same route and the same answers of `reads` give the same object. */
export const translateStreamRoute = memoised(
  (route: StreamRoute, reads: Reads): TranslatedRoute => {
    const context = contextOf(route, reads, 0)
    // "MaxItems=1" of each of the three kinds; v1alpha2 takes more, with nothing that would tell them apart.
    const [rule, ...others] = route.spec.rules
    const problems = unknownIn(context, 'spec.rules[0]')
    const refs = (rule?.backendRefs ?? []).map((ref, index) =>
      translateRef(ref, { index, problems }, context),
    )
    const translated = rule && streamRule(rule, refs, context)
    const backends = refs.flatMap(({ backendRef }) => backendRef.backend ?? [])
    return deepFrozen({
      matches: [],
      ...(translated && { rule: translated }),
      order: orderOf(route.metadata),
      backends: [...new Set(backends)].toSorted(),
      conditions: {
        ...(problems.length > 0 && { accepted: rulesNotAccepted(problems) }),
        resolvedRefs: resolvedRefs(refs.flatMap(({ problem }) => problem ?? [])),
        ...(others.length > 0 &&
          problems.length === 0 && {
            partiallyInvalid: furtherRules(others.map((_rule, at) => `spec.rules[${at + 1}]`)),
          }),
        notServed: [
          ...(route.spec.useDefaultGateways === 'All'
            ? [fieldNotServed('spec.useDefaultGateways')]
            : []),
          ...new Set(refs.flatMap(({ notes }) => notes)),
        ],
      },
    })
  },
)

interface TranslatedRef {
  readonly backendRef: StreamBackendRef
  readonly problem?: RefProblem
  readonly notes: readonly string[]
}

/**
 * Invalid ones stay: "if an invalid backend is requested to have 80% of connections, then 80% of
 * connections must be rejected instead" (tcproute_types.go; of the other two in like words).
 */
function translateRef(
  ref: BackendRef,
  { index, problems }: { readonly index: number; readonly problems: readonly RuleProblem[] },
  context: RouteContext,
): TranslatedRef {
  const resolved = resolveBackendRef(`spec.rules[0].backendRefs[${index}]`, ref, context)
  const named = { name: backendRefName(ruleName(context.name, 0), index), weight: ref.weight }
  if ('reason' in resolved)
    return {
      backendRef: { ...named, backend: null, invalid: resolved.message },
      problem: resolved,
      notes: [],
    }
  const [refused] = problems
  if (refused)
    return { backendRef: { ...named, backend: null, invalid: refused.message }, notes: [] }
  return { backendRef: { ...named, backend: resolved.backend }, notes: resolved.notes }
}

function streamRule(
  { name }: Rule,
  refs: readonly TranslatedRef[],
  context: RouteContext,
): StreamRule {
  return {
    name: ruleName(context.name, 0),
    ...(name !== undefined && { label: name }),
    backendRefs: refs.map(({ backendRef }) => backendRef),
  }
}
