// `pool` mode: each Gateway has one address of its own, out of the install's range.
import { keyOf } from '../../resources/resource-set.ts'
import {
  addressOutsidePool,
  addressTaken,
  oneAddressOnly,
  poolExhausted,
} from '../../status/address-conditions.ts'
import { gatewayNotProgrammed } from '../../status/gateway-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { AddressPool } from '../addressing.ts'
import { byAge } from '../age.ts'
import { addressIn, type AddressRange, addressRangeOf, isInRange, sizeOf } from './address-range.ts'
import { type AddressClaim, allocateAddresses, type Allocation } from './allocate-addresses.ts'
import { ipAddressOf } from './ip-address.ts'
import { ownPorts, type PortOptions } from './own-ports.ts'
import type { Place } from './place.ts'
import type { PlaceSeeker } from './place-seeker.ts'
import {
  type RequestedAddress,
  requestedAddresses,
  unsupportedAddresses,
} from './requested-addresses.ts'

export function poolPlaces(
  seekers: readonly PlaceSeeker[],
  { range: cidr, assigned }: AddressPool,
  options: PortOptions,
): readonly Place[] {
  const range = addressRangeOf(cidr)
  // Checked where options are read.
  if (!range) throw new Error(`The range of the pool, ${cidr}, is no CIDR such as 192.0.2.0/24`)

  const judged = seekers.map((seeker) => ({ ...seeker, ...requestOf(seeker, range) }))
  const claims = judged
    .filter(({ mayHaveOne }) => mayHaveOne)
    .toSorted((a, b) => byAge(a.gateway, b.gateway))
    .map(({ gateway, request }): AddressClaim => {
      const key = keyOf(gateway)
      const had = Object.hasOwn(assigned, key) ? assigned[key] : undefined
      return {
        gateway: key,
        ...(request && { asked: request.value }),
        ...(had !== undefined && { assigned: had }),
      }
    })
  const allocations = allocateAddresses(range, claims)

  return judged.map(({ gateway, refused, unusable, request }) => {
    const allocation = allocations.get(keyOf(gateway))
    const address = allocation && 'address' in allocation ? allocation.address : undefined
    const problem = unusable ?? problemOf(allocation, range, request)
    return {
      listeners: ownPorts(gateway, address ?? problem ?? notAccepted, options),
      addresses: address === undefined ? [] : [{ type: 'IPAddress', value: address }],
      isReserved: true,
      refused,
      ...(problem && { unusable: problem }),
    }
  })
}

interface JudgedRequest {
  readonly refused: readonly Problem[]
  readonly unusable: Problem | undefined
  /** A certain address that may be asked for. */
  readonly request: RequestedAddress | undefined
  readonly mayHaveOne: boolean
}

function requestOf({ gateway, isValid }: PlaceSeeker, range: AddressRange): JudgedRequest {
  const refused = unsupportedAddresses(gateway, `use IPAddress with a value out of ${range.cidr}`)
  const requested = requestedAddresses(gateway)
  const outside = requested.find(({ value }) => {
    const address = ipAddressOf(value)
    return !address || !isInRange(range, address)
  })
  const isMany = (gateway.spec.addresses?.length ?? 0) > 1
  const unusable = outside
    ? addressOutsidePool(outside, {
        cidr: range.cidr,
        first: addressIn(range, range.first),
        last: addressIn(range, range.last),
      })
    : isMany
      ? oneAddressOnly()
      : undefined
  return {
    refused,
    unusable,
    request: requested[0],
    mayHaveOne: isValid && refused.length === 0 && unusable === undefined,
  }
}

function problemOf(
  allocation: Allocation | undefined,
  range: AddressRange,
  request: RequestedAddress | undefined,
): Problem | undefined {
  if (!allocation || 'address' in allocation) return undefined
  if ('isExhausted' in allocation) return poolExhausted(range.cidr, sizeOf(range))
  return request && addressTaken(request, { cidr: range.cidr, gateway: allocation.takenBy })
}

const notAccepted = gatewayNotProgrammed('it is not accepted')
