// What the parts of one route's translation have in common.
import { objectName, type ObjectName } from '../../snapshot/names.ts'
import type { Route } from '../../resources/resource-set.ts'
import { unknownFields } from '../fields/unknown-fields.ts'
import type { Reads } from '../incremental/reads.ts'

export interface RouteContext {
  /** Of the route: who it is that ReferenceGrants permit, and what it speaks to backends. */
  readonly kind: Route['kind']
  readonly namespace: string
  /** What all names of the route's parts begin with. */
  readonly name: ObjectName<Route['kind']>
  readonly reads: Reads
  readonly portOffset: number
  /** Fields of the route's spec that are not known. */
  readonly unknown: readonly string[]
}

export function contextOf(route: Route, reads: Reads, portOffset: number): RouteContext {
  const { kind, metadata } = route
  const namespace = metadata.namespace ?? ''
  const name = objectName(kind, `${namespace}/${metadata.name}`)
  return { kind, namespace, name, reads, portOffset, unknown: unknownFields(route) }
}
