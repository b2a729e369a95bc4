// Whom a client's address belongs to, as far as anybody can tell: of IPv6, who has one address has all of
// its /64 (RFC 6177), so that a limit for each would be none.
import ipaddr from 'ipaddr.js'

export function clientSource(address: string): string {
  if (!address.includes(':')) return address
  // Those of the machine's own links come with the name of the interface.
  const { parts } = ipaddr.IPv6.parse(address.split('%')[0]!)
  return `${parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
