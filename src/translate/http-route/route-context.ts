// What the parts of one route's translation have in common.
import type { Route, RouteKind } from '../../resources/resource-set.ts'
import type { Reads } from '../reads.ts'

export interface RouteContext {
  readonly kind: RouteKind
  readonly namespace: string
  /** `httproute/NAMESPACE/NAME`, by its kind: what all names in the snapshot begin with. */
  readonly name: string
  readonly reads: Reads
  readonly portOffset: number
}

export function contextOf(route: Route, reads: Reads, portOffset: number): RouteContext {
  const { kind, metadata } = route
  const namespace = metadata.namespace ?? ''
  const name = `${kind.toLowerCase()}/${namespace}/${metadata.name}`
  return { kind, namespace, name, reads, portOffset }
}
