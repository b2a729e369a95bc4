// Objects in use → the resource store, and what changed by it. Namespaces that are only named come
// and go in silence.
import { type Kind, keyOf, type Resource, type ResourceSet } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { counted } from './counted-generation.ts'
import { implicitNamespaces } from './implicit-namespaces.ts'
import type { ManifestObject } from '../read/manifest-object.ts'
import { idOf } from '../read/manifest-object.ts'

export interface ResourceChange {
  readonly kind: Kind
  /** `namespace/name`, or `name` where there is no namespace. */
  readonly key: string
  readonly change: 'added' | 'changed' | 'removed'
}

export class AppliedObjects {
  readonly #store = new ResourceStore()
  /** By id, as they were read and as they were given to the store. */
  #applied: ReadonlyMap<string, Applied> = new Map()
  #implicit: readonly Resource[] = []

  get resources(): ResourceSet {
    return this.#store.current()
  }

  apply(objects: ReadonlyMap<string, ManifestObject>): readonly ResourceChange[] {
    const before = this.#applied
    const applied = new Map<string, Applied>()
    const changes: ResourceChange[] = []
    for (const [id, { resource: read }] of objects) {
      const known = before.get(id)
      const given = known?.read === read ? known.given : counted(read, known?.given)
      applied.set(id, { read, given })
      const isNew = given !== known?.given && this.#store.put(given)
      if (!known) changes.push(changeOf(given, 'added'))
      else if (isNew) changes.push(changeOf(given, 'changed'))
    }
    for (const [id, { given }] of before)
      if (!applied.has(id)) {
        changes.push(changeOf(given, 'removed'))
        this.#store.delete(given.kind, keyOf(given))
      }
    this.#applied = applied
    this.#putImplicit(objects)
    return changes
  }

  #putImplicit(objects: ReadonlyMap<string, ManifestObject>): void {
    const implicit = implicitNamespaces(objects.values().map(({ resource }) => resource))
    const ids = new Set(implicit.map(idOf))
    for (const namespace of this.#implicit) {
      const id = idOf(namespace)
      if (!ids.has(id) && !objects.has(id)) this.#store.delete('Namespace', keyOf(namespace))
    }
    for (const namespace of implicit) this.#store.put(namespace)
    this.#implicit = implicit
  }
}

interface Applied {
  readonly read: Resource
  readonly given: Resource
}

function changeOf(resource: Resource, change: ResourceChange['change']): ResourceChange {
  return { kind: resource.kind, key: keyOf(resource), change }
}
