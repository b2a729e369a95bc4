// What a Gateway asks for in spec.addresses. "When a value is unspecified, an implementation SHOULD
// automatically assign an address" (gateway_types.go): an empty value asks for nothing in particular.
import type { Gateway } from '../../resources/gateway-api.ts'
import {
  addressTypeUnsupported,
  routabilityNotServed,
} from '../../status/conditions/address-conditions.ts'
import { unknownInAddress } from '../../status/conditions/unknown-field-conditions.ts'
import { unknownFields } from '../fields/unknown-fields.ts'
import type { Problem } from '../../status/judged.ts'

export interface RequestedAddress {
  /** Where in spec.addresses it stands. */
  readonly index: number
  readonly value: string
}

/** Those with a value. */
export function requestedAddresses({ spec }: Gateway): readonly RequestedAddress[] {
  return (spec.addresses ?? []).flatMap(({ type, value = '' }, index) =>
    type === 'IPAddress' && value !== '' ? [{ index, value }] : [],
  )
}

/** `instead` says what may be asked for here. */
export function unsupportedAddresses({ spec }: Gateway, instead: string): readonly Problem[] {
  return (spec.addresses ?? []).flatMap(({ type }, index) =>
    type === 'IPAddress' ? [] : [addressTypeUnsupported(index, type, instead)],
  )
}

/** Why no address here meets what an entry asks for. */
export function unmetAddress(gateway: Gateway): Problem | undefined {
  const { addresses = [] } = gateway.spec
  // "" is what its absence means.
  const index = addresses.findIndex(({ routability = '' }) => routability !== '')
  if (index >= 0) return routabilityNotServed(index, addresses[index]?.routability ?? '')
  const field = unknownFields(gateway).find((one) => one.startsWith('spec.addresses['))
  return field === undefined ? undefined : unknownInAddress(field)
}
