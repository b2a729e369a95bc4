// An HTTPRoute without its parents: what its rules match and do, and what there is to say of them. Where
// it is attached is decided elsewhere, so that a change of a Gateway leaves this as it is.
import type { HTTPRoute } from '../../resources/gateway-api.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import { fieldsNotServed } from '../rules/fields-not-served.ts'
import { contextOf } from '../rules/route-context.ts'
import { translateRule } from './translate-rule.ts'
import { type TranslatedRoute, translatedRoute } from '../rules/translated-route.ts'
import { withoutFallThrough } from '../rules/without-fall-through.ts'

/** The same route and the same answers of `reads` give the same object. */
export function createHttpRouteTranslator({
  portOffset,
}: {
  readonly portOffset: number
}): (route: HTTPRoute, reads: Reads) => TranslatedRoute {
  return memoised((route: HTTPRoute, reads: Reads) => {
    const context = contextOf(route, reads, portOffset)
    const rules = withoutFallThrough(
      route.spec.rules.map((rule, index) => translateRule(rule, index, context)),
    )
    return translatedRoute(route.metadata, rules, fieldsNotServed(route.spec))
  })
}
