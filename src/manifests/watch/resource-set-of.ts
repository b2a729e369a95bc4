// What manifests hold, as the set that is translated.
import type { ResourceSet } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { implicitNamespaces } from './implicit-namespaces.ts'
import type { ManifestObject } from '../read/manifest-object.ts'

export function resourceSetOf(objects: readonly Pick<ManifestObject, 'resource'>[]): ResourceSet {
  const resources = objects.map(({ resource }) => resource)
  const store = new ResourceStore()
  for (const resource of [...resources, ...implicitNamespaces(resources)]) store.put(resource)
  return store.current()
}
