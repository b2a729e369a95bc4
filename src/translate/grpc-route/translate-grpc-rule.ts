// One rule of a GRPCRoute, made of the parts of an HTTPRoute's: its filters and backendRefs are some of
// those that an HTTPRoute may have, and are served alike.
import { ruleName } from '../../snapshot/names.ts'
import type { GRPCRouteRule } from '../../resources/gateway-api.ts'
import { translateBackendRefs } from '../rules/backend-refs.ts'
import { translateFilters } from '../rules/filters.ts'
import type { RouteContext } from '../rules/route-context.ts'
import { labelOf, ruleFrom, type TranslatedRule } from '../rules/translated-rule.ts'
import { unknownIn } from '../rules/unknown-in-rule.ts'
import { grpcMatchCriteria } from './grpc-match-criteria.ts'

export function translateGrpcRule(
  rule: GRPCRouteRule,
  index: number,
  context: RouteContext,
): TranslatedRule {
  const path = `spec.rules[${index}]`
  const name = ruleName(context.name, index)
  const criteria = matchesOf(rule).map((match, at) =>
    grpcMatchCriteria(match, `${path}.matches[${at}]`),
  )
  // No filter of a GRPCRoute replaces a prefix, so that none asks which prefixes there are.
  const matched = { path, matches: [] }
  const filters = translateFilters(rule.filters ?? [], path, { rule: matched, context })
  const backends = translateBackendRefs({ ...rule, matches: [] }, { path, name }, context)
  return ruleFrom({
    named: { name, isGrpc: true, ...labelOf(rule) },
    path,
    criteria,
    whyRefused: [
      ...criteria.flatMap(({ problems }) => problems),
      ...filters.refused,
      ...unknownIn(context, path),
    ],
    served: { filters: filters.filters, backendRefs: backends.backendRefs, timeouts: {} },
    filters,
    backends,
  })
}

/** "If no matches are specified, the implementation MUST match every gRPC request." */
function matchesOf({ matches = [] }: GRPCRouteRule): NonNullable<GRPCRouteRule['matches']> {
  return matches.length === 0 ? [{}] : matches
}
