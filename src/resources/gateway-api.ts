// The spec's names for the parts of its kinds (apis/v1 of sigs.k8s.io/gateway-api), as the
// generated types spell them in place.
import type {
  Gateway,
  GRPCRoute,
  HTTPRoute,
  ListenerSet,
  ReferenceGrant,
} from './gateway-api.generated.ts'

export type {
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
} from './gateway-api.generated.ts'

export type GatewayListener = Gateway['spec']['listeners'] extends readonly (infer L)[] | undefined
  ? L
  : never
export type AllowedRoutes = GatewayListener['allowedRoutes']
export type ParentReference = NonNullable<HTTPRoute['spec']['parentRefs']>[number]
export type HTTPRouteRule = HTTPRoute['spec']['rules'][number]
export type HTTPRouteMatch = HTTPRouteRule['matches'][number]
export type HTTPRouteFilter = NonNullable<HTTPRouteRule['filters']>[number]
export type HTTPBackendRef = NonNullable<HTTPRouteRule['backendRefs']>[number]
export type HTTPPathModifier = NonNullable<NonNullable<HTTPRouteFilter['urlRewrite']>['path']>
export type GRPCRouteRule = NonNullable<GRPCRoute['spec']['rules']>[number]
export type GRPCRouteMatch = NonNullable<GRPCRouteRule['matches']>[number]
export type SecretObjectReference = NonNullable<
  NonNullable<GatewayListener['tls']>['certificateRefs']
>[number]
export type ReferenceGrantFrom = ReferenceGrant['spec']['from'][number]
export type ReferenceGrantTo = ReferenceGrant['spec']['to'][number]
export type ListenerSetListener = NonNullable<ListenerSet['spec']>['listeners'][number]
