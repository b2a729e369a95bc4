// An index over a kind's map, made when the map is first asked and kept with it. A group whose members
// did not change is the same array (===) in the next map's index.
export function groupedBy<T extends object>(
  keysOf: (item: T) => readonly string[],
): (items: ReadonlyMap<string, T>, key: string) => readonly T[] {
  const indexes = new WeakMap<ReadonlyMap<string, T>, ReadonlyMap<string, readonly T[]>>()
  /** By their first members. What is remembered depends on no order of questions. */
  const groups = new WeakMap<T, Map<string, readonly T[]>>()

  function remembered(key: string, group: readonly [T, ...T[]]): readonly T[] {
    const byKey = groups.getOrInsertComputed(group[0], () => new Map())
    const known = byKey.get(key)
    if (known && isSameList(known, group)) return known
    byKey.set(key, group)
    return group
  }

  return (items, key) => {
    const index = indexes.getOrInsertComputed(items, () => {
      const grouped = [...indexOf(items, keysOf)]
      return new Map(grouped.map(([name, group]) => [name, remembered(name, group)]))
    })
    return index.get(key) ?? emptyList
  }
}

const emptyList: readonly never[] = []

function indexOf<T>(items: ReadonlyMap<string, T>, keysOf: (item: T) => readonly string[]) {
  const index = new Map<string, [T, ...T[]]>()
  for (const item of items.values()) {
    for (const key of new Set(keysOf(item))) {
      const group = index.get(key)
      if (group) group.push(item)
      else index.set(key, [item])
    }
  }
  return index
}

/** Whether two lists hold the same objects (===) in the same order. */
export function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  // Lists of thousands are compared with each change: a call for each item would double the time.
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}
