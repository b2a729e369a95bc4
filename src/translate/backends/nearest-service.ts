// The Service that somebody who misspelt a name may have meant. Asked only of the namespace that the
// reference comes from: what others have is not for everybody to know.
import type { Service } from '../../resources/core.ts'
import { groupedBy } from '../grouped-by.ts'
import type { Reads } from '../reads.ts'

/** Its name; undefined where none is close. Of several that are as close, the first by alphabet. */
export function nearestService(
  reads: Pick<Reads, 'look'>,
  namespace: string,
  sought: string,
): string | undefined {
  return reads.look(({ Service }) => nearestAmong(servicesByNamespace(Service, namespace), sought))
}

const servicesByNamespace = groupedBy<Service>(({ metadata }) => [metadata.namespace ?? ''])

/** A look is repeated in each round: kept as long as no Service of the namespace changes. */
const remembered = new WeakMap<readonly Service[], Map<string, string | undefined>>()

function nearestAmong(services: readonly Service[], sought: string): string | undefined {
  if (services.length === 0) return undefined
  const known = remembered.get(services) ?? new Map<string, string | undefined>()
  remembered.set(services, known)
  if (!known.has(sought)) {
    const names = services.map(({ metadata }) => metadata.name)
    known.set(sought, closest(names, sought))
  }
  return known.get(sought)
}

function closest(names: readonly string[], sought: string): string | undefined {
  // One letter in four may be wrong, and never more than two: `api` is not `app-v2`.
  const most = Math.min(2, Math.floor(sought.length / 4))
  const distances = names
    .filter((name) => Math.abs(name.length - sought.length) <= most)
    .map((name) => ({ name, edits: editsBetween(name, sought) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
  return distances[0]?.name
}

/** Letters put in, left out, changed, or two neighbours swapped (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const at = (up: number, left: number) =>
        (up === 0 ? current : rows[row - up])?.[column - left] ?? 0
      const isSame = a[row - 1] === b[column - 1]
      const isSwap =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(
        Math.min(
          at(1, 0) + 1,
          at(0, 1) + 1,
          at(1, 1) + (isSame ? 0 : 1),
          ...(isSwap ? [at(2, 2) + 1] : []),
        ),
      )
    }
    rows.push(current)
  }
  return rows[a.length]?.[b.length] ?? 0
}
