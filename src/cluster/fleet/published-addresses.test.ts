import test from 'ava'
import { publishedAddresses } from './published-addresses.ts'

const proxy = (node: string, ...addresses: string[]) => ({
  name: `pod-${node}`,
  node,
  addresses,
  live: {},
  notBound: {},
})

test('addresses come by node, each as it names them', (t) => {
  const proxies = [proxy('a', '192.0.2.9', '2001:db8::9'), proxy('b', '192.0.2.1')]
  t.deepEqual(publishedAddresses(proxies), ['192.0.2.9', '2001:db8::9', '192.0.2.1'])
})

test('an address is published once', (t) => {
  t.deepEqual(publishedAddresses([proxy('a', '192.0.2.1'), proxy('b', '192.0.2.1')]), ['192.0.2.1'])
})

test('at most 16 addresses are published', (t) => {
  const proxies = Array.from({ length: 20 }, (_, at) => proxy(`node-${at}`, `192.0.2.${at}`))
  t.deepEqual(
    publishedAddresses(proxies),
    proxies.slice(0, 16).flatMap(({ addresses }) => addresses),
  )
})
