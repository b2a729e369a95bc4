// Who is on this machine: addresses that only it can reach, and Host headers that mean it.
import { isIPv4 } from 'node:net'

/** An address literal; a name is not one, since a resolver decides what it means. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}

/**
 * Whether a Host header means this machine. A browser that was lured to `evil.example`, whose name
 * now resolves to 127.0.0.1, still sends `Host: evil.example` (DNS rebinding).
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host ?? '')?.[1]?.toLowerCase()
  if (name === undefined) return false
  return name === 'localhost' || name === '[::1]' || isLoopbackAddress(name)
}
