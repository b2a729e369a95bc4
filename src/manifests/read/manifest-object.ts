// An object that was read, and where it stands.
import { keyOf, type Resource } from '../../resources/resource-set.ts'
import type { ObjectPlace } from './line-of-field.ts'

export interface ManifestObject {
  readonly resource: Resource
  readonly file: string
  /** Where the object begins, from 1. */
  readonly line: number
  /** For the lines of its fields. */
  readonly place: ObjectPlace
}

/** `HTTPRoute shop/cart`; kept, since every change asks for those of all. */
export function idOf(resource: Resource): string {
  return ids.getOrInsertComputed(resource, made)
}

const ids = new WeakMap<Resource, string>()
const made = (resource: Resource) => `${resource.kind} ${keyOf(resource)}`
