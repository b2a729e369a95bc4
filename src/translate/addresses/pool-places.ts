// `pool` mode: each Gateway has one address of its own, out of the install's range.
import type { Gateway } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import {
  addressOutsidePool,
  addressTaken,
  oneAddressOnly,
  poolExhausted,
} from '../../status/conditions/address-conditions.ts'
import { gatewayNotProgrammed } from '../../status/conditions/gateway-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { AddressPool } from '../words/addressing.ts'
import { byAge } from '../words/age.ts'
import { addressIn, type AddressRange, addressRangeOf, isInRange, sizeOf } from './address-range.ts'
import { type AddressClaim, allocateAddresses, type Allocation } from './allocate-addresses.ts'
import { ipAddressOf } from '../../snapshot/ip-address.ts'
import { ownPorts, ownPortsOfSets, type PortOptions } from './own-ports.ts'
import type { Place } from '../words/place.ts'
import type { PlaceSeeker } from './place-seeker.ts'
import {
  type RequestedAddress,
  requestedAddresses,
  unmetAddress,
  unsupportedAddresses,
} from './requested-addresses.ts'

export function poolPlaces(
  seekers: readonly PlaceSeeker[],
  { range: cidr, assigned }: AddressPool,
  options: PortOptions,
): readonly Place[] {
  const range = addressRangeOf(cidr)
  // Checked where options are read.
  if (!range) throw new Error(`The pool range ${cidr} is not a CIDR such as 192.0.2.0/24`)

  const requests = seekers.map(({ gateway }) => requestOf(gateway, range))
  const claims = seekers
    .map(({ gateway, isValid }, index) => ({ gateway, isValid, request: requests[index] }))
    .filter(({ isValid, request }) => isValid && request?.isFine)
    .toSorted((a, b) => byAge(a.gateway, b.gateway))
    .map(({ gateway, request }): AddressClaim => {
      const key = keyOf(gateway)
      const had = Object.hasOwn(assigned, key) ? assigned[key] : undefined
      return { gateway: key, asked: request?.certain?.value, assigned: had }
    })
  const allocations = allocateAddresses(range, claims)

  return requests.map(({ gateway, refused, unusable, certain }, index): Place => {
    const allocation = allocations.get(keyOf(gateway))
    const address = allocation && 'address' in allocation ? allocation.address : undefined
    const problem = unusable ?? problemOf(allocation, range, certain)
    const bind = address ?? problem ?? notAccepted
    return {
      listeners: ownPorts(gateway, bind, options),
      ofSets: ownPortsOfSets(seekers[index]?.portsOfSets ?? [], bind, options),
      addresses: address === undefined ? [] : [{ type: 'IPAddress', value: address }],
      isReserved: true,
      refused,
      unusable: problem,
      unreachable: undefined,
    }
  })
}

interface Request {
  readonly gateway: Gateway
  readonly refused: readonly Problem[]
  readonly unusable: Problem | undefined
  readonly isFine: boolean
  /** Undefined: any address will do. */
  readonly certain: RequestedAddress | undefined
}

function requestOf(gateway: Gateway, range: AddressRange): Request {
  const refused = unsupportedAddresses(gateway, `use IPAddress with a value from ${range.cidr}`)
  const unusable = unmetAddress(gateway) ?? unusableRequest(gateway, range)
  const isFine = refused.length === 0 && unusable === undefined
  return { gateway, refused, unusable, isFine, certain: requestedAddresses(gateway)[0] }
}

function unusableRequest(gateway: Gateway, range: AddressRange): Problem | undefined {
  const outside = requestedAddresses(gateway).find(({ value }) => {
    const address = ipAddressOf(value)
    return !address || !isInRange(range, address)
  })
  if (outside)
    return addressOutsidePool(outside, {
      cidr: range.cidr,
      first: addressIn(range, range.first),
      last: addressIn(range, range.last),
    })
  return (gateway.spec.addresses?.length ?? 0) > 1 ? oneAddressOnly() : undefined
}

function problemOf(
  allocation: Allocation | undefined,
  range: AddressRange,
  certain: RequestedAddress | undefined,
): Problem | undefined {
  if (!allocation || 'address' in allocation) return undefined
  if ('isExhausted' in allocation) return poolExhausted(range.cidr, sizeOf(range))
  return certain && addressTaken(certain, { cidr: range.cidr, gateway: allocation.takenBy })
}

const notAccepted = gatewayNotProgrammed('it is not accepted')
