// What is kept from one translation to the next. The data plane recompiles whatever is another object,
// so that identity (===) is a promise here, and its cost is bounded.
import { httpListeners } from '../snapshot/http-listeners.ts'
import test, { type ExecutionContext } from 'ava'
import type { EndpointSlice, Secret, Service } from '../resources/core.ts'
import type { Gateway, GatewayClass, HTTPRoute } from '../resources/gateway-api.ts'
import type { Resource } from '../resources/resource-set.ts'
import { ResourceStore } from '../resources/resource-store.ts'
import { SealedText } from '../resources/sealed-text.ts'
import type { Addressing } from './words/addressing.ts'
import { createTranslator } from './create-translator.ts'
import { makeKeyPair } from '../testing/key-pair.ts'
import type { Translation } from './words/translation.ts'
import { processorMs } from '../testing/processor-ms.ts'

const group = 'gateway.networking.k8s.io/v1'

const gatewayClass: GatewayClass = {
  apiVersion: group,
  kind: 'GatewayClass',
  metadata: { name: 'rauta' },
  spec: { controllerName: 'example.com/ours' },
}

function gateway(name: string, port: number, spec: Partial<Gateway['spec']> = {}): Gateway {
  const allowedRoutes = { namespaces: { from: 'Same' as const } }
  return {
    apiVersion: group,
    kind: 'Gateway',
    metadata: { name, namespace: 'shop' },
    spec: {
      gatewayClassName: 'rauta',
      listeners: [{ name: 'http', port, protocol: 'HTTP', allowedRoutes }],
      ...spec,
    },
  }
}

function route(name: string, hostname: string, path = '/', parent = 'web'): HTTPRoute {
  const kindOf = (kind: string) => ({ group: kind === 'Service' ? '' : group.split('/')[0]!, kind })
  return {
    apiVersion: group,
    kind: 'HTTPRoute',
    metadata: { name, namespace: 'shop' },
    spec: {
      parentRefs: [{ ...kindOf('Gateway'), name: parent }],
      hostnames: [hostname],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          backendRefs: [{ ...kindOf('Service'), name, port: 80, weight: 1 }],
        },
      ],
    },
  }
}

function backendOf(name: string, address: string): readonly Resource[] {
  const slice: EndpointSlice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'shop', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
    ports: [{ port: 8080 }],
  }
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop' },
      spec: { ports: [{ port: 80 }] },
    },
    slice,
  ]
}

const loopback: Addressing = { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] }

function setUp(resources: readonly Resource[], addressing = loopback) {
  const store = new ResourceStore()
  const translate = createTranslator({
    controllerName: 'example.com/ours',
    portOffset: 8000,
    reservedPorts: [],
  })
  let live: Translation = { snapshot: emptySnapshot, drafts: [], facts: [] }
  const change = (...changed: readonly Resource[]) => {
    for (const resource of changed) store.put(resource)
    const { certificates } = live.snapshot
    live = translate(store.current(), {
      liveCertificates: certificates,
      nowMs: 0,
      // Another object each time, as those who ask around make it.
      addressing: structuredClone(addressing),
    })
    return live
  }
  const move = (to: Addressing) => {
    addressing = to
    return change()
  }
  return { store, change, move, first: change(gatewayClass, ...resources) }
}

const emptySnapshot = {
  listeners: [],
  backends: {},
  endpoints: {},
  certificates: {},
  caBundles: {},
}

const shop = [
  gateway('web', 80),
  gateway('other', 81),
  route('cart', 'cart.example.com'),
  ...backendOf('cart', '10.0.0.1'),
  route('blog', 'blog.example.com'),
  ...backendOf('blog', '10.0.0.2'),
  route('apart', 'apart.example.com', '/', 'other'),
  ...backendOf('apart', '10.0.0.3'),
]

function listener(t: ExecutionContext, { snapshot }: Translation, name: string) {
  const found = httpListeners(snapshot.listeners).find(
    (one) => one.name === `gateway/shop/${name}/listener/http`,
  )
  if (!found) throw t.fail(`there is no listener of ${name}`)
  return found
}

test('the same resources give the same snapshot, statuses and facts', (t) => {
  const { change, first } = setUp(shop)
  const again = change()
  t.is(again.snapshot, first.snapshot)
  t.is(again.drafts, first.drafts)
  t.is(again.facts, first.facts)
})

test('a resource that nothing refers to changes nothing', (t) => {
  const { change, first } = setUp(shop)
  const after = change(...backendOf('stranger', '10.0.0.9'))
  t.is(after.snapshot, first.snapshot)
  t.is(after.drafts, first.drafts)
})

test('a changed route replaces its host and its listener, and nothing else', (t) => {
  const { change, first } = setUp(shop)
  const after = change(route('cart', 'cart.example.com', '/new'))
  const [before, now] = [listener(t, first, 'web'), listener(t, after, 'web')]
  const hostsOf = ({ hosts }: typeof now) => new Map(hosts.map((host) => [host.hostname, host]))

  t.not(now, before)
  t.not(hostsOf(now).get('cart.example.com'), hostsOf(before).get('cart.example.com'))
  t.is(hostsOf(now).get('blog.example.com'), hostsOf(before).get('blog.example.com'))
  t.is(listener(t, after, 'other'), listener(t, first, 'other'))
  t.is(after.snapshot.backends, first.snapshot.backends)
  t.is(after.snapshot.endpoints, first.snapshot.endpoints)
  t.deepEqual(
    after.drafts.filter((draft, index) => draft !== first.drafts[index]),
    [],
  )
})

test('a changed EndpointSlice replaces its endpoints, and nothing else', (t) => {
  const { change, first } = setUp(shop)
  const after = change(...backendOf('cart', '10.0.0.77'))
  const { snapshot } = after

  t.is(snapshot.listeners, first.snapshot.listeners)
  t.is(snapshot.backends, first.snapshot.backends)
  t.is(after.drafts, first.drafts)
  t.is(snapshot.endpoints['service/shop/cart/80']?.[0]?.address, '10.0.0.77')
  const untouched = 'service/shop/blog/80'
  t.is(snapshot.endpoints[untouched], first.snapshot.endpoints[untouched])
})

test('a changed Gateway keeps the hosts of its listeners', (t) => {
  const { change, first } = setUp(shop)
  const after = change(gateway('web', 80, { defaultScope: 'All' }))
  t.is(listener(t, after, 'web'), listener(t, first, 'web'))
  t.not(after.drafts, first.drafts)
})

test('a rotated certificate replaces its entry, and nothing else', async (t) => {
  const tls = {
    mode: 'Terminate' as const,
    certificateRefs: [{ group: '', kind: 'Secret', name: 'a' }],
  }
  const { listeners } = gateway('web', 443).spec
  const secure = listeners.map((one) => Object.assign({ tls }, one, { protocol: 'HTTPS' }))
  const [old, next] = [await makeKeyPair(['a.example.com']), await makeKeyPair(['a.example.com'])]
  const { change, first } = setUp([
    gateway('web', 443, { listeners: secure }),
    route('cart', 'cart.example.com'),
    secretOf(old),
  ])
  const after = change(secretOf(next))

  t.is(listener(t, first, 'web').protocol, 'HTTPS')
  t.is(after.snapshot.listeners, first.snapshot.listeners)
  const { certificateChain = '' } = after.snapshot.certificates['secret/shop/a'] ?? {}
  t.is(certificateChain.trim(), next.certificate)

  const garbage = change(secretOf({ certificate: 'garbage', key: 'garbage' }))
  t.is(garbage.snapshot, after.snapshot)
  t.is(change().snapshot, after.snapshot)
})

function secretOf({ certificate, key }: { certificate: string; key: string }): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a', namespace: 'shop' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': new SealedText(certificate), 'tls.key': new SealedText(key) },
  }
}

test('what goes away leaves no trace in the tables', (t) => {
  const { store, change } = setUp(shop)
  store.delete('HTTPRoute', 'shop/cart')
  const { snapshot, drafts } = change()
  t.deepEqual(Object.keys(snapshot.backends).toSorted(), [
    'service/shop/apart/80',
    'service/shop/blog/80',
  ])
  t.false(drafts.some(({ name }) => name === 'cart'))
})

test('where a Gateway listens concerns nobody else', (t) => {
  const { change, first } = setUp(shop, { mode: 'pool', range: '10.0.0.0/24', assigned: {} })
  const after = change(gateway('zoo', 80))
  t.deepEqual(
    after.snapshot.listeners.map(({ address }) => address),
    ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
  )
  t.is(listener(t, after, 'web'), listener(t, first, 'web'))
  t.is(after.snapshot.backends, first.snapshot.backends)
})

test('a node that comes or goes changes what is said of Gateways, and nothing that is served', (t) => {
  const of = (...addresses: string[]): Addressing => ({ mode: 'host', bind: '::', addresses })
  const { move, first } = setUp(shop, of('192.0.2.1'))
  const after = move(of('192.0.2.1', '192.0.2.2'))
  t.is(after.snapshot, first.snapshot)
  const changed = after.drafts.filter((draft) => !first.drafts.includes(draft))
  t.deepEqual(
    changed.map(({ kind }) => kind),
    ['Gateway', 'Gateway'],
  )
  t.is(move(of('192.0.2.1', '192.0.2.2')).drafts, after.drafts)
})

test("a new targetPort of a Gateway's Service moves its listener, a new address nothing", (t) => {
  const own = (targetPort: number, ip: string): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'web-rauta',
      namespace: 'shop',
      labels: {
        'gateway.networking.k8s.io/gateway-name': 'web',
        'app.kubernetes.io/managed-by': 'rauta',
      },
    },
    spec: { ports: [{ port: 80, targetPort }] },
    status: { loadBalancer: { ingress: [{ ip }] } },
  })
  const addressing: Addressing = { mode: 'service', bind: '::' }
  const { change, first } = setUp([...shop, own(10_000, '192.0.2.1')], addressing)
  const reached = change(own(10_000, '192.0.2.2'))
  t.is(reached.snapshot, first.snapshot)
  t.not(reached.drafts, first.drafts)

  const moved = change(own(10_001, '192.0.2.2'))
  t.is(listener(t, moved, 'web').port, 10_001)
  t.is(listener(t, moved, 'web').hosts, listener(t, first, 'web').hosts)
})

// Aimed at some milliseconds.
for (const [words, hostnameOf] of [
  ['hostnames of their own', (index: number) => `h${index}.example.com`],
  ['one hostname', () => 'example.com'],
] as const) {
  test(`with 5,000 routes of ${words} one change costs little`, (t) => {
    const names = Array.from({ length: 5000 }, (_, index) => `r${index}`)
    const { change } = setUp([
      gateway('web', 80),
      ...names.map((name, index) => route(name, hostnameOf(index), `/${index}`)),
      ...names.flatMap((name, index) => backendOf(name, `10.0.${index >> 8}.${index & 255}`)),
    ])
    const timed = (...changed: readonly Resource[]) => processorMs(() => change(...changed))
    const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[3] ?? Infinity
    const seven = [1, 2, 3, 4, 5, 6, 7]

    const routeMs = median(seven.map((n) => timed(route('r7', hostnameOf(7), `/changed-${n}`))))
    const sliceMs = median(seven.map((n) => timed(...backendOf('r8', `10.9.0.${n}`))))
    t.log(`a route ${routeMs.toFixed(1)} ms, an EndpointSlice ${sliceMs.toFixed(1)} ms`)
    t.true(routeMs < 150, `a changed route takes ${routeMs} ms`)
    t.true(sliceMs < 150, `a changed EndpointSlice takes ${sliceMs} ms`)
  })
}

test('with 5,000 routes of 500 Gateways with addresses of a pool one change costs little', (t) => {
  const ofGateway = (index: number) => `g${index % 500}`
  const names = Array.from({ length: 5000 }, (_, index) => `r${index}`)
  const gateways = Array.from({ length: 500 }, (_, index) => gateway(`g${index}`, 80))
  const { change } = setUp(
    [
      ...gateways,
      ...names.map((name, index) => route(name, 'example.com', `/${index}`, ofGateway(index))),
    ],
    { mode: 'pool', range: 'fd00::/64', assigned: {} },
  )
  const times = [1, 2, 3, 4, 5, 6, 7].map((n) =>
    processorMs(() => change(route('r7', 'example.com', `/changed-${n}`, 'g7'))),
  )
  const medianMs = times.toSorted((a, b) => a - b)[3] ?? Infinity
  t.log(`${medianMs.toFixed(1)} ms`)
  t.true(medianMs < 150, `a changed route takes ${medianMs} ms`)
})
