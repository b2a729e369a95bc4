import test from 'ava'
import type { Gateway, GatewayClass, ListenerSet } from '../../resources/gateway-api.ts'
import type { Resource } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { createTranslator } from '../create-translator.ts'
import type { Addressing } from '../words/addressing.ts'

const apiVersion = 'gateway.networking.k8s.io/v1'
const allowedRoutes = { namespaces: { from: 'Same' as const } }

const gatewayClass: GatewayClass = {
  apiVersion,
  kind: 'GatewayClass',
  metadata: { name: 'rauta' },
  spec: { controllerName: 'example.com/ours' },
}

function gateway(name: string, spec: Partial<Gateway['spec']> = {}): Gateway {
  const http = { name: 'http', port: 80, protocol: 'HTTP', hostname: `${name}.test`, allowedRoutes }
  return {
    apiVersion,
    kind: 'Gateway',
    metadata: { name, namespace: 'shop' },
    spec: {
      gatewayClassName: 'rauta',
      listeners: [http],
      allowedListeners: { namespaces: { from: 'Same' } },
      ...spec,
    },
  }
}

function listenerSet(name: string, hostname: string, port = 80): ListenerSet {
  return {
    apiVersion,
    kind: 'ListenerSet',
    metadata: { name, namespace: 'shop', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: {
      parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web' },
      listeners: [{ name: 'http', port, protocol: 'HTTP', hostname, allowedRoutes }],
    },
  }
}

function setUp(...resources: readonly Resource[]) {
  const store = new ResourceStore()
  const translate = createTranslator({
    controllerName: 'example.com/ours',
    portOffset: 0,
    reservedPorts: [],
  })
  const addressing: Addressing = { mode: 'host', bind: '::', addresses: ['192.0.2.1'] }
  const change = (...changed: readonly Resource[]) => {
    for (const resource of changed) store.put(resource)
    return translate(store.current(), { liveCertificates: {}, nowMs: 0, addressing }).facts
  }
  return { change, first: change(gatewayClass, ...resources) }
}

test('of a Gateway its addresses are known, its listeners, and those of its accepted ListenerSets', (t) => {
  const { first } = setUp(
    gateway('web'),
    listenerSet('more', 'more.test', 8080),
    listenerSet('refused', 'web.test'),
  )
  const served = { isAccepted: true, isServed: true }
  t.deepEqual(first, [
    {
      gateway: 'shop/web',
      addresses: [{ type: 'IPAddress', value: '192.0.2.1' }],
      listeners: [
        { name: 'gateway/shop/web/listener/http', port: '80/TCP', ...served },
        { name: 'listenerset/shop/more/listener/http', port: '8080/TCP', ...served },
      ],
    },
  ])
})

test('a listener may be accepted and not served, or neither', (t) => {
  const tls = {
    mode: 'Terminate' as const,
    certificateRefs: [{ group: '', kind: 'Secret', name: 'none' }],
  }
  const { first } = setUp(
    gateway('web', {
      listeners: [
        { name: 'https', port: 443, protocol: 'HTTPS', tls, allowedRoutes },
        { name: 'odd', port: 53, protocol: 'example.com/odd', allowedRoutes },
      ],
    }),
  )
  t.deepEqual(
    first.map(({ addresses, listeners }) => ({
      addresses,
      listeners: listeners.map(({ isAccepted, isServed }) => ({ isAccepted, isServed })),
    })),
    [
      {
        addresses: [],
        listeners: [
          { isAccepted: true, isServed: false },
          { isAccepted: false, isServed: false },
        ],
      },
    ],
  )
})

test('a Gateway of another controller is not among them', (t) => {
  t.deepEqual(setUp(gateway('web', { gatewayClassName: 'theirs' })).first, [])
})

test('what did not change is the same object, and nobody can change it', (t) => {
  const { change, first } = setUp(
    gateway('web'),
    listenerSet('more', 'more.test', 8080),
    gateway('other'),
  )
  t.is(change(), first)
  const after = change(gateway('web', { addresses: [{ type: 'IPAddress', value: '192.0.2.1' }] }))
  t.is(after, first)
  const moved = change(listenerSet('more', 'more.test', 8081))
  const [before, now] = [first, moved].map(
    (facts) => new Map(facts.map((one) => [one.gateway, one])),
  )
  t.not(now?.get('shop/web'), before?.get('shop/web'))
  t.is(now?.get('shop/other'), before?.get('shop/other'))
  t.true(Object.isFrozen(first[0]) && Object.isFrozen(first[0]?.listeners[0]))
})
