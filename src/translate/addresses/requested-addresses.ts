// What a Gateway asks for in spec.addresses. "When a value is unspecified, an implementation SHOULD
// automatically assign an address" (gateway_types.go): an empty value asks for nothing in particular.
import type { Gateway } from '../../resources/gateway-api.ts'
import { addressTypeUnsupported } from '../../status/conditions/address-conditions.ts'
import { unknownInAddress } from '../../status/conditions/unknown-field-conditions.ts'
import { unknownFields, within } from '../fields/unknown-fields.ts'
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

/** The first entry that asks for something that is not known, so that no address meets it. */
export function unmetAddress(gateway: Gateway): Problem | undefined {
  const [field] = (gateway.spec.addresses ?? []).flatMap((_address, index) =>
    within(unknownFields(gateway), `spec.addresses[${index}]`),
  )
  return field === undefined ? undefined : unknownInAddress(field)
}
