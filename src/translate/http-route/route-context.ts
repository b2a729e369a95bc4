// What the parts of one route's translation have in common.
import type { HTTPRoute } from '../../resources/gateway-api.ts'
import type { Reads } from '../reads.ts'

export interface RouteContext {
  readonly namespace: string
  /** `httproute/NAMESPACE/NAME`: what all names in the snapshot begin with. */
  readonly name: string
  readonly reads: Reads
  readonly portOffset: number
}

export function contextOf(route: HTTPRoute, reads: Reads, portOffset: number): RouteContext {
  const namespace = route.metadata.namespace ?? ''
  return { namespace, name: `httproute/${namespace}/${route.metadata.name}`, reads, portOffset }
}
