import test from 'ava'
import type { GRPCRouteRule } from '../../resources/gateway-api.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { objectRefTo, serviceRefTo, serviceOf } from '../../testing/translate/route.ts'
import { readsOf } from '../incremental/reads.ts'
import { grpcRouteWith, methodOf, translatedGrpc } from '../../testing/translate/grpc-route.ts'
import { createGrpcRouteTranslator } from './translate-grpc-route.ts'

const toCart: GRPCRouteRule = { backendRefs: [serviceRefTo('cart')] }

test('a rule is of gRPC, is named by its place, and keeps the name that its user gave it', (t) => {
  const { matches } = translatedGrpc([
    { ...toCart, name: 'reads', matches: [methodOf('shop.Cart', 'Get'), methodOf('', 'List')] },
  ])
  const [first, second] = matches
  t.is(first?.name, 'grpcroute/shop/cart/rule/0/match/0')
  t.is(first?.rule.name, 'grpcroute/shop/cart/rule/0')
  t.is(first?.rule.backendRefs[0]?.name, 'grpcroute/shop/cart/rule/0/backendRef/0')
  t.is(first?.rule.backendRefs[0]?.backend, 'service/shop/cart/80')
  t.is(first?.rule.label, 'reads')
  t.is(first?.rule.isGrpc, true)
  t.is(second?.rule, first?.rule)
})

test('a rule without matches is met by every request', (t) => {
  for (const rule of [toCart, { ...toCart, matches: [] }, { ...toCart, matches: [{}] }])
    t.like(translatedGrpc([rule]).matches, [
      { path: { type: 'PathPrefix', value: '' }, headers: [], queryParams: [] },
    ])
})

test('a route without rules matches nothing, and is told so', (t) => {
  const translate = createGrpcRouteTranslator({ portOffset: 0 })
  const { spec, ...route } = grpcRouteWith([])
  for (const given of [
    { ...route, spec },
    { ...route, spec: {} },
  ]) {
    const { matches, conditions } = translate(given, readsOf(new ResourceStore().current()))
    t.deepEqual(matches, [])
    t.is(conditions.accepted, undefined)
    t.regex(conditions.notServed.join(' '), /^spec\.rules: the list is empty/)
  }
})

test('filters are those of an HTTPRoute, header modifiers and mirrors', (t) => {
  const { matches, backends } = translatedGrpc(
    [
      {
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x-a'] } },
          { type: 'ResponseHeaderModifier', responseHeaderModifier: { remove: ['x-b'] } },
          {
            type: 'RequestMirror',
            requestMirror: { backendRef: objectRefTo('copy'), percent: 10 },
          },
        ],
        backendRefs: [serviceRefTo('cart')],
      },
    ],
    [serviceOf('shop/cart'), serviceOf('shop/copy')],
  )
  t.deepEqual(matches[0]?.rule.filters, [
    { type: 'RequestHeaderModifier', set: [], add: [], remove: ['x-a'] },
    { type: 'ResponseHeaderModifier', set: [], add: [], remove: ['x-b'] },
    { type: 'RequestMirror', backend: 'service/shop/copy/80', numerator: 10, denominator: 100 },
  ])
  t.deepEqual(backends, ['service/shop/cart/80', 'service/shop/copy/80'])
})

test('a rule that is refused is one of gRPC still', (t) => {
  const filter = { type: 'ExtensionRef', extensionRef: { group: 'a.b', kind: 'C', name: 'd' } }
  const { matches, conditions } = translatedGrpc([
    { ...toCart, name: 'reads', filters: [{ ...filter, type: 'ExtensionRef' }] },
    toCart,
  ])
  t.is(conditions.accepted, undefined)
  t.regex(conditions.partiallyInvalid?.message ?? '', /^Dropped Rule spec\.rules\[0\]: /)
  t.like(matches[0]?.rule, { isGrpc: true, label: 'reads', backendRefs: [] })
  t.truthy(matches[0]?.rule.refused)
  t.is(matches[1]?.rule.refused, undefined)
})

test('a grant to HTTPRoutes is none to GRPCRoutes', (t) => {
  const store = new ResourceStore()
  store.put(serviceOf('depot/stock'))
  const translate = createGrpcRouteTranslator({ portOffset: 0 })
  const route = grpcRouteWith([{ backendRefs: [{ ...serviceRefTo('stock'), namespace: 'depot' }] }])
  const resolved = () => translate(route, readsOf(store.current())).conditions.resolvedRefs
  const grantTo = (kind: string) =>
    store.put({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'ReferenceGrant',
      metadata: { namespace: 'depot', name: 'shop' },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind, namespace: 'shop' }],
        to: [{ group: '', kind: 'Service' }],
      },
    })
  grantTo('HTTPRoute')
  t.is(resolved().reason, 'RefNotPermitted')
  t.regex(resolved().message, /a GRPCRoute/)
  grantTo('GRPCRoute')
  t.is(resolved().reason, 'ResolvedRefs')
})

for (const appProtocol of ['', 'http', 'kubernetes.io/h2c', 'grpc', 'GRPC']) {
  test(`a backend may have appProtocol '${appProtocol}'`, (t) => {
    const service = serviceOf('shop/cart', { ports: [{ port: 80, appProtocol }] })
    t.is(translatedGrpc([toCart], [service]).conditions.resolvedRefs.reason, 'ResolvedRefs')
  })
}

for (const appProtocol of ['kubernetes.io/ws', 'kubernetes.io/wss', 'smtp', 'https']) {
  test(`a backend of appProtocol ${appProtocol} alone is not spoken to`, (t) => {
    const service = serviceOf('shop/cart', { ports: [{ port: 80, appProtocol }] })
    const { conditions, matches } = translatedGrpc([toCart], [service])
    t.is(conditions.resolvedRefs.reason, 'UnsupportedProtocol')
    t.is(matches[0]?.rule.backendRefs[0]?.backend, null)
  })
}

test('a backend of UDP alone is not spoken to', (t) => {
  const service = serviceOf('shop/cart', { ports: [{ port: 80, protocol: 'UDP' }] })
  const { conditions } = translatedGrpc([toCart], [service])
  t.is(conditions.resolvedRefs.reason, 'UnsupportedProtocol')
})

test('a route keeps its translation until something that it reads changes', (t) => {
  const store = new ResourceStore()
  store.put(serviceOf('shop/cart'))
  const translate = createGrpcRouteTranslator({ portOffset: 0 })
  const route = grpcRouteWith([toCart])
  const first = translate(route, readsOf(store.current()))
  store.put(serviceOf('shop/other'))
  t.is(translate(route, readsOf(store.current())), first)
  store.delete('Service', 'shop/cart')
  t.is(translate(route, readsOf(store.current())).conditions.resolvedRefs.reason, 'BackendNotFound')
})
