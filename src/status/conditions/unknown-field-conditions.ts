// What is said about a field that this version does not know: an API server has let it through, whose CRDs
// are of a later version. One constructor for each part that is refused because of it.
import type { Problem } from '../judged.ts'
import type { RuleProblem } from './rule-conditions.ts'

/** "UnsupportedValue": as for a variant of a known field that is not served (GEP-5224). */
export function unknownInListener(field: string): Problem {
  return { reason: 'UnsupportedValue', message: unknown(field, 'the listener is not served') }
}

export function unknownInListenerSet(field: string): Problem {
  return { reason: 'Invalid', message: unknown(field, 'the ListenerSet is not served') }
}

export function unknownInGateway(field: string): Problem {
  return { reason: 'Invalid', message: unknown(field, 'the Gateway is not served') }
}

/** Who asks for an address of one kind is never given another (GEP-5093). */
export function unknownInAddress(field: string): Problem {
  return { reason: 'AddressNotUsable', message: unknown(field, 'the Gateway is not served') }
}

/** "when a resource does not have a supported CRD version". */
export function unknownInClass(field: string): Problem {
  const until = 'the Gateways of this class are not served'
  return { reason: 'UnsupportedVersion', message: unknown(field, until) }
}

export function unknownInPolicy(field: string): Problem {
  return { reason: 'Invalid', message: unknown(field, 'no traffic goes to the target Services') }
}

export function unknownInRule(field: string): RuleProblem {
  return { reason: 'UnsupportedValue', message: unknown(field, 'the rule serves no traffic') }
}

export function unknownInRoute(field: string): RuleProblem {
  const message = unknown(field, 'the rules of the route serve no traffic')
  return { reason: 'UnsupportedValue', message, isOfWholeRoute: true }
}

function unknown(field: string, until: string): string {
  return (
    `${field}: this version of Rauta does not support the field; remove it, or use a version that ` +
    `supports it. Until then, ${until}, because ignoring the field could be unsafe`
  )
}
