// A status as Rauta means it: with no times, which belong to whoever writes or prints it.
import { isRouteKind, type RouteKind } from '../resources/resource-set.ts'
import type { Condition } from './condition.ts'

export function isRouteStatus(status: ObjectStatus): status is RouteStatus {
  return isRouteKind(status.kind)
}

export type ObjectStatus =
  | GatewayClassStatus
  | GatewayStatus
  | ListenerSetStatus
  | RouteStatus
  | PolicyStatus

interface Target {
  readonly apiVersion: 'gateway.networking.k8s.io/v1'
  readonly namespace?: string
  readonly name: string
  readonly generation: number | undefined
}

export interface GatewayClassStatus extends Target {
  readonly kind: 'GatewayClass'
  readonly status: {
    readonly conditions: readonly Condition[]
    readonly supportedFeatures: readonly { readonly name: string }[]
  }
}

export interface GatewayStatus extends Target {
  readonly kind: 'Gateway'
  readonly status: {
    readonly addresses: readonly {
      readonly type: 'IPAddress' | 'Hostname'
      readonly value: string
    }[]
    readonly conditions: readonly Condition[]
    readonly listeners: readonly ListenerStatus[]
    /** Absent: the Gateway allows none, and so has none. */
    readonly attachedListenerSets?: number
  }
}

export interface ListenerSetStatus extends Target {
  readonly kind: 'ListenerSet'
  readonly status: {
    readonly conditions: readonly Condition[]
    readonly listeners: readonly ListenerStatus[]
  }
}

export interface ListenerStatus {
  readonly name: string
  readonly supportedKinds: readonly { readonly group: string; readonly kind: string }[]
  readonly attachedRoutes: number
  readonly conditions: readonly Condition[]
}

export interface RouteStatus extends Target {
  readonly kind: RouteKind
  readonly status: { readonly parents: readonly RouteParentStatus[] }
}

/** One parentRef of ours; entries of other controllers are not here and must be kept. */
export interface RouteParentStatus {
  readonly parentRef: {
    readonly group: string
    readonly kind: string
    readonly name: string
    readonly namespace?: string
    readonly sectionName?: string
    readonly port?: number
  }
  readonly controllerName: string
  readonly conditions: readonly Condition[]
}

export interface PolicyStatus extends Target {
  readonly kind: 'BackendTLSPolicy'
  readonly status: { readonly ancestors: readonly PolicyAncestorStatus[] }
}

/** One Gateway of ours; entries of other controllers are not here and must be kept. */
export interface PolicyAncestorStatus {
  readonly ancestorRef: {
    readonly group: string
    readonly kind: string
    readonly namespace: string
    readonly name: string
  }
  readonly controllerName: string
  readonly conditions: readonly Condition[]
}
