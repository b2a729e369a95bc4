// `host` mode and standalone: all Gateways listen on one address, each on its own listeners' ports.
import type { Gateway } from '../../resources/gateway-api.ts'
import {
  addressNotBound,
  addressOfNoReadyNode,
  noReadyProxy,
} from '../../status/conditions/address-conditions.ts'
import type { SharedAddress } from '../words/addressing.ts'
import { isSameAddress } from '../../snapshot/ip-address.ts'
import { ownPorts, ownPortsOfSets, type PortOptions } from './own-ports.ts'
import type { Place } from '../words/place.ts'
import type { PlaceSeeker } from './place-seeker.ts'
import { requestedAddresses, unmetAddress, unsupportedAddresses } from './requested-addresses.ts'

export function sharedPlace(
  { gateway, portsOfSets }: Pick<PlaceSeeker, 'gateway' | 'portsOfSets'>,
  shared: SharedAddress,
  options: PortOptions,
): Place {
  const { bind, addresses } = shared
  return {
    listeners: ownPorts(gateway, bind, options),
    ofSets: ownPortsOfSets(portsOfSets, bind, options),
    addresses: publishedOf(gateway, addresses).map((value) => ({ type: 'IPAddress', value })),
    isReserved: false,
    refused: unsupportedAddresses(
      gateway,
      addresses.length === 0
        ? 'use IPAddress'
        : `use IPAddress with value ${addresses.join(' or ')}`,
    ),
    ...addressProblem(gateway, shared),
  }
}

/** All of them, unless every entry of spec.addresses asks for a certain one. */
function publishedOf(gateway: Gateway, addresses: readonly string[]): readonly string[] {
  const requested = requestedAddresses(gateway)
  if (requested.length < Math.max(1, gateway.spec.addresses?.length ?? 0)) return addresses
  return addresses.filter((address) => requested.some(({ value }) => isSameAddress(value, address)))
}

/**
 * Bound to one address, nobody comes in by another. Bound to all, the one that is asked for may be that
 * of a node whose proxy starts anew just now: it keeps serving.
 */
function addressProblem(
  gateway: Gateway,
  { bind, addresses }: SharedAddress,
): Pick<Place, 'unusable' | 'unreachable'> {
  const unmet = unmetAddress(gateway)
  if (unmet) return { unusable: unmet, unreachable: undefined }
  if (addresses.length === 0) return { unusable: undefined, unreachable: noReadyProxy() }
  const absent = requestedAddresses(gateway).find(
    ({ value }) => !addresses.some((address) => isSameAddress(value, address)),
  )
  if (!absent) return { unusable: undefined, unreachable: undefined }
  return bind === '::' || bind === '0.0.0.0'
    ? { unusable: undefined, unreachable: addressOfNoReadyNode(absent, addresses) }
    : { unusable: addressNotBound(absent, addresses), unreachable: undefined }
}
