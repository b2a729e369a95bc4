// Maglev hashing (Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI
// 2016, §3.4): a table of slots, each owned by an endpoint; a key's hash is its slot. Every endpoint
// owns as many, and one that comes or goes leaves nearly all others' slots alone.
import { stringHash } from './string-hash.ts'

export interface MaglevTable {
  /** Number of identities. */
  readonly count: number
  /** Number of slots: a prime. */
  readonly size: number
  /** For each slot the index of its owner in the identities. */
  readonly owners: Uint32Array
}

/**
 * The table of these identities, whatever their order; they are different texts. `minSize` is the size
 * of the table that it replaces: another number of slots moves nearly all keys, so that a table grows
 * with its endpoints and never shrinks again.
 */
export function maglevTableOf(identities: readonly string[], minSize = 0): MaglevTable {
  const size = sizeFor(Math.max(identities.length * slotsPerEndpoint, minSize))
  const order = [...identities.keys()].toSorted((a, b) => compare(identities[a], identities[b]))
  return { count: identities.length, size, owners: filled(identities, order, size) }
}

/** The slot of a key: the start of the search for an endpoint that may be used. */
export function slotOf({ size }: MaglevTable, key: string): number {
  return stringHash(key, seeds.key) % size
}

/** The owner of the first slot from `start` on whose owner is usable: the same as long as those are. */
export function ownerFrom(
  { owners, size, count }: MaglevTable,
  start: number,
  isUsable: (owner: number) => boolean,
): number | undefined {
  if (count === 0) return undefined
  const first = owners[start]
  if (first !== undefined && isUsable(first)) return first
  // Every identity owns slots, so that the search ends; it would be long where none is usable.
  if (!isAnyBelow(count, isUsable)) return undefined
  for (let slot = (start + 1) % size; slot !== start; slot = (slot + 1) % size) {
    const owner = owners[slot]
    if (owner !== undefined && isUsable(owner)) return owner
  }
  return undefined
}

function isAnyBelow(count: number, holds: (index: number) => boolean): boolean {
  for (let index = 0; index < count; index++) if (holds(index)) return true
  return false
}

/** The paper's figure for shares that differ by 1 % at most. */
const slotsPerEndpoint = 100

/**
 * The first is the paper's. Far apart, as each step from one to the next moves nearly all keys: it
 * comes at 656 endpoints, then at 6,554.
 */
const sizes = [65_537, 655_373, 6_553_621, 65_536_043]

function sizeFor(slots: number): number {
  return sizes.find((size) => size >= slots) ?? primeFrom(slots)
}

function primeFrom(least: number): number {
  let candidate = least | 1
  while (!isPrime(candidate)) candidate += 2
  return candidate
}

function isPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) {
    if (odd % divisor === 0) return false
  }
  return true
}

const seeds = { offset: 1, skip: 2, key: 3 } as const

/**
 * Each in turn takes the next slot of its own order that is still free. An order is an offset and a
 * skip; as the size is a prime, any skip leads through all slots.
 */
function filled(identities: readonly string[], order: readonly number[], size: number) {
  const owners = new Uint32Array(size)
  const isTaken = new Uint8Array(size)
  const next = new Uint32Array(identities.length)
  const skips = new Uint32Array(identities.length)
  for (const [index, identity] of identities.entries()) {
    next[index] = stringHash(identity, seeds.offset) % size
    skips[index] = (stringHash(identity, seeds.skip) % (size - 1)) + 1
  }
  let free = identities.length === 0 ? 0 : size
  while (free > 0) {
    for (const index of order) {
      const skip = skips[index] ?? 1
      let slot = next[index] ?? 0
      while (isTaken[slot] === 1) slot = slot + skip < size ? slot + skip : slot + skip - size
      isTaken[slot] = 1
      owners[slot] = index
      next[index] = slot
      if (--free === 0) break
    }
  }
  return owners
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : Number(a > b)
}
