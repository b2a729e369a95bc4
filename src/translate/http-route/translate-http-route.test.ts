import test from 'ava'
import type { HTTPRouteFilter, HTTPRouteRule } from '../../resources/gateway-api.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { readsOf } from '../incremental/reads.ts'
import {
  objectRefTo,
  serviceRefTo,
  routeWith,
  serviceOf,
  translatedWith,
} from '../../testing/translate/route.ts'
import { createHttpRouteTranslator } from './translate-http-route.ts'

const unserved: HTTPRouteFilter = {
  type: 'ExtensionRef',
  extensionRef: { group: 'a.b', kind: 'C', name: 'd' },
}
const twice: HTTPRouteFilter = {
  type: 'ResponseHeaderModifier',
  responseHeaderModifier: { set: [{ name: 'X-A', value: '1' }], remove: ['x-a'] },
}
const toCart: Partial<HTTPRouteRule> = { backendRefs: [serviceRefTo('cart')] }

test('the matches of a rule share one rule object', (t) => {
  const prefix = (value: string) => ({ path: { type: 'PathPrefix', value } }) as const
  const { matches } = translatedWith([{ ...toCart, matches: [prefix('/a'), prefix('/b')] }, toCart])
  t.is(matches.length, 3)
  t.is(matches[0]?.rule, matches[1]?.rule)
  t.not(matches[1]?.rule, matches[2]?.rule)
})

test('a route keeps its translation until something that it reads changes', (t) => {
  const store = new ResourceStore()
  store.put(serviceOf('shop/cart'))
  const translate = createHttpRouteTranslator({ portOffset: 0 })
  const route = routeWith([toCart])
  const first = translate(route, readsOf(store.current()))

  store.put(serviceOf('shop/other'))
  store.put({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace: 'shop',
      name: 'cart-1',
      labels: { 'kubernetes.io/service-name': 'cart' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [{ port: 80 }],
  })
  t.is(translate(route, readsOf(store.current())), first)

  store.delete('Service', 'shop/cart')
  const without = translate(route, readsOf(store.current()))
  t.is(without.matches[0]?.rule.backendRefs[0]?.backend, null)
  t.is(without.conditions.resolvedRefs.reason, 'BackendNotFound')
})

test('a grant that is revoked takes the backend away, and one that is given brings it', (t) => {
  const store = new ResourceStore()
  store.put(serviceOf('depot/stock'))
  const translate = createHttpRouteTranslator({ portOffset: 0 })
  const route = routeWith([{ backendRefs: [{ ...serviceRefTo('stock'), namespace: 'depot' }] }])
  const reason = () => translate(route, readsOf(store.current())).conditions.resolvedRefs.reason
  t.is(reason(), 'RefNotPermitted')
  store.put({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { namespace: 'depot', name: 'shop' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
      to: [{ group: '', kind: 'Service' }],
    },
  })
  t.is(reason(), 'ResolvedRefs')
  store.delete('ReferenceGrant', 'depot/shop')
  t.is(reason(), 'RefNotPermitted')
})

test('a reference that is not permitted is refused alike, whether its target exists or not', (t) => {
  const message = (resources: ReturnType<typeof serviceOf>[]) =>
    translatedWith(
      [{ backendRefs: [{ ...serviceRefTo('stock', 99), namespace: 'depot' }] }],
      resources,
    ).conditions.resolvedRefs.message
  t.is(message([serviceOf('depot/stock')]), message([]))
})

test('the order of a route is its age and name, and a route without a date has none', (t) => {
  t.deepEqual(translatedWith([{}]).order, { name: 'shop/cart' })
})

test('the backends of a route are named once, in order, mirrors included', (t) => {
  const mirror = (name: string): HTTPRouteFilter => ({
    type: 'RequestMirror',
    requestMirror: { backendRef: objectRefTo(name) },
  })
  const services = ['a', 'b', 'c', 'cart'].map((name) => serviceOf(`shop/${name}`))
  const { backends } = translatedWith(
    [
      {
        filters: [mirror('c'), mirror('gone')],
        backendRefs: [serviceRefTo('cart'), serviceRefTo('cart')],
      },
      { backendRefs: [{ ...serviceRefTo('b'), filters: [mirror('a')] }, serviceRefTo('gone')] },
    ],
    services,
  )
  t.deepEqual(
    backends,
    ['a', 'b', 'c', 'cart'].map((name) => `service/shop/${name}/80`),
  )
})

test('a rule that is refused uses no backend', (t) => {
  const { backends, matches } = translatedWith([{ ...toCart, filters: [unserved] }])
  t.deepEqual(backends, [])
  t.deepEqual(matches[0]?.rule.backendRefs, [])
  t.deepEqual(matches[0]?.rule.filters, [])
})

const dropped: Readonly<Record<string, Partial<HTTPRouteRule>>> = {
  'a filter that is not served': { filters: [unserved] },
  'a combination that makes no sense': { filters: [twice] },
  'a pattern that cannot be used': {
    matches: [{ path: { type: 'RegularExpression', value: '/a(' } }],
  },
  'a time limit that is none': { timeouts: { request: 'soon' } },
  'retries on what is no error': { retry: { attempts: 1, codes: [200] } },
}
for (const [what, rule] of Object.entries(dropped))
  test(`${what} drops its rule, and the route is accepted for the others`, (t) => {
    const { conditions, matches } = translatedWith([toCart, { ...toCart, ...rule }])
    t.is(conditions.accepted, undefined)
    t.is(conditions.partiallyInvalid?.status, 'True')
    t.is(conditions.partiallyInvalid?.reason, 'UnsupportedValue')
    t.regex(
      conditions.partiallyInvalid?.message ?? '',
      /^Dropped Rule spec\.rules\[1\]: its requests get an error\. spec\.rules\[1\]\./,
    )
    t.deepEqual(
      matches.map((match) => match.rule.refused !== undefined),
      [false, true],
    )
  })

test('a backendRef whose filter is not served drops its rule in part', (t) => {
  const inPart = {
    backendRefs: [serviceRefTo('cart'), { ...serviceRefTo('cart'), filters: [unserved] }],
  }
  const { conditions } = translatedWith([toCart, inPart, { ...toCart, filters: [unserved] }])
  t.is(conditions.accepted, undefined)
  t.regex(
    conditions.partiallyInvalid?.message ?? '',
    /^Dropped Rule spec\.rules\[2\], spec\.rules\[1\] in part: their requests/,
  )
})

// "A Route MUST be considered "Accepted" if at least one of the Route's rules is implemented" (shared_types.go).
test('a route of which nothing but a part of a rule serves is accepted, and one that serves nothing is not', (t) => {
  const refused = { ...serviceRefTo('cart'), filters: [unserved] }
  const inPart = translatedWith([{ backendRefs: [serviceRefTo('cart'), refused] }]).conditions
  t.is(inPart.accepted, undefined)
  t.regex(
    inPart.partiallyInvalid?.message ?? '',
    /^Dropped Rule spec\.rules\[0\] in part: its requests/,
  )
  for (const refs of [
    [refused, refused],
    [refused, serviceRefTo('gone')],
    [refused, { ...serviceRefTo('cart'), weight: 0 }],
  ]) {
    const { accepted, partiallyInvalid } = translatedWith([{ backendRefs: refs }]).conditions
    t.is(accepted?.reason, 'UnsupportedValue')
    t.is(partiallyInvalid, undefined)
  }
})

// "Unknown values here must result in … the Accepted Condition for the Route to `status: False`".
const unknown: Readonly<Record<string, string>> = {
  'a filter': '{"filters": [{"type": "Teapot"}]}',
  'a path': '{"matches": [{"path": {"type": "Glob", "value": "/"}}]}',
  'a header':
    '{"matches": [{"path": {"type": "Exact", "value": "/"}, "headers": [{"name": "a", "type": "Glob", "value": "*"}]}]}',
  'a method': '{"matches": [{"path": {"type": "Exact", "value": "/"}, "method": "QUERY"}]}',
  'a scheme': '{"filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "ftp"}}]}',
}
for (const [what, text] of Object.entries(unknown))
  test(`${what} of a type that nobody knows costs the route its acceptance, and its other rules serve`, (t) => {
    const { conditions, matches } = translatedWith([
      JSON.parse(text),
      { ...toCart, matches: [{ path: { type: 'Exact', value: '/' } }] },
    ])
    t.is(conditions.accepted?.reason, 'UnsupportedValue')
    t.is(conditions.partiallyInvalid, undefined)
    t.is(matches.at(-1)?.rule.refused, undefined)
  })

test('a route with nothing but such rules is not accepted', (t) => {
  const { conditions } = translatedWith([{ ...toCart, filters: [twice] }])
  t.is(conditions.accepted?.reason, 'IncompatibleFilters')
  t.is(conditions.partiallyInvalid, undefined)
})

test('a value that is not served gives the reason, also beside a combination that makes no sense', (t) => {
  const { conditions } = translatedWith([{ ...toCart, filters: [twice] }, { filters: [unserved] }])
  t.is(conditions.accepted?.reason, 'UnsupportedValue')
  t.regex(
    conditions.accepted?.message ?? '',
    /more than one of set, add and remove.*type ExtensionRef/,
  )
})

test('a message with a problem in every reference of the largest route fits into a condition', (t) => {
  const long = 'n'.repeat(253)
  const backendRefs = Array.from({ length: 16 }, () => ({ ...serviceRefTo(long), namespace: long }))
  const filters = Array.from({ length: 16 }, () => unserved)
  const rules = Array.from({ length: 16 }, () => ({ backendRefs, filters }))
  const { conditions } = translatedWith(rules)
  t.true(conditions.resolvedRefs.message.length <= 32_768)
  t.true((conditions.accepted?.message.length ?? 0) <= 32_768)
})

test('a route and all below it are frozen', (t) => {
  const translated = translatedWith([toCart])
  t.true(Object.isFrozen(translated))
  t.true(Object.isFrozen(translated.matches[0]?.rule.backendRefs[0]))
})
