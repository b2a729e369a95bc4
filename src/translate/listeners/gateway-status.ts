// The status of a Gateway. Programmed is here only where it is known to be False already; for the
// rest the data plane is asked (src/status/programmed.ts).
import type { GatewayAddress } from '../../facts/gateway-facts.ts'
import type { Condition } from '../../status/condition.ts'
import { clientsNotVerified } from '../../status/conditions/client-validation-conditions.ts'
import {
  gatewayIsAccepted,
  gatewayIsResolved,
  gatewayNotProgrammed,
  type ListenerProblem,
  listenersMissing,
  listenersNotResolved,
  noListenerValid,
  someListenersNotValid,
} from '../../status/conditions/gateway-conditions.ts'
import { judged, observedAt, type Problem, refused } from '../../status/judged.ts'
import type { GatewayStatus } from '../../status/object-status.ts'
import { insecureModes } from './client-validation.ts'
import type { JudgedGateway } from './judged-gateway.ts'
import { acceptProblems, listenerStatus } from './listener-status.ts'
import type { ResolvedGateway, ResolvedListener } from './resolve-conflicts.ts'

/** As many as the CRD allows. */
const maxAddresses = 16

export function gatewayStatus(
  resolved: ResolvedGateway,
  attachedRoutes: (listener: string) => number,
): GatewayStatus {
  const { gateway, notAccepted, place } = resolved.judged
  const { namespace = '', name, generation } = gateway.metadata
  const { attachedListenerSets } = resolved
  const isRefused = notAccepted.length > 0 || place.unusable !== undefined
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    namespace,
    name,
    generation,
    status: {
      addresses: gatewayAddresses(resolved),
      conditions: observedAt(generation, gatewayConditions(resolved)),
      listeners: resolved.listeners.map((listener) =>
        listenerStatus(listener, {
          generation,
          whyNone: isRefused
            ? 'its Gateway is not served; see the conditions of the Gateway'
            : undefined,
          attachedRoutes: attachedRoutes(listener.judged.name),
        }),
      ),
      ...(attachedListenerSets === undefined ? {} : { attachedListenerSets }),
    },
  }
}

/** "the network addresses that have been bound to the Gateway" (gateway_types.go) */
export function gatewayAddresses({
  judged: { place },
  listeners,
}: ResolvedGateway): readonly GatewayAddress[] {
  const isPublished = place.isReserved || listeners.some(({ isServed }) => isServed)
  return isPublished ? place.addresses.slice(0, maxAddresses) : []
}

function gatewayConditions({ judged: gateway, listeners }: ResolvedGateway): readonly Condition[] {
  const invalid = namesOf(listeners.filter((listener) => acceptProblems(listener).length > 0))
  const unresolved = namesOf(
    listeners.filter(({ judged: { notResolved } }) => notResolved.length > 0),
  )
  const noneValid = invalid.length === listeners.length ? [noListenerValid(invalid)] : []
  const accepted = judged('Accepted', [...gateway.notAccepted, ...noneValid], {
    fine: invalid.length === 0 ? gatewayIsAccepted : someListenersNotValid(invalid),
    notes: gateway.notServed,
  })
  const resolvedRefs = judged(
    'ResolvedRefs',
    [
      ...gateway.clientCertificate.problems,
      ...(unresolved.length === 0 ? [] : [listenersNotResolved(unresolved)]),
    ],
    { fine: gatewayIsResolved, notes: gateway.clientCertificate.warnings },
  )
  const known = whyNotProgrammed(gateway, listeners)
  const insecure = insecureModes(gateway.gateway)
  return [
    accepted,
    ...(known ? [refused('Programmed', known)] : []),
    resolvedRefs,
    // "removed as soon as FrontendValidationModeType is changed back to `AllowValidOnly`".
    ...(insecure.length === 0
      ? []
      : [
          {
            type: 'InsecureFrontendValidationMode',
            status: 'True',
            ...clientsNotVerified(insecure),
          } as const,
        ]),
  ]
}

function whyNotProgrammed(
  gateway: JudgedGateway,
  listeners: readonly ResolvedListener[],
): Problem | undefined {
  if (gateway.notAccepted.length > 0) return gatewayNotProgrammed('it is not accepted')
  if (gateway.place.unusable) return gateway.place.unusable
  const missing = listeners.flatMap(missingOf)
  if (missing.length > 0) return listenersMissing(missing)
  if (listeners.some(({ isServed }) => isServed)) return gateway.place.unreachable
  return gatewayNotProgrammed('none of its listeners is served; see their conditions')
}

/** Of a listener that is valid but has nowhere to listen. */
function missingOf(listener: ResolvedListener): readonly ListenerProblem[] {
  const { missing, listener: spec } = listener.judged
  return missing && acceptProblems(listener).length === 0
    ? [{ listener: spec.name, ...missing }]
    : []
}

function namesOf(listeners: readonly ResolvedListener[]): readonly string[] {
  return listeners.map(({ judged: { listener } }) => listener.name)
}
