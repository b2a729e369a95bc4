// An IPv4 network as numbers: who is in it, and who else might be.

export interface Ipv4Network {
  /** The node's own in it. */
  readonly address: string
  contains(address: string): boolean
  /** Without the first and the last, which are no host's. */
  readonly hosts: { readonly first: number; readonly last: number }
}

/** `cidr` is an address of the network with the network's length. */
export function networkAround(cidr: string): Ipv4Network {
  const [address = '', length = ''] = cidr.split('/')
  const size = 2 ** (32 - Number(length))
  const base = Math.floor(numberOf(address) / size) * size
  return {
    address,
    contains: (other) => numberOf(other) >= base && numberOf(other) < base + size,
    hosts: { first: base + 1, last: base + size - 2 },
  }
}

const mostTried = 65_536

/** Addresses of the network that are strange, those after the own one first. */
export function* strangersOf(
  { address, hosts }: Ipv4Network,
  isStranger: (address: string) => boolean,
): Generator<string, undefined> {
  const own = numberOf(address)
  const count = hosts.last - hosts.first + 1
  for (let step = 1; step < Math.min(count, mostTried); step++) {
    const stranger = textOf(hosts.first + ((own - hosts.first + step) % count))
    if (isStranger(stranger)) yield stranger
  }
  return undefined
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function textOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}
