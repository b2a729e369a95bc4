// Where the Gateways of a cluster listen, by the install's mode and by what is known of its proxies.
import type { Addressing } from '../translate/words/addressing.ts'
import { wildcardAddress } from './pod-identity.ts'

export interface KnownAddresses {
  /** Mode `pool`: by `NAMESPACE/NAME` of a Gateway. */
  readonly assigned: Readonly<Record<string, string>>
  /** Mode `host`: of all ready proxies. */
  readonly proxies: readonly string[]
  /** Where no proxy is ready: by the time that it is told, this one is. */
  readonly own: readonly string[]
}

export function clusterAddressing(
  { mode, poolRange = '' }: { mode: Addressing['mode']; poolRange?: string | undefined },
  { assigned, proxies, own }: KnownAddresses,
): Addressing {
  switch (mode) {
    case 'host':
      return { mode, bind: wildcardAddress(), addresses: proxies.length > 0 ? proxies : own }
    case 'pool':
      return { mode, range: poolRange, assigned }
    case 'service':
      return { mode, bind: wildcardAddress() }
  }
}
