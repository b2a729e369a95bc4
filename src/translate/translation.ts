import type { ResourceSet } from '../resources/resource-set.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { ObjectStatus } from '../status/object-status.ts'

/** Pure: the same set gives the same result; what did not change is the same object (===). */
export type Translate = (resources: ResourceSet) => Translation

export interface Translation {
  readonly snapshot: RoutingSnapshot
  /**
   * Of every object that is ours. `Programmed` is there only where it is already known to be False;
   * src/status/programmed.ts adds the rest from what the data plane bound.
   */
  readonly statuses: readonly ObjectStatus[]
}

export interface TranslateOptions {
  /** GatewayClasses that name it are ours. */
  readonly controllerName: string
  /** Where all Gateways listen (`host` mode and standalone). */
  readonly address: string
  /** Added to every listener's port, so that no root is needed. */
  readonly portOffset: number
  /** Ports (offset included) that the process itself listens on: a listener there gets PortUnavailable. */
  readonly reservedPorts: readonly number[]
}
