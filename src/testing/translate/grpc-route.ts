// For tests of this folder: GRPCRoutes as they come in, defaulted, and what becomes of them.
import type { GRPCRoute, GRPCRouteRule } from '../../resources/gateway-api.ts'
import type { Resource } from '../../resources/resource-set.ts'
import { readsWith, serviceOf } from './route.ts'
import type { TranslatedRoute } from '../../translate/rules/translated-route.ts'
import { createGrpcRouteTranslator } from '../../translate/grpc-route/translate-grpc-route.ts'

export function grpcRouteWith(
  rules: readonly GRPCRouteRule[],
  spec: Partial<GRPCRoute['spec']> = {},
): GRPCRoute {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    metadata: { namespace: 'shop', name: 'cart' },
    spec: { ...spec, rules },
  }
}

export function translatedGrpc(
  rules: readonly GRPCRouteRule[],
  resources: readonly Resource[] = [serviceOf('shop/cart')],
): TranslatedRoute {
  return createGrpcRouteTranslator({ portOffset: 0 })(grpcRouteWith(rules), readsWith(resources))
}

/** A match by method. */
export function methodOf(
  service: string,
  method: string,
  type: 'Exact' | 'RegularExpression' = 'Exact',
) {
  return { method: { type, service, method } }
}
