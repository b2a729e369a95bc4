// A CIDR as the addresses that can be given out of it. However large it is, nothing here walks over it.
import { type IpAddress, ipAddressOf, textOf } from '../../snapshot/ip-address.ts'

export interface AddressRange {
  /** `10.0.0.0/24`, whichever of its addresses was written. */
  readonly cidr: string
  readonly family: 4 | 6
  /** The lowest and the highest that can be given. */
  readonly first: bigint
  readonly last: bigint
}

/** Undefined: it is no CIDR. */
export function addressRangeOf(cidr: string): AddressRange | undefined {
  const [, text = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(cidr) ?? []
  const address = ipAddressOf(text)
  if (!address) return undefined
  const bits = address.family === 4 ? 32 : 128
  const hostBits = BigInt(bits - Number(length))
  if (hostBits < 0n) return undefined
  const lowest = (address.value >> hostBits) << hostBits
  const highest = lowest + (1n << hostBits) - 1n
  return {
    cidr: `${textOf({ family: address.family, value: lowest })}/${Number(length)}`,
    family: address.family,
    // The network itself (IPv6: all routers of it, RFC 4291 section 2.6.1) and IPv4's broadcast address
    // are nobody's; in a range of one or two addresses there are none such (RFC 3021, RFC 6164).
    first: hostBits > 1n ? lowest + 1n : lowest,
    last: hostBits > 1n && address.family === 4 ? highest - 1n : highest,
  }
}

export function isInRange({ family, first, last }: AddressRange, address: IpAddress): boolean {
  return address.family === family && first <= address.value && address.value <= last
}

export function sizeOf({ first, last }: AddressRange): bigint {
  return last - first + 1n
}

/** An address of the range as text. */
export function addressIn({ family }: AddressRange, value: bigint): string {
  return textOf({ family, value })
}
