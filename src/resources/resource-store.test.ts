import test from 'ava'
import type { Secret, Service } from './core.ts'
import type { Gateway } from './gateway-api.ts'
import { SealedText } from './sealed-text.ts'
import { ResourceStore } from './resource-store.ts'

function service(over: { port?: number; resourceVersion?: string } = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cart', namespace: 'shop', resourceVersion: over.resourceVersion ?? '1' },
    spec: { ports: [{ port: over.port ?? 80 }] },
  }
}

const gateway: Gateway = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { gatewayClassName: 'rauta', listeners: [] },
}

test('a set stays the same value while nothing changes', (t) => {
  const store = new ResourceStore()
  store.put(service())
  t.is(store.current(), store.current())
})

test('an object of which only bookkeeping changed keeps its identity', (t) => {
  const store = new ResourceStore()
  t.true(store.put(service({ resourceVersion: '1' })))
  t.true(store.put(gateway))
  const before = store.current()
  t.false(store.put(service({ resourceVersion: '2' })))
  const withStatus: Gateway = {
    ...gateway,
    status: { addresses: [], conditions: [], listeners: [] },
  }
  t.false(store.put(withStatus))
  t.is(store.current(), before)
})

test('a Service with a new address of its load balancer is another Service', (t) => {
  const store = new ResourceStore()
  const reachedAt = (ip: string): Service => ({
    ...service(),
    status: { loadBalancer: { ingress: [{ ip }] } },
  })
  store.put(service())
  t.true(store.put(reachedAt('192.0.2.1')))
  t.false(store.put(reachedAt('192.0.2.1')))
  t.true(store.put(reachedAt('192.0.2.2')))
  t.is(
    store.current().Service.get('shop/cart')?.status?.loadBalancer?.ingress?.[0]?.ip,
    '192.0.2.2',
  )
})

test('a change gives a new set and leaves the old one as it was', (t) => {
  const store = new ResourceStore()
  store.put(service({ port: 80 }))
  const before = store.current()
  t.true(store.put(service({ port: 81 })))
  t.is(before.Service.get('shop/cart')?.spec.ports?.[0]?.port, 80)
  t.is(store.current().Service.get('shop/cart')?.spec.ports?.[0]?.port, 81)
  t.is(store.current().Secret, before.Secret)
})

test('deleting says whether there was such an object', (t) => {
  const store = new ResourceStore()
  store.put(service())
  t.true(store.delete('Service', 'shop/cart'))
  t.false(store.delete('Service', 'shop/cart'))
  t.is(store.current().Service.size, 0)
})

test('what is stored cannot be changed', (t) => {
  const store = new ResourceStore()
  store.put(service())
  const stored = store.current().Service.get('shop/cart')!
  t.throws(() => Object.assign(stored.metadata, { name: 'other' }), { instanceOf: TypeError })
})

test('a Secret whose text alone is another is another Secret', (t) => {
  const secret = (text: string): Secret => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'tls', namespace: 'shop' },
    data: { 'tls.key': new SealedText(text) },
  })
  const store = new ResourceStore()
  store.put(secret('old'))
  t.false(store.put(secret('old')))
  t.true(store.put(secret('new')))
  t.is(store.current().Secret.get('shop/tls')?.data['tls.key']?.reveal(), 'new')
})
