// With files alone nobody has to write the namespaces down: those that objects name exist. Decided
// here and nowhere else.
import type { Resource } from '../../resources/resource-set.ts'
import { namespaceOf } from '../validate/finish-resource.ts'

/** The Namespaces that the resources name and none of them defines. */
export function implicitNamespaces(resources: Iterable<Resource>): Resource[] {
  const defined = new Set<string>()
  const named = new Set<string>()
  for (const { kind, metadata } of resources) {
    if (kind === 'Namespace') defined.add(metadata.name)
    if (metadata.namespace !== undefined) named.add(metadata.namespace)
  }
  return [...named.difference(defined)].toSorted().map((name) => namespaceOf({ name }))
}
