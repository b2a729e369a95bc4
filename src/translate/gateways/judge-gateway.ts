// A Gateway looked at alone: its class, its addresses, the fields that have no effect, its listeners.
import type { Gateway } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import {
  addressTypeUnsupported,
  classNotAccepted,
  gatewayParametersNotRead,
} from '../../status/gateway-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import { fieldNotServed } from '../../status/rule-conditions.ts'
import type { Place } from '../addresses/place.ts'
import { memoised, type Reads } from '../reads.ts'
import { idleClientValidations } from './client-validation.ts'
import { conflictsInside } from './conflicts-inside.ts'
import { judgeListener } from './judge-listener.ts'
import type { JudgedGateway } from './judged-gateway.ts'
import { isClassAccepted } from './translate-gateway-class.ts'

export const judgeGateway = memoised((gateway: Gateway, reads: Reads): JudgedGateway => {
  const { spec } = gateway
  const key = keyOf(gateway)
  const place = reads.placeOf(key) ?? nowhere
  const conflicts = conflictsInside(spec.listeners)
  return {
    key,
    gateway,
    place,
    notAccepted: [
      ...classProblems(gateway, reads),
      ...parametersProblems(gateway),
      ...unsupportedAddresses(gateway, place),
    ],
    notServed: fieldsNotServed(gateway),
    listeners: spec.listeners.map((listener, index) =>
      judgeListener(reads, {
        gateway,
        listener,
        index,
        place: place.listeners[index],
        conflict: conflicts.get(index),
      }),
    ),
  }
})

const nowhere: Place = { listeners: [], addresses: [] }

function classProblems({ spec }: Gateway, reads: Reads): readonly Problem[] {
  const gatewayClass = reads.get('GatewayClass', spec.gatewayClassName)
  return !gatewayClass || isClassAccepted(gatewayClass)
    ? []
    : [classNotAccepted(spec.gatewayClassName)]
}

function parametersProblems({ spec }: Gateway): readonly Problem[] {
  const ref = spec.infrastructure?.parametersRef
  return ref ? [gatewayParametersNotRead(ref)] : []
}

function unsupportedAddresses({ spec }: Gateway, { addresses }: Place): readonly Problem[] {
  return (spec.addresses ?? []).flatMap(({ type }, index) =>
    type === 'IPAddress'
      ? []
      : [addressTypeUnsupported(index, type, addresses.map(({ value }) => value).join(', '))],
  )
}

function fieldsNotServed(gateway: Gateway): readonly string[] {
  const { infrastructure, allowedListeners, defaultScope } = gateway.spec
  const from = allowedListeners?.namespaces.from
  return [
    ...(infrastructure?.labels ? ['spec.infrastructure.labels'] : []),
    ...(infrastructure?.annotations ? ['spec.infrastructure.annotations'] : []),
    // None and an absent field ask for nothing.
    ...(from !== undefined && from !== 'None' ? ['spec.allowedListeners'] : []),
    ...(defaultScope === 'All' ? ['spec.defaultScope'] : []),
    ...idleClientValidations(gateway),
  ].map(fieldNotServed)
}
