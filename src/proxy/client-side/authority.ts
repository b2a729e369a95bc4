// Host and :authority, read strictly (RFC 9110 §4.2, §7.2): what is routed by must be what an endpoint
// would read. No user info, no percent-encoding, no list, no empty port.
import { isIPv6 } from 'node:net'
import { knownTexts } from '../../observe/log/known-texts.ts'

export interface Authority {
  /** As the client sent it. */
  readonly authority: string
  /** Lower case, no port, no trailing dot, IPv6 in brackets. */
  readonly hostname: string
}

/** The same, read once for each text: clients say the same few again and again. */
export const readKnownAuthority = knownTexts<Authority | 'invalid'>(
  (text) => readAuthority(text) ?? 'invalid',
)

const form = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,255}))(?::([0-9]{1,5}))?$/i

export function readAuthority(raw: string): Authority | undefined {
  const [matches, address, name, port] = form.exec(raw) ?? []
  if (matches === undefined) return undefined
  if (port !== undefined && Number(port) > 65_535) return undefined
  if (address !== undefined) {
    return isIPv6(address) ? { authority: raw, hostname: `[${address.toLowerCase()}]` } : undefined
  }
  const hostname = withoutTrailingDot(name!.toLowerCase())
  if (hostname === '' || hostname.startsWith('.') || hostname.includes('..')) return undefined
  if (hostname.endsWith('.')) return undefined
  return { authority: raw, hostname }
}

export function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name
}
