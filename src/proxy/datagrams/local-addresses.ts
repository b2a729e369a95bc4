// At which addresses a UDP listener binds. An answer must leave from the address that was asked, and a
// socket bound to a wildcard cannot do that: the system chooses the sender, and Node.js has no way to
// say it (IP_PKTINFO). So a wildcard means one socket for each address of the machine.
//
// The wildcard itself is not bound besides, though addresses that no interface lists may be local too
// (127.0.0.77, `ip route add local`). What came to those would be answered by somebody else, as the
// client sees it, who drops it and waits; unbound, it is told at once that nobody listens there.
import { networkInterfaces } from 'node:os'

export interface LocalAddress {
  readonly address: string
  readonly isIPv6: boolean
}

/** The addresses of the machine, in a stable order. */
export type MachineAddresses = () => readonly LocalAddress[]

/** `::` is every address, those of IPv4 too, as it is in TCP. */
export function addressesOf(address: string, machine: MachineAddresses): readonly LocalAddress[] {
  switch (address) {
    case '::':
      return machine()
    case '0.0.0.0':
      return machine().filter(({ isIPv6 }) => !isIPv6)
    default:
      return [{ address, isIPv6: address.includes(':') }]
  }
}

export function isWildcard(address: string): boolean {
  return address === '::' || address === '0.0.0.0'
}

/**
 * Without IPv6's link-local ones: a node has one on its end of each pod's interface, which come and go
 * with the pods and can't be bound for their first second. No Gateway is published at such an address.
 */
export const machineAddresses: MachineAddresses = () => {
  const found = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.map(({ address, family }) => ({ address, isIPv6: family === 'IPv6' })),
  )
  const unique = new Map(
    found.filter((one) => !isLinkLocal(one)).map((one) => [one.address, one] as const),
  )
  return [...unique.values()].toSorted((one, other) => (one.address < other.address ? -1 : 1))
}

/** fe80::/10 */
function isLinkLocal({ address, isIPv6 }: LocalAddress): boolean {
  return isIPv6 && /^fe[89ab]/i.test(address)
}
