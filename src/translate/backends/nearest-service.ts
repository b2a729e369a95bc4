// The object, most often a Service, that somebody who misspelt a name may have meant. Asked only of the namespace that the
// reference comes from: what others have is not for everybody to know.
import type { ConfigMap, Secret, Service } from '../../resources/core.ts'
import type { ObjectMeta } from '../../resources/object-meta.ts'
import { groupedBy } from '../grouped-by.ts'
import type { Reads } from '../reads.ts'
import { readDnsName } from './dns-name.ts'

/** Its name; undefined where none is close. Of several that are as close, the first by alphabet. */
export function nearestService(
  reads: Pick<Reads, 'look'>,
  namespace: string,
  sought: string,
): string | undefined {
  const named = readDnsName(sought)
  if (named?.namespace !== undefined && named.namespace !== namespace) return undefined
  const name = named?.name ?? sought
  return reads.look(({ Service }) => nearestAmong(services(Service, namespace), name))
}

export function nearestHolder(
  reads: Pick<Reads, 'look'>,
  kind: 'Secret' | 'ConfigMap',
  { namespace, name }: { readonly namespace: string; readonly name: string },
): string | undefined {
  return reads.look(({ Secret, ConfigMap }) =>
    nearestAmong(
      kind === 'Secret' ? secrets(Secret, namespace) : configMaps(ConfigMap, namespace),
      name,
    ),
  )
}

const services = groupedBy<Service>(({ metadata }) => [metadata.namespace ?? ''])
const secrets = groupedBy<Secret>(({ metadata }) => [metadata.namespace ?? ''])
const configMaps = groupedBy<ConfigMap>(({ metadata }) => [metadata.namespace ?? ''])

type Named = { readonly metadata: ObjectMeta }

/** A look is repeated in each round: kept as long as no object of the namespace changes. */
const remembered = new WeakMap<readonly Named[], Map<string, string | undefined>>()

/** It is a hint: whoever has more objects than this, or misspells more, is not worth a stalled proxy. */
const most = { objects: 200, soughts: 50 }

function nearestAmong(objects: readonly Named[], written: string): string | undefined {
  // Names are in lower case.
  const sought = written.toLowerCase()
  if (objects.length === 0 || objects.length > most.objects) return undefined
  const known = remembered.get(objects) ?? new Map<string, string | undefined>()
  remembered.set(objects, known)
  if (!known.has(sought) && known.size < most.soughts) {
    const names = objects.map(({ metadata }) => metadata.name)
    known.set(sought, closestName(names, sought))
  }
  return known.get(sought)
}

export function closestName(names: readonly string[], sought: string): string | undefined {
  // One letter in four may be wrong, and never more than two: `api` is not `app-v2`.
  const mostEdits = Math.min(2, Math.floor(sought.length / 4))
  // Of shorter names only the order: `wbe` is `web`.
  if (mostEdits === 0) return names.find((name) => lettersOf(name) === lettersOf(sought))
  const distances = names
    .filter((name) => Math.abs(name.length - sought.length) <= mostEdits)
    .map((name) => ({ name, edits: editsBetween(name, sought, mostEdits) }))
    .filter(({ edits }) => edits <= mostEdits)
    .toSorted((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
  return distances[0]?.name
}

function lettersOf(name: string): string {
  return [...name].toSorted().join('')
}

/**
 * Letters put in, left out, changed, or two neighbours swapped (optimal string alignment); more than
 * `atMost` is told as one more. Only what lies that near to the diagonal is looked at.
 */
function editsBetween(a: string, b: string, atMost: number): number {
  const tooMany = atMost + 1
  const far = Array.from({ length: b.length + 1 }, () => tooMany)
  let [beforeLast, last] = [far, far.map((_, column) => Math.min(column, tooMany))]
  for (let row = 1; row <= a.length; row++) {
    const current = far.slice()
    const end = Math.min(b.length, row + atMost)
    let least = tooMany
    for (let column = Math.max(0, row - atMost); column <= end; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwap =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const edits = Math.min(
        (last[column] ?? tooMany) + 1,
        (current[column - 1] ?? tooMany) + 1,
        (last[column - 1] ?? tooMany) + (isSame ? 0 : 1),
        isSwap ? (beforeLast[column - 2] ?? tooMany) + 1 : tooMany,
      )
      current[column] = edits
      least = Math.min(least, edits)
    }
    if (least > atMost) return tooMany
    ;[beforeLast, last] = [last, current]
  }
  return last[b.length] ?? tooMany
}
