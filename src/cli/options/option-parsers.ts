// What is written after a flag → a value, or one sentence that says what to write.
import { isIP } from 'node:net'
import { InvalidArgumentError, Option } from 'commander'
import { addressRangeOf } from '../../translate/addresses/address-range.ts'
import { parseSocketAddress, type SocketAddress } from '../../gateway/words/socket-address.ts'

export function ipAddressOption(text: string): string {
  if (isIP(text) > 0) return text
  throw new InvalidArgumentError('Give an IP address, for example 127.0.0.1.')
}

/** Several, with a comma between them; empty parts are none. */
export function ipAddressesOption(text: string): readonly string[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length > 0 && parts.every((part) => isIP(part) > 0)) return parts
  throw new InvalidArgumentError('Give IP addresses, for example 10.0.0.5,fd00::5.')
}

/** A range with room for Gateways: of IPv4, docs/decisions/0015-a-pool-on-one-node.md. */
export function cidrOption(text: string): string {
  if (addressRangeOf(text)?.family === 4) return text
  throw new InvalidArgumentError(
    'Give a range of IPv4 addresses as ADDRESS/LENGTH, for example 192.168.1.192/26.',
  )
}

export function socketAddressOption(text: string): SocketAddress {
  const parsed = parseSocketAddress(text)
  if (parsed) return parsed
  throw new InvalidArgumentError('Give ADDRESS:PORT, for example 127.0.0.1:9901 or [::1]:9901.')
}

/** `127.0.0.1:9901` is as good as a URL. A user and a path in it are left out. */
export function adminOption(text: string): string {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== '') return url.origin
  throw new InvalidArgumentError('Give a URL, for example http://127.0.0.1:9901.')
}

/** 0: any free one. */
export function portOption(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError('Give a port, for example 3000.')
}

export function portOffsetOption(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError('Give a number from 0 to 65535.')
}

/** At least one. */
export function countOption(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a number from 1 to 999999999.')
}

const unitMs = { ms: 1, s: 1000, m: 60_000 }

/** Milliseconds. */
export function durationOption(text: string): number {
  const [, digits, unit = 's'] = /^(\d{1,6})(ms|s|m)?$/.exec(text) ?? []
  if (digits !== undefined) return Number(digits) * unitMs[unit as keyof typeof unitMs]
  throw new InvalidArgumentError('Give a duration, for example 10s or 500ms.')
}

/** An option whose value is `ADDRESS:PORT`. */
export function socketOption(flag: string, about: string, byDefault: string): Option {
  return new Option(`${flag} <address:port>`, about)
    .argParser(socketAddressOption)
    .default(parseSocketAddress(byDefault), byDefault)
}
