import { freePort } from '../../src/testing/free-ports.ts'
import test from 'ava'
import { startEchoBackends } from './echo-backends.ts'

const slice = (port: number): string => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } }
addressType: IPv4
endpoints: [{ addresses: [127.0.0.1], targetRef: { kind: Pod, name: cart-1 } }]
ports: [{ port: ${port} }]
`

test('a backend listens on the port that its EndpointSlice names', async (t) => {
  const port = await freePort()
  const backends = await startEchoBackends(slice(port), { ports: 'as written' })
  t.teardown(() => backends.close())
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  t.like(await answer.json(), { namespace: 'shop', service: 'cart', pod: 'cart-1' })
  t.is(backends.received.count('shop/cart', '/'), 1)
})

test('or on a free one, which the EndpointSlice names afterwards', async (t) => {
  const backends = await startEchoBackends(slice(1))
  t.teardown(() => backends.close())
  const port = Number(/port: (\d+)/.exec(backends.slices)?.[1])
  t.not(port, 1)
  t.is((await fetch(`http://127.0.0.1:${port}/`)).status, 200)
})
