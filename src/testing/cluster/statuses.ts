// Statuses as translation says them, for tests.
import type { RouteKind } from '../../resources/resource-set.ts'
import type { Condition } from '../../status/condition.ts'
import type { GatewayStatus, RouteStatus } from '../../status/object-status.ts'

export const ours = 'rauta.dev/gateway-controller'

export function condition(type: string, over: Partial<Condition> = {}): Condition {
  return { type, status: 'True', reason: type, message: '', observedGeneration: 1, ...over }
}

export function parentRef(name: string) {
  return { group: 'gateway.networking.k8s.io', kind: 'Gateway', name }
}

export function exampleRouteStatus(
  name: string,
  {
    kind = 'HTTPRoute',
    parents = ['web'],
    generation = 1,
    over = {},
  }: {
    kind?: RouteKind
    parents?: readonly string[]
    generation?: number
    over?: Partial<Condition>
  } = {},
): RouteStatus {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    namespace: 'shop',
    name,
    generation,
    status: {
      parents: parents.map((parent) => ({
        parentRef: parentRef(parent),
        controllerName: ours,
        conditions: [condition('Accepted', { observedGeneration: generation, ...over })],
      })),
    },
  }
}

export function exampleGatewayStatus(name: string, generation = 1): GatewayStatus {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    namespace: 'shop',
    name,
    generation,
    status: {
      addresses: [{ type: 'IPAddress', value: '192.0.2.1' }],
      conditions: [condition('Accepted'), condition('Programmed')],
      listeners: [
        {
          name: 'http',
          supportedKinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
          attachedRoutes: 1,
          conditions: [condition('Accepted'), condition('Programmed')],
        },
      ],
    },
  }
}
