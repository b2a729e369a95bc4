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

/** `HTTPRoute shop/cart` */
export function idOf(resource: Resource): string {
  return `${resource.kind} ${keyOf(resource)}`
}
