// An index over a kind's map, made when the map is first asked and kept with it. A group whose members
// did not change is the same array (===) in the next map's index.
export function groupedBy<T extends object>(
  keysOf: (item: T) => readonly string[],
): (items: ReadonlyMap<string, T>, key: string) => readonly T[] {
  const indexes = new WeakMap<ReadonlyMap<string, T>, ReadonlyMap<string, readonly T[]>>()
  let latest: ReadonlyMap<string, readonly T[]> = new Map()

  return (items, key) => {
    let index = indexes.get(items)
    if (!index) {
      index = latest = keepingIdentity(indexOf(items, keysOf), latest)
      indexes.set(items, index)
    }
    return index.get(key) ?? none
  }
}

const none: readonly never[] = []

function indexOf<T>(items: ReadonlyMap<string, T>, keysOf: (item: T) => readonly string[]) {
  const index = new Map<string, T[]>()
  for (const item of items.values()) {
    for (const key of new Set(keysOf(item))) {
      const group = index.get(key)
      if (group) group.push(item)
      else index.set(key, [item])
    }
  }
  return index
}

function keepingIdentity<T>(
  index: Map<string, readonly T[]>,
  previous: ReadonlyMap<string, readonly T[]>,
): ReadonlyMap<string, readonly T[]> {
  for (const [key, group] of index) {
    const known = previous.get(key)
    if (known && isSameList(known, group)) index.set(key, known)
  }
  return index
}

/** Whether two lists hold the same objects (===) in the same order. */
export function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
