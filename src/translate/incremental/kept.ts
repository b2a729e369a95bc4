// Keeps what is assembled from many parts the same object (===) while all its parts are. Where an
// input is one object, `memoised` of reads.ts does it; here the key is a name, or there is none.
import { isDeepStrictEqual } from 'node:util'
import { isSameList } from './grouped-by.ts'

interface Entry<In, Out> {
  inputs: In
  output: Out
  round: number
}

/**
 * Starts a round: `make` is asked once a name, and gives what it gave in the round before if the
 * inputs are the same; lists are the same by their members. What no round asked for is forgotten.
 */
export function keptByName<In extends readonly unknown[], Out>(make: (...inputs: In) => Out) {
  const entries = new Map<string, Entry<In, Out>>()
  let round = 0
  let asked = 0
  return function nextRound(): (name: string, ...inputs: In) => Out {
    if (entries.size > asked) forgetBefore(round)
    round++
    asked = 0
    return (name, ...inputs) => {
      const known = entries.get(name)
      if (known?.round !== round) asked++
      if (known && isSameInput(known.inputs, inputs)) {
        known.round = round
        return known.output
      }
      const output = make(...inputs)
      entries.set(name, { inputs, output, round })
      return output
    }
  }

  function forgetBefore(latest: number): void {
    for (const [name, entry] of entries) if (entry.round < latest) entries.delete(name)
  }
}

/** What it gave before, if the inputs are the same; lists are the same by their members. */
export function keptLatest<In extends readonly unknown[], Out>(
  make: (...inputs: In) => Out,
): (...inputs: In) => Out {
  let latest: { readonly inputs: In; readonly output: Out } | undefined
  return (...inputs) => {
    if (!latest || !isSameInput(latest.inputs, inputs)) latest = { inputs, output: make(...inputs) }
    return latest.output
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
    if (!isSameList(latest, list)) latest = list
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

function isSameInput(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.every((input, index) => {
    const other = b[index]
    if (input === other) return true
    return Array.isArray(input) && Array.isArray(other) && isSameList<unknown>(input, other)
  })
}

function isSameRecord(a: object, b: object): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Reflect.get(a, name) === Reflect.get(b, name))
  )
}
