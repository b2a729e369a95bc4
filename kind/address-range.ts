// Which addresses of the container network are free for Gateways: the machine reaches them, and engines
// give containers the first ones, so a block of the upper half is taken.

/**
 * A 256th of the network (/16 → /24), at least 16 addresses, by the node's own address: clusters side by
 * side on one network take different ones. Never the last, which has the broadcast address.
 */
export function poolRangeOf(subnet: string, node: string): string | undefined {
  const [address = '', length = ''] = subnet.split('/')
  const [network, own] = [valueOf(address), valueOf(node)]
  const prefix = Number(length)
  // Below /26 a block of 16 would be too near to the addresses of containers.
  if (network === undefined || own === undefined || !(prefix >= 8 && prefix <= 26)) return undefined
  const poolPrefix = Math.min(prefix + 8, 28)
  const size = 2 ** (32 - prefix)
  const poolSize = 2 ** (32 - poolPrefix)
  const blocks = size / 2 / poolSize - 1
  const first = network - (network % size) + size / 2 + ((own % size) % blocks) * poolSize
  const text = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')
  return `${text}/${poolPrefix}`
}

function valueOf(address: string): number | undefined {
  const bytes = address.split('.').map(Number)
  const isIpv4 = bytes.length === 4 && bytes.every((byte) => byte >= 0 && byte <= 255)
  return isIpv4 ? bytes.reduce((sum, byte) => sum * 256 + byte, 0) : undefined
}
