// IP addresses as numbers: so that two spellings of one are the same, and the next one can be told.
import { isIPv4, isIPv6 } from 'node:net'

export interface IpAddress {
  readonly family: 4 | 6
  readonly value: bigint
}

/** Undefined: it is none. Addresses with a zone (`fe80::1%eth0`) mean something on one machine only. */
export function ipAddressOf(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { family: 4, value: numberOf(text.split('.').map(Number), 8n) }
  if (!isIPv6(text) || text.includes('%')) return undefined
  return { family: 6, value: numberOf(ipv6GroupsOf(text), 16n) }
}

/** As RFC 5952 has it. */
export function textOf({ family, value }: IpAddress): string {
  if (family === 4) return partsOf(value, 4, 8n).join('.')
  const groups = partsOf(value, 8, 16n).map((group) => group.toString(16))
  // The longest run of zeros, the first of equal ones; a single zero is written.
  const runs = [...groups.join(':').matchAll(/\b0(?::0\b)+/g)]
  const longest = Math.max(0, ...runs.map(([run]) => run.length))
  const run = runs.find(([zeros]) => zeros.length === longest)
  const whole = groups.join(':')
  if (!run) return whole
  const before = whole.slice(0, run.index).replace(/:$/, '')
  const after = whole.slice(run.index + longest).replace(/^:/, '')
  return `${before}::${after}`
}

export function isSameAddress(a: string, b: string): boolean {
  const [one, other] = [ipAddressOf(a), ipAddressOf(b)]
  return one !== undefined && one.family === other?.family && one.value === other.value
}

/** All eight of a valid IPv6 address without a zone, `::` filled and an IPv4 tail turned into two. */
export function ipv6GroupsOf(text: string): readonly number[] {
  const [head = [], tail] = text.split('::').map((side) => {
    const pieces = side === '' ? [] : side.split(':')
    return pieces.flatMap((piece) => (piece.includes('.') ? pairOf(piece) : [parseInt(piece, 16)]))
  })
  if (tail === undefined) return head
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail]
}

function pairOf(dotted: string): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number)
  return [a * 256 + b, c * 256 + d]
}

function numberOf(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(part), 0n)
}

function partsOf(value: bigint, count: number, bits: bigint): readonly number[] {
  const mask = (1n << bits) - 1n
  return Array.from({ length: count }, (_, index) =>
    Number((value >> (BigInt(count - 1 - index) * bits)) & mask),
  )
}
