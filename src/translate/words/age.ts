// Which of two objects came first: "The oldest based on creation timestamp", then "appearing first in
// alphabetical order by namespace/name" (httproute_types.go; used for Gateways too). Without a
// timestamp, as in files, an object counts as younger than all that have one.
import type { ObjectMeta } from '../../resources/object-meta.ts'

export function byAge(
  a: { readonly metadata: ObjectMeta },
  b: { readonly metadata: ObjectMeta },
): number {
  const [bornA, bornB] = [bornOf(a.metadata), bornOf(b.metadata)]
  if (bornA !== bornB) return bornA < bornB ? -1 : 1
  const [nameA, nameB] = [nameOf(a.metadata), nameOf(b.metadata)]
  return nameA < nameB ? -1 : Number(nameA > nameB)
}

/** Oldest first. Each time is read once, since there may be thousands. */
export function inOrderOfAge<T>(
  items: readonly T[],
  objectOf: (item: T) => { readonly metadata: ObjectMeta },
): readonly T[] {
  return items
    .map((item) => {
      const { metadata } = objectOf(item)
      return { item, born: bornOf(metadata), name: nameOf(metadata) }
    })
    .toSorted((a, b) => {
      if (a.born !== b.born) return a.born < b.born ? -1 : 1
      return a.name < b.name ? -1 : Number(a.name > b.name)
    })
    .map(({ item }) => item)
}

function bornOf({ creationTimestamp }: ObjectMeta): number {
  const born = Date.parse(creationTimestamp ?? '')
  return Number.isNaN(born) ? Number.POSITIVE_INFINITY : born
}

function nameOf({ namespace = '', name }: ObjectMeta): string {
  return `${namespace}/${name}`
}
