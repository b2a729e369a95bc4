// The object, most often a Service, that somebody who misspelt a name may have meant. Asked only of the namespace that the
// reference comes from: what others have is not for everybody to know.
import type { ConfigMap, Secret, Service } from '../../resources/core.ts'
import type { ObjectMeta } from '../../resources/object-meta.ts'
import { nearestName } from '../../resources/nearest-name.ts'
import { groupedBy } from '../incremental/grouped-by.ts'
import type { Reads } from '../incremental/reads.ts'
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
    known.set(sought, nearestName(sought, names))
  }
  return known.get(sought)
}
