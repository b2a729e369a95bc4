// Everything a translation reads, as one immutable value: a map a kind, keyed `namespace/name`
// (cluster-scoped: `name`). An object that did not change is the same object (===) in the next set.
import type { ConfigMap, EndpointSlice, Namespace, Secret, Service } from './core.ts'
import type {
  BackendTLSPolicy,
  Gateway,
  GatewayClass,
  GRPCRoute,
  HTTPRoute,
  ListenerSet,
  ReferenceGrant,
  TCPRoute,
  TLSRoute,
  UDPRoute,
} from './gateway-api.ts'
import type { ObjectMeta } from './object-meta.ts'

export type Resource =
  | GatewayClass
  | Gateway
  | ListenerSet
  | Route
  | ReferenceGrant
  | BackendTLSPolicy
  | Namespace
  | Service
  | EndpointSlice
  | Secret
  | ConfigMap

/** Everything that attaches to listeners. */
export type Route = HTTPRoute | GRPCRoute | TLSRoute | TCPRoute | UDPRoute

export type Kind = Resource['kind']
export type ResourceOf<K extends Kind> = Extract<Resource, { readonly kind: K }>

export type ResourceSet = { readonly [K in Kind]: ReadonlyMap<string, ResourceOf<K>> }

/** The kinds that Rauta reads; each has one API group. */
export const groupOfKind = {
  GatewayClass: 'gateway.networking.k8s.io',
  Gateway: 'gateway.networking.k8s.io',
  ListenerSet: 'gateway.networking.k8s.io',
  HTTPRoute: 'gateway.networking.k8s.io',
  GRPCRoute: 'gateway.networking.k8s.io',
  TLSRoute: 'gateway.networking.k8s.io',
  TCPRoute: 'gateway.networking.k8s.io',
  UDPRoute: 'gateway.networking.k8s.io',
  ReferenceGrant: 'gateway.networking.k8s.io',
  BackendTLSPolicy: 'gateway.networking.k8s.io',
  Namespace: '',
  Service: '',
  EndpointSlice: 'discovery.k8s.io',
  Secret: '',
  ConfigMap: '',
} as const satisfies Record<Kind, string>

export const kinds = Object.keys(groupOfKind) as readonly Kind[]

export type RouteKind = Route['kind']
export const routeKinds: readonly RouteKind[] = [
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
]

export function isRouteKind(kind: string): kind is RouteKind {
  return routeKinds.some((route) => route === kind)
}

/** `namespace/name`, or `name` where there is no namespace. */
export function keyOf({ metadata }: { readonly metadata: ObjectMeta }): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`
}
