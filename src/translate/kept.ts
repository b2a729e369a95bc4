// Keeps what is assembled from many parts the same object (===) while all its parts are. Where an
// input is one object, `memoised` of reads.ts does it; here the key is a name, or there is none.
import { isDeepStrictEqual } from 'node:util'
import { isSameList } from './grouped-by.ts'

/**
 * Starts a round: `make` is asked once a name, and gives what it gave in the round before if the
 * inputs are the same. What a round did not ask for is forgotten.
 */
export function keptByName<In extends readonly unknown[], Out>(make: (...inputs: In) => Out) {
  let latest = new Map<string, { readonly inputs: In; readonly output: Out }>()
  return function nextRound(): (name: string, ...inputs: In) => Out {
    const previous = latest
    const round = new Map<string, { readonly inputs: In; readonly output: Out }>()
    latest = round
    return (name, ...inputs) => {
      const known = previous.get(name)
      const entry =
        known && isSameInput(known.inputs, inputs) ? known : { inputs, output: make(...inputs) }
      round.set(name, entry)
      return entry.output
    }
  }
}

/** The value before of that name, if it was equal: for what is cheap to make and to compare. */
export function keptIfEqual<T>(): () => (name: string, value: T) => T {
  let latest = new Map<string, T>()
  return () => {
    const previous = latest
    const round = new Map<string, T>()
    latest = round
    return (name, value) => {
      const known = previous.get(name)
      const kept = known !== undefined && isDeepStrictEqual(known, value) ? known : value
      round.set(name, kept)
      return kept
    }
  }
}

/** The list before, if it had the same members in the same order. */
export function keptList<T>(): (list: readonly T[]) => readonly T[] {
  let latest: readonly T[] = []
  return (list) => {
    if (!isSameList(latest, list)) latest = Object.freeze(list)
    return latest
  }
}

/** The record before, if it had the same entries (===). */
export function keptRecord<T extends object>(): (record: T) => T {
  let latest: T | undefined
  return (record) => {
    if (latest === undefined || !isSameRecord(latest, record)) latest = Object.freeze(record)
    return latest
  }
}

/** Lists count as the same by their members. */
function isSameInput(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.every((input, index) => {
    const other = b[index]
    if (input === other) return true
    return Array.isArray(input) && Array.isArray(other) && isSameList<unknown>(input, other)
  })
}

function isSameRecord(a: object, b: object): boolean {
  const [entries, other] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    entries.length === other.size &&
    entries.every(([name, value]) => other.has(name) && other.get(name) === value)
  )
}
