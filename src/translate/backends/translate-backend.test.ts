import test from 'ava'
import type { EndpointSlice, Service } from '../../resources/core.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { readsOf } from '../incremental/reads.ts'
import { upgradesOf } from './upgrades.ts'
import { translateBackend } from './translate-backend.ts'

function service(spec: Partial<Service['spec']> = {}, annotations = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'shop', name: 'cart', annotations },
    spec: { ports: [{ port: 80 }], ...spec },
  }
}

function slice(name: string, addresses: readonly string[], labels = {}): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace: 'shop',
      name,
      labels: { 'kubernetes.io/service-name': 'cart', ...labels },
    },
    addressType: 'IPv4',
    ports: [{ port: 3000 }],
    endpoints: addresses.map((address) => ({ addresses: [address] })),
  }
}

function storeWith(...resources: (Service | EndpointSlice)[]) {
  const store = new ResourceStore()
  for (const resource of resources) store.put(resource)
  const backend = (name = 'service/shop/cart/80') =>
    translateBackend(name, readsOf(store.current()))
  return { store, backend }
}

test('a backend and its endpoints stay the same objects while nothing changes', (t) => {
  const { store, backend } = storeWith(service(), slice('a', ['10.0.0.1']))
  const first = backend()
  store.put({ ...slice('x', ['10.0.0.9']), metadata: { namespace: 'other', name: 'x' } })
  t.is(backend(), first)
})

test('an EndpointSlice that changes gives new endpoints beside the same backend', (t) => {
  const { store, backend } = storeWith(service(), slice('a', ['10.0.0.1']))
  const first = backend()
  store.put(slice('a', ['10.0.0.1', '10.0.0.2']))
  const next = backend()
  t.is(next.backend, first.backend)
  t.deepEqual(
    next.endpoints.map(({ address }) => address),
    ['10.0.0.1', '10.0.0.2'],
  )
})

test('a slice that changes and leads to the same endpoints gives the same array', (t) => {
  const { store, backend } = storeWith(service(), slice('a', ['10.0.0.1', '10.0.0.2']))
  const first = backend()
  store.put(slice('a', ['10.0.0.2', '10.0.0.1'], { 'example.net/edited': 'yes' }))
  store.put(slice('b', ['10.0.0.1']))
  t.is(backend().endpoints, first.endpoints)
})

test('a Service that changes gives a new backend', (t) => {
  const { store, backend } = storeWith(service())
  t.deepEqual(backend().backend, { name: 'service/shop/cart/80', protocol: 'http1' })
  store.put(service({ ports: [{ port: 80, appProtocol: 'kubernetes.io/h2c' }] }))
  t.is(backend().backend.protocol, 'h2c')
})

test('two ports of a Service are two backends', (t) => {
  const { backend } = storeWith(
    service({
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 81, appProtocol: 'kubernetes.io/h2c' },
      ],
    }),
  )
  t.is(backend('service/shop/cart/80').backend.protocol, 'http1')
  t.is(backend('service/shop/cart/81').backend.protocol, 'h2c')
})

test('a name whose Service is gone has no endpoints', (t) => {
  const { backend } = storeWith()
  t.deepEqual(backend().endpoints, [])
})

test('a name that is none is a mistake of the program', (t) => {
  const { backend } = storeWith()
  t.throws(() => backend('secret/shop/cart'), { message: /Not the name of a backend/ })
})

for (const [written, expected] of [
  ['SPDY/3.1, tcp', ['spdy/3.1', 'tcp']],
  ['custom', ['custom']],
  ['tcp, h2c', undefined],
  ['HTTP/2.0', undefined],
  ['TLS/1.2', undefined],
  ['a b', undefined],
  ['', undefined],
] as const)
  test(`a Service whose upgrades are ${JSON.stringify(written)} has ${JSON.stringify(expected) ?? 'none'}`, (t) => {
    const given = service({}, { 'rauta.dev/upgrades': written })
    t.deepEqual(storeWith(given).backend().backend.upgrades as object | undefined, expected)
    t.is(upgradesOf(given).mistake === undefined, expected !== undefined)
  })

const affinities: readonly (readonly [string, Service, object | undefined])[] = [
  ['nothing', service(), undefined],
  ['sessionAffinity None', service({ sessionAffinity: 'None' }), undefined],
  ['sessionAffinity ClientIP', service({ sessionAffinity: 'ClientIP' }), { type: 'ClientIP' }],
  [
    'a header, which goes before ClientIP',
    service({ sessionAffinity: 'ClientIP' }, { 'rauta.dev/hash-header': 'X-User' }),
    { type: 'Header', name: 'x-user' },
  ],
  ['a cookie', service({}, { 'rauta.dev/hash-cookie': 'Sid' }), { type: 'Cookie', name: 'Sid' }],
  ['no header name', service({}, { 'rauta.dev/hash-header': 'a b' }), undefined],
  ['no cookie name', service({}, { 'rauta.dev/hash-cookie': '' }), undefined],
  [
    'both a header and a cookie',
    service({}, { 'rauta.dev/hash-header': 'a', 'rauta.dev/hash-cookie': 'b' }),
    undefined,
  ],
]

for (const [title, given, expected] of affinities) {
  test(`a Service with ${title} has affinity ${JSON.stringify(expected) ?? 'none'}`, (t) => {
    t.deepEqual(storeWith(given).backend().backend.affinity as object | undefined, expected)
  })
}
