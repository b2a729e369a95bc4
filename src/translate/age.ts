// Which of two objects came first: "The oldest based on creation timestamp", then "appearing first in
// alphabetical order by namespace/name" (httproute_types.go; used for Gateways too). Without a
// timestamp, as in files, an object counts as younger than all that have one.
import type { ObjectMeta } from '../resources/object-meta.ts'

export function byAge(
  a: { readonly metadata: ObjectMeta },
  b: { readonly metadata: ObjectMeta },
): number {
  const [bornA, bornB] = [bornOf(a.metadata), bornOf(b.metadata)]
  if (bornA !== bornB) return bornA < bornB ? -1 : 1
  const [nameA, nameB] = [nameOf(a.metadata), nameOf(b.metadata)]
  return nameA < nameB ? -1 : Number(nameA > nameB)
}

function bornOf({ creationTimestamp }: ObjectMeta): number {
  const born = Date.parse(creationTimestamp ?? '')
  return Number.isNaN(born) ? Number.POSITIVE_INFINITY : born
}

function nameOf({ namespace = '', name }: ObjectMeta): string {
  return `${namespace}/${name}`
}
