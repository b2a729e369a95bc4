// The one mutable place on the way in: sources put and delete, translation takes `current()`.
// Objects of which nothing changed that is translated keep their identity, so that a status patch (ours or
// another controller's) causes no new translation.
import { isDeepStrictEqual } from 'node:util'
import { type Kind, keyOf, type Resource, type ResourceSet } from './resource-set.ts'

export class ResourceStore {
  #current: ResourceSet = emptySet()
  readonly #changed = new Map<Kind, Map<string, Resource>>()

  /** Returns whether anything that is translated changed. */
  put(resource: Resource): boolean {
    const key = keyOf(resource)
    const known = this.#mapOf(resource.kind).get(key)
    if (known && sameToTranslate(known, resource)) return false
    this.#mutable(resource.kind).set(key, deepFreeze(resource))
    return true
  }

  /** Returns whether there was such an object. */
  delete(kind: Kind, key: string): boolean {
    if (!this.#mapOf(kind).has(key)) return false
    return this.#mutable(kind).delete(key)
  }

  /** The set as it is now; the same value until something changes. */
  current(): ResourceSet {
    if (this.#changed.size > 0) {
      this.#current = { ...this.#current, ...Object.fromEntries(this.#changed) }
      this.#changed.clear()
    }
    return this.#current
  }

  #mapOf(kind: Kind): ReadonlyMap<string, Resource> {
    return this.#changed.get(kind) ?? this.#current[kind]
  }

  #mutable(kind: Kind): Map<string, Resource> {
    const changed = this.#changed.get(kind)
    if (changed) return changed
    const copy = new Map<string, Resource>(this.#current[kind])
    this.#changed.set(kind, copy)
    return copy
  }
}

/** A set with nothing in it. */
export function emptySet(): ResourceSet {
  return {
    GatewayClass: new Map(),
    Gateway: new Map(),
    ListenerSet: new Map(),
    HTTPRoute: new Map(),
    GRPCRoute: new Map(),
    TLSRoute: new Map(),
    TCPRoute: new Map(),
    UDPRoute: new Map(),
    ReferenceGrant: new Map(),
    BackendTLSPolicy: new Map(),
    Namespace: new Map(),
    Service: new Map(),
    EndpointSlice: new Map(),
    Secret: new Map(),
    ConfigMap: new Map(),
  }
}

function sameToTranslate(a: Resource, b: Resource): boolean {
  return hasSameSeals(a, b) && isDeepStrictEqual(withoutBookkeeping(a), withoutBookkeeping(b))
}

/** Sealed texts look alike to every comparison but their own. */
function hasSameSeals(a: Resource, b: Resource): boolean {
  if (a.kind !== 'Secret' || b.kind !== 'Secret') return true
  return Object.entries(a.data).every(([key, text]) => b.data[key]?.equals(text) ?? false)
}

function withoutBookkeeping(resource: Resource): object {
  const { metadata, ...rest } = resource
  const { resourceVersion: _version, ...meta } = metadata
  // A Service's tells where its load balancer is; those of Gateway API are what we say ourselves.
  const status = resource.kind === 'Service' ? resource.status : undefined
  return { ...rest, status, metadata: { ...meta, managedFields: undefined } }
}

function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
