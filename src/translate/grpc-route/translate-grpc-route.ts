// A GRPCRoute without its parents: what its rules match and do, and what there is to say of them, in the
// same words as an HTTPRoute's. Where it is attached is decided elsewhere.
import type { GRPCRoute } from '../../resources/gateway-api.ts'
import { noRules } from '../../status/conditions/rule-conditions.ts'
import { fieldsNotServed } from '../rules/fields-not-served.ts'
import { contextOf } from '../rules/route-context.ts'
import { type TranslatedRoute, translatedRoute } from '../rules/translated-route.ts'
import { withoutFallThrough } from '../rules/without-fall-through.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import { translateGrpcRule } from './translate-grpc-rule.ts'

/** The same route and the same answers of `reads` give the same object. */
export function createGrpcRouteTranslator({
  portOffset,
}: {
  readonly portOffset: number
}): (route: GRPCRoute, reads: Reads) => TranslatedRoute {
  return memoised((route: GRPCRoute, reads: Reads) => {
    const context = contextOf(route, reads, portOffset)
    const { rules: given = [] } = route.spec
    const rules = withoutFallThrough(
      given.map((rule, index) => translateGrpcRule(rule, index, context)),
      'an Exact service and method',
    )
    const notServed = fieldsNotServed(route.spec)
    return translatedRoute(
      route.metadata,
      rules,
      rules.length === 0 ? [noRules(), ...notServed] : notServed,
    )
  })
}
