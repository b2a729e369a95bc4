// Fields that are read, and not served yet, and whose absence lets nothing through that should not pass:
// they are named to the user, and the route serves without them.
import type { GRPCRoute, HTTPRoute } from '../../resources/gateway-api.ts'
import { fieldNotServed } from '../../status/conditions/rule-conditions.ts'

export function fieldsNotServed(spec: (HTTPRoute | GRPCRoute)['spec']): readonly string[] {
  const paths = (spec.rules ?? []).flatMap(({ sessionPersistence }, index) =>
    sessionPersistence ? `spec.rules[${index}].sessionPersistence` : [],
  )
  // 'None' is what its absence means.
  if (spec.useDefaultGateways === 'All') paths.unshift('spec.useDefaultGateways')
  return paths.map(fieldNotServed)
}
