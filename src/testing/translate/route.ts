// For tests of this room: routes and Services as they come in, defaulted, and what becomes of them.
import type { Service } from '../../resources/core.ts'
import type { HTTPRoute, HTTPRouteMatch, HTTPRouteRule } from '../../resources/gateway-api.ts'
import type { Resource } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { type Reads, readsOf } from '../../translate/incremental/reads.ts'
import { createHttpRouteTranslator } from '../../translate/http-route/translate-http-route.ts'
import type { TranslatedRoute } from '../../translate/rules/translated-route.ts'

export const prefixOfAll: HTTPRouteMatch = { path: { type: 'PathPrefix', value: '/' } }

export function routeWith(
  rules: readonly Partial<HTTPRouteRule>[],
  spec: Partial<HTTPRoute['spec']> = {},
): HTTPRoute {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { namespace: 'shop', name: 'cart' },
    spec: { ...spec, rules: rules.map((rule) => Object.assign({ matches: [prefixOfAll] }, rule)) },
  }
}

/** `name` is `namespace/name`. */
export function serviceOf(
  name: string,
  spec: Service['spec'] = { ports: [{ port: 80 }] },
): Service {
  const [namespace = '', own = ''] = name.split('/')
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name: own }, spec }
}

/** A backendRef to a Service's port 80, in the route's namespace. */
export function serviceRefTo(name: string, port = 80) {
  return { ...objectRefTo(name, port), weight: 1 }
}

/** As filters refer to Services: without a weight. */
export function objectRefTo(name: string, port = 80) {
  return { group: '', kind: 'Service', name, port }
}

export function readsWith(resources: readonly Resource[]): Reads {
  const store = new ResourceStore()
  for (const resource of resources) store.put(resource)
  return readsOf(store.current())
}

export function translatedWith(
  rules: readonly Partial<HTTPRouteRule>[],
  resources: readonly Resource[] = [serviceOf('shop/cart')],
  { portOffset = 0 } = {},
): TranslatedRoute {
  return createHttpRouteTranslator({ portOffset })(routeWith(rules), readsWith(resources))
}
