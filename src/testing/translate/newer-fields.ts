// Objects with fields that the pinned schemas do not have, as a cluster with CRDs of a later version has them.
import { kinds, type Resource, type ResourceSet } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'

/** By `KIND NAMESPACE/NAME`, then by path, such as `spec.listeners[0].filters`. */
export type NewerFields = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export function withNewerFields(resources: ResourceSet, newer: NewerFields): ResourceSet {
  const store = new ResourceStore()
  for (const kind of kinds)
    for (const [key, resource] of resources[kind])
      store.put(withFields(resource, newer[`${kind} ${key}`] ?? {}))
  return store.current()
}

export function withFields<R extends Resource>(
  resource: R,
  fields: Readonly<Record<string, unknown>>,
): R {
  const paths = Object.entries(fields)
  if (paths.length === 0) return resource
  const changed: R = structuredClone(resource)
  for (const [path, value] of paths) setAt(changed, path, value)
  return changed
}

function setAt(object: object, path: string, value: unknown): void {
  const steps = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.')
  const last = steps.pop() ?? ''
  const owner = steps.reduce<object>((at, step) => Object(Reflect.get(at, step)), object)
  Reflect.set(owner, last, value)
}
