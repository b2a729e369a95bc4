// `host` mode and standalone: all Gateways listen on one address, each on its own listeners' ports.
import type { Gateway } from '../../resources/gateway-api.ts'
import { addressNotUsable } from '../../status/gateway-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { SharedAddress } from '../addressing.ts'
import { ownPort, type PortOptions } from './own-port.ts'
import type { Place } from './place.ts'

export function sharedPlace(
  { spec }: Gateway,
  { bind, addresses }: SharedAddress,
  options: PortOptions,
): Place {
  const unusable = unusableAddress(spec, addresses.join(', '))
  return {
    listeners: spec.listeners.map((listener, index) =>
      ownPort(listener, `spec.listeners[${index}]`, { address: bind, ...options }),
    ),
    addresses: addresses.map((value) => ({ type: 'IPAddress', value })),
    ...(unusable && { unusable }),
  }
}

/** "When a value is unspecified, an implementation SHOULD automatically assign an address": ours. */
function unusableAddress(spec: Gateway['spec'], address: string): Problem | undefined {
  for (const [index, { type, value = '' }] of (spec.addresses ?? []).entries()) {
    if (type === 'IPAddress' && value !== '' && value !== address)
      return addressNotUsable(index, value, address)
  }
  return undefined
}
