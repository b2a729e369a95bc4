// The status of a Gateway, as far as it is known before the data plane has bound anything.
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
import { judged, type Problem } from '../../status/judged.ts'
import type { ConditionsDraft, GatewayDraft } from '../../status/status-draft.ts'
import { insecureModes } from './client-validation.ts'
import type { JudgedGateway } from './judged-gateway.ts'
import { acceptProblems, listenerDraft } from './listener-draft.ts'
import type { ResolvedGateway, ResolvedListener } from './resolve-conflicts.ts'

/** As many as the CRD allows. */
const maxAddresses = 16

export function gatewayDraft(
  resolved: ResolvedGateway,
  attachedRoutes: (listener: string) => number,
): GatewayDraft {
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
    addresses: gatewayAddresses(resolved),
    ...gatewayConditions(resolved),
    listeners: resolved.listeners.map((listener) =>
      listenerDraft(listener, {
        whyNone: isRefused
          ? 'its Gateway is not served; see the conditions of the Gateway'
          : undefined,
        attachedRoutes: attachedRoutes(listener.judged.name),
      }),
    ),
    ...(attachedListenerSets === undefined ? {} : { attachedListenerSets }),
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

function gatewayConditions({ judged: gateway, listeners }: ResolvedGateway): ConditionsDraft {
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
  const insecure = insecureModes(gateway.gateway)
  // "removed as soon as FrontendValidationModeType is changed back to `AllowValidOnly`".
  const insecureMode: readonly Condition[] =
    insecure.length === 0
      ? []
      : [
          {
            type: 'InsecureFrontendValidationMode',
            status: 'True',
            ...clientsNotVerified(insecure),
          },
        ]
  return {
    accepted,
    notProgrammed: whyNotProgrammed(gateway, listeners),
    others: [resolvedRefs, ...insecureMode],
  }
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
