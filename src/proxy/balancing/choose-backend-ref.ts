// Chooses among a rule's backendRefs: "the proportion of requests forwarded to the referenced backend ...
// is computed as weight/(sum of all weights in this BackendRefs list)" (shared_types.go). Invalid ones
// count: their share is answered with 500.
import type { StreamBackendRef } from '../../snapshot/routing-snapshot.ts'

/** Undefined where there is none, or all weights are 0. `random` gives numbers from 0 to below 1. */
export function chooseBackendRef<Ref extends StreamBackendRef>(
  refs: readonly Ref[],
  random: () => number = Math.random,
): Ref | undefined {
  const { sums, total } = sumsOf(refs)
  if (total === 0) return undefined
  const drawn = random() * total
  // A weight of 0 adds nothing to the sum before it, so that it is never the first above.
  return refs[sums.findIndex((sum) => drawn < sum)]
}

interface Sums {
  /** Of the weights up to and with each. */
  readonly sums: readonly number[]
  readonly total: number
}

const cachedSums = new WeakMap<readonly StreamBackendRef[], Sums>()

function sumsOf(refs: readonly StreamBackendRef[]): Sums {
  let sums = cachedSums.get(refs)
  if (!sums) {
    sums = computed(refs)
    cachedSums.set(refs, sums)
  }
  return sums
}

function computed(refs: readonly StreamBackendRef[]): Sums {
  let total = 0
  const sums = refs.map(({ weight }) => (total += weight))
  return { sums, total }
}
