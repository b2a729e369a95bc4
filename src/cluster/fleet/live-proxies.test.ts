import test from 'ava'
import { createLiveProxies, type ProxyLease, proxyLease } from './live-proxies.ts'

const lease = (name: string, renewal: number | string, live = {}): ProxyLease => ({
  name,
  proxy: { name, node: `node-${name}`, addresses: [], live, notBound: {} },
  renewal: String(renewal),
  durationMs: 40,
})

/** Silence is more than 20 without a word. */
function table() {
  const proxies = createLiveProxies(20)
  return {
    ...proxies,
    names: () =>
      proxies
        .current()
        .map(({ name }) => name)
        .join(' '),
  }
}

test('a Lease that is not renewed within its time is stale', (t) => {
  const proxies = table()
  proxies.list([lease('a', 1), lease('b', 1)], 0)
  for (const now of [10, 20, 30]) proxies.put(lease('a', now), now)
  t.is(proxies.names(), 'a b')
  proxies.put(lease('a', 40), 40)
  t.is(proxies.names(), 'a')
})

test('what is stale is fresh again with the next renewal', (t) => {
  const proxies = table()
  proxies.list([lease('a', 1), lease('b', 1)], 0)
  for (const now of [10, 20, 30, 40]) proxies.put(lease('a', now), now)
  proxies.put(lease('b', 2), 45)
  t.is(proxies.names(), 'a b')
})

test('a list that shows a stale Lease as it was does not make it fresh', (t) => {
  const proxies = table()
  proxies.list([lease('a', 1), lease('b', 1)], 0)
  for (const now of [10, 20, 30, 40]) proxies.put(lease('a', now), now)
  proxies.list([lease('a', 50), lease('b', 1)], 50)
  proxies.list([lease('a', 50), lease('b', 1)], 5000)
  t.is(proxies.names(), 'a')
})

test('while nothing is heard nobody grows stale; after that all counts begin anew', (t) => {
  const proxies = table()
  proxies.list([lease('a', 1), lease('b', 1)], 0)
  t.is(proxies.names(), 'a b')
  proxies.list([lease('a', 1), lease('b', 1)], 3_600_000)
  t.is(proxies.names(), 'a b')
  for (const later of [10, 20, 30]) proxies.put(lease('a', later), 3_600_000 + later)
  t.is(proxies.names(), 'a b')
  proxies.put(lease('a', 40), 3_600_040)
  t.is(proxies.names(), 'a')
})

test('what is deleted, or not in a new list, is gone at once', (t) => {
  const proxies = table()
  proxies.list([lease('a', 1), lease('b', 1), lease('c', 1)], 0)
  proxies.delete('a', 1)
  t.is(proxies.names(), 'b c')
  proxies.list([lease('c', 1)], 2)
  t.is(proxies.names(), 'c')
})

test('a renewal that says nothing new leaves the same object', (t) => {
  const proxies = table()
  proxies.list([lease('a', 1, { 'ns/web': '1' })], 0)
  const [before] = proxies.current()
  proxies.put(lease('a', 2, { 'ns/web': '1' }), 10)
  t.is(proxies.current()[0], before)
  proxies.put(lease('a', 3, { 'ns/web': '2' }), 20)
  t.deepEqual(proxies.current()[0]?.live, { 'ns/web': '2' })
})

test('a Lease without a time is never fresh', (t) => {
  const proxies = table()
  proxies.list([proxyLease({ metadata: { name: 'a' } }), lease('b', 1)], 0)
  t.is(proxies.names(), 'b')
})

test('proxies come by node and name', (t) => {
  const proxies = table()
  proxies.list([lease('c', 1), lease('a', 1), lease('b', 1)], 0)
  t.is(proxies.names(), 'a b c')
})
