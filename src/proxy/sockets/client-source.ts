// Whom a client's address belongs to, as far as anybody can tell: of IPv6, who has one address has all of
// its /64 (RFC 6177), so that a limit for each would be none.
import { ipv6GroupsOf } from '../../snapshot/ip-address.ts'

export function clientSource(address: string): string {
  if (!address.includes(':')) return address
  // Those of the machine's own links come with the name of the interface.
  const network = ipv6GroupsOf(address.split('%')[0]!).slice(0, 4)
  return `${network.map((group) => group.toString(16)).join(':')}::/64`
}
