// Objects in use → the resource store, and what changed by it. Namespaces that are only named come
// and go in silence.
import { type Kind, keyOf, type Resource, type ResourceSet } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { counted } from './counted-generation.ts'
import { implicitNamespaces } from './implicit-namespaces.ts'
import type { ChangedObjects } from './changed-files.ts'
import { idOf, type ManifestObject } from '../read/manifest-object.ts'

export interface ResourceChange {
  readonly kind: Kind
  /** `namespace/name`, or `name` where there is no namespace. */
  readonly key: string
  readonly change: 'added' | 'changed' | 'removed'
}

export class AppliedObjects {
  readonly #store = new ResourceStore()
  /** By id, as they were read and as they were given to the store. */
  #applied = new Map<string, Applied>()
  #implicit: readonly Resource[] = []

  get resources(): ResourceSet {
    return this.#store.current()
  }

  /** These and no others. */
  apply(objects: ReadonlyMap<string, ManifestObject>): readonly ResourceChange[] {
    const before = this.#applied
    this.#applied = new Map()
    const changes: ResourceChange[] = []
    for (const [id, { resource }] of objects) this.#put(id, resource, before.get(id), changes)
    for (const [id, applied] of before) if (!this.#applied.has(id)) this.#drop(applied, changes)
    this.#putImplicit()
    return changes
  }

  /** All others stay. */
  applySome({ put, removed }: ChangedObjects): readonly ResourceChange[] {
    const changes: ResourceChange[] = []
    let isInPlace = removed.length === 0
    for (const { resource } of put) {
      const id = idOf(resource)
      const known = this.#applied.get(id)
      // What names the same namespace names no new one.
      if (!known || resource.kind === 'Namespace') isInPlace = false
      this.#put(id, resource, known, changes)
    }
    for (const id of removed) {
      const known = this.#applied.get(id)
      this.#applied.delete(id)
      if (known) this.#drop(known, changes)
    }
    if (!isInPlace) this.#putImplicit()
    return changes
  }

  #put(id: string, read: Resource, known: Applied | undefined, changes: ResourceChange[]): void {
    const given = known?.read === read ? known.given : counted(read, known?.given)
    this.#applied.set(id, { read, given })
    const isNew = given !== known?.given && this.#store.put(given)
    if (!known) changes.push(changeOf(given, 'added'))
    else if (isNew) changes.push(changeOf(given, 'changed'))
  }

  #drop({ given }: Applied, changes: ResourceChange[]): void {
    changes.push(changeOf(given, 'removed'))
    this.#store.delete(given.kind, keyOf(given))
  }

  #putImplicit(): void {
    const implicit = implicitNamespaces(this.#applied.values().map(({ read }) => read))
    const ids = new Set(implicit.map(idOf))
    for (const namespace of this.#implicit) {
      const id = idOf(namespace)
      if (!ids.has(id) && !this.#applied.has(id)) this.#store.delete('Namespace', keyOf(namespace))
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
