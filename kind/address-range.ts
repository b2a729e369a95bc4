// Which addresses of the container network are free for Gateways: the machine reaches them, and engines
// give containers the first ones, so a block near the end is taken.

/** The block before the last: a 256th of the network (/16 → /24), at least 16 addresses. It holds
 *  neither the network's nor the broadcast address. */
export function poolRangeOf(subnet: string): string | undefined {
  const [address = '', length = ''] = subnet.split('/')
  const bytes = address.split('.').map(Number)
  const prefix = Number(length)
  const isIpv4 = bytes.length === 4 && bytes.every((byte) => byte >= 0 && byte <= 255)
  // Below /26 a block of 16 would be too near to the addresses of containers.
  if (!isIpv4 || !Number.isInteger(prefix) || prefix < 8 || prefix > 26) return undefined
  const poolPrefix = Math.min(prefix + 8, 28)
  const network = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const size = 2 ** (32 - prefix)
  const poolSize = 2 ** (32 - poolPrefix)
  const first = network - (network % size) + size - 2 * poolSize
  const text = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')
  return `${text}/${poolPrefix}`
}
