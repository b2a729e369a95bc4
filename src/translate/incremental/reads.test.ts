import test from 'ava'
import type { EndpointSlice, Service } from '../../resources/core.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { memoised, readsOf, type RootReads } from './reads.ts'

function service(name: string, port = 80): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { ports: [{ port }] },
  }
}

function slice(name: string, serviceName: string, address: string): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': serviceName },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
  }
}

test('a memo gives the same output until something that it read changes', (t) => {
  const store = new ResourceStore()
  store.put(service('cart'))
  store.put(service('other'))
  const input = {}
  const portOf = memoised((_input: object, reads) => ({
    port: reads.get('Service', 'shop/cart')?.spec.ports?.[0]?.port,
  }))

  const first = portOf(input, readsOf(store.current()))
  store.put(service('other', 81))
  t.is(portOf(input, readsOf(store.current())), first)

  store.put(service('cart', 82))
  const second = portOf(input, readsOf(store.current()))
  t.not(second, first)
  t.is(second.port, 82)
})

test('a memo notices that something it looked for in vain is there now', (t) => {
  const store = new ResourceStore()
  const input = {}
  const isThere = memoised((_input: object, reads) => ({
    answer: reads.get('Service', 'shop/cart') !== undefined,
  }))
  t.false(isThere(input, readsOf(store.current())).answer)
  store.put(service('cart'))
  t.true(isThere(input, readsOf(store.current())).answer)
})

test('what an inner memo read counts for the memo around it, even when the inner one remembers', (t) => {
  const store = new ResourceStore()
  store.put(service('cart', 80))
  const input = {}
  const inner = memoised((_input: object, reads) => reads.get('Service', 'shop/cart'))
  const outer = memoised((value: object, reads) => ({
    port: inner(value, reads)?.spec.ports?.[0]?.port,
  }))
  inner(input, readsOf(store.current()))
  t.is(outer(input, readsOf(store.current())).port, 80)
  store.put(service('cart', 81))
  t.is(outer(input, readsOf(store.current())).port, 81)
})

test("a Service's slices are the same array until one of them changes", (t) => {
  const store = new ResourceStore()
  store.put(slice('a', 'cart', '10.0.0.1'))
  store.put(slice('b', 'other', '10.0.0.2'))
  const before = readsOf(store.current()).slicesOf('shop/cart')
  t.is(before.length, 1)

  store.put(slice('b', 'other', '10.0.0.3'))
  t.is(readsOf(store.current()).slicesOf('shop/cart'), before)

  store.put(slice('c', 'cart', '10.0.0.4'))
  t.is(readsOf(store.current()).slicesOf('shop/cart').length, 2)
})

test('a memo looks again only where a map that it read from is another one', (t) => {
  const store = new ResourceStore()
  store.put(service('cart'))
  let looks = 0
  const input = {}
  const portOf = memoised((_input: object, reads) => ({
    port: reads.get('Service', 'shop/cart')?.spec.ports?.[0]?.port,
  }))
  const counting = (before?: RootReads): RootReads => {
    const reads = readsOf(store.current(), { before })
    const get: RootReads['get'] = (kind, key) => {
      looks++
      return reads.get(kind, key)
    }
    return { ...reads, get }
  }
  const first = counting()
  const output = portOf(input, first)
  t.is(looks, 1)
  store.put(slice('cart-1', 'cart', '10.0.0.1'))
  const second = counting(first)
  t.is(portOf(input, second), output)
  t.is(looks, 1)
  store.put(service('other'))
  const third = counting(second)
  t.is(portOf(input, third), output)
  t.is(looks, 2)
  // It missed a translation, and cannot know what changed in between.
  store.put(service('cart', 81))
  const fourth = counting(third)
  t.is(portOf(input, counting(fourth)).port, 81)
})
