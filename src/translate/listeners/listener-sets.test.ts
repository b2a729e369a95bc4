// ListenerSets by the thousand, and beside each other: what a change costs, and that one which is broken
// leaves what is made of the others as it is.
import { httpListeners } from '../../snapshot/http-listeners.ts'
import test from 'ava'
import type { Service } from '../../resources/core.ts'
import type { Gateway, GatewayClass, HTTPRoute, ListenerSet } from '../../resources/gateway-api.ts'
import type { Resource } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { allListenersBound, type BindReport } from '../../snapshot/bind-report.ts'
import { statusesOf } from '../../status/statuses-of.ts'
import type { Addressing } from '../words/addressing.ts'
import { createTranslator } from '../create-translator.ts'
import type { Translation } from '../words/translation.ts'
import { processorMs } from '../../testing/processor-ms.ts'

const apiVersion = 'gateway.networking.k8s.io/v1'
const group = 'gateway.networking.k8s.io'
const allowedRoutes = { namespaces: { from: 'Same' as const } }

const gatewayClass: GatewayClass = {
  apiVersion,
  kind: 'GatewayClass',
  metadata: { name: 'rauta' },
  spec: { controllerName: 'example.com/ours' },
}

function gateway(name = 'web', creationTimestamp = '2026-01-01T00:00:00Z'): Gateway {
  const listener = { port: 80, protocol: 'HTTP', hostname: `${name}.example.com`, allowedRoutes }
  return {
    apiVersion,
    kind: 'Gateway',
    metadata: { name, namespace: 'infra', creationTimestamp },
    spec: {
      gatewayClassName: 'rauta',
      listeners: [{ name: 'http', ...listener }],
      allowedListeners: { namespaces: { from: 'All' } },
    },
  }
}

type Entry = ListenerSet['spec']['listeners'][number]

function entry(hostname: string, other: Partial<Entry> = {}): Entry {
  return { name: 'http', port: 80, protocol: 'HTTP', hostname, allowedRoutes, ...other }
}

function listenerSet(name: string, listeners: readonly Entry[], parent = 'web'): ListenerSet {
  return {
    apiVersion,
    kind: 'ListenerSet',
    metadata: { name, namespace: 'shop', creationTimestamp: '2026-02-01T00:00:00Z' },
    spec: { parentRef: { group, kind: 'Gateway', name: parent, namespace: 'infra' }, listeners },
  }
}

function route(name: string, path = '/'): HTTPRoute {
  return {
    apiVersion,
    kind: 'HTTPRoute',
    metadata: { name, namespace: 'shop' },
    spec: {
      parentRefs: [{ group, kind: 'ListenerSet', name }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          backendRefs: [{ group: '', kind: 'Service', name: 'cart', port: 80, weight: 1 }],
        },
      ],
    },
  }
}

const cart: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { ports: [{ port: 80 }] },
}

const loopback: Addressing = { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] }

function setUp(resources: readonly Resource[], addressing = loopback) {
  const store = new ResourceStore()
  const translate = createTranslator({
    controllerName: 'example.com/ours',
    portOffset: 0,
    reservedPorts: [9901],
  })
  const change = (...changed: readonly Resource[]): Translation => {
    for (const resource of changed) store.put(resource)
    return translate(store.current(), { liveCertificates: {}, nowMs: 0, addressing })
  }
  return { store, change, first: change(gatewayClass, cart, ...resources) }
}

function listenerOf({ snapshot }: Translation, name: string) {
  return httpListeners(snapshot.listeners).find(
    (one) => one.name === `listenerset/shop/${name}/listener/http`,
  )
}

function draftOf({ drafts }: Translation, name: string) {
  return drafts.find((draft) => draft.kind === 'ListenerSet' && draft.name === name)
}

function statusOf({ drafts }: Translation, name: string, report: BindReport) {
  const status = statusesOf(drafts, report).find(
    (one) => one.kind === 'ListenerSet' && one.name === name,
  )
  if (status?.kind !== 'ListenerSet') throw new Error('there is no status of the set')
  return status
}

test('a changed set replaces its own listener and status, and nothing else', (t) => {
  const { change, first } = setUp([
    gateway(),
    listenerSet('a', [entry('a.example.com')]),
    route('a'),
    listenerSet('b', [entry('b.example.com')]),
    route('b'),
  ])
  const after = change(listenerSet('a', [entry('new.example.com')]))
  t.is(listenerOf(after, 'a')?.hostname, 'new.example.com')
  t.is(listenerOf(after, 'b'), listenerOf(first, 'b'))
  t.deepEqual(
    after.drafts
      .filter((draft, index) => draft !== first.drafts[index])
      .map(({ kind, name }) => `${kind} ${name}`),
    ['ListenerSet a'],
  )
})

test('a set that asks for another port leaves the listeners and statuses of the others as they were', (t) => {
  const { change, first } = setUp([
    gateway(),
    listenerSet('a', [entry('a.example.com')]),
    listenerSet('b', [entry('b.example.com')]),
  ])
  const after = change(listenerSet('a', [entry('a.example.com', { port: 8080 })]))
  t.is(listenerOf(after, 'a')?.port, 8080)
  t.is(listenerOf(after, 'b'), listenerOf(first, 'b'))
  t.is(draftOf(after, 'b'), draftOf(first, 'b'))
})

const good = [listenerSet('good', [entry('good.example.com')]), route('good')]

const broken: Readonly<Record<string, readonly Resource[]>> = {
  'claims what is taken': [
    listenerSet('z-broken', [
      entry('good.example.com'),
      entry('web.example.com', { name: 'other' }),
    ]),
  ],
  'cannot be told apart in itself': [
    listenerSet('z-broken', [entry('x.example.com'), entry('X.example.com', { name: 'other' })]),
  ],
  'has another protocol on the port': [
    listenerSet('z-broken', [entry('x.example.com', { protocol: 'HTTPS' })]),
    listenerSet('z-tcp', [entry('', { protocol: 'TCP' })]),
  ],
  'names a Secret that is not there': [
    listenerSet('z-broken', [
      entry('x.example.com', {
        port: 443,
        protocol: 'HTTPS',
        tls: {
          mode: 'Terminate',
          certificateRefs: [{ group: '', kind: 'Secret', name: 'none', namespace: 'other' }],
        },
      }),
    ]),
  ],
  'asks for a port that is reserved': [
    listenerSet('z-broken', [entry('x.example.com', { port: 9901 })]),
  ],
  'names a Gateway that does not exist': [
    listenerSet('z-broken', [entry('good.example.com')], 'nothing'),
  ],
  'asks for more ports than there are': Array.from({ length: 3 }, (_, set) =>
    listenerSet(
      `z-broken-${set}`,
      Array.from({ length: 64 }, (_port, index) =>
        entry('x.example.com', { name: `p${index}`, port: 1000 + set * 100 + index }),
      ),
    ),
  ),
}

for (const [words, objects] of Object.entries(broken)) {
  test(`a set that ${words} leaves another one's part of the snapshot as it is alone`, (t) => {
    const alone = setUp([gateway(), ...good]).first
    const beside = setUp([gateway(), ...objects, ...good]).first
    t.truthy(listenerOf(alone, 'good'))
    t.deepEqual(listenerOf(beside, 'good'), listenerOf(alone, 'good'))
    t.deepEqual(beside.snapshot.backends, alone.snapshot.backends)
    t.deepEqual(draftOf(beside, 'good'), draftOf(alone, 'good'))
    const named = (part: Translation) =>
      part.snapshot.listeners.find(({ name }) => name.startsWith('gateway/'))
    t.deepEqual(named(beside), named(alone))
  })
}

test('a Gateway and its sets have a hundred ports between them, the first that are asked for', (t) => {
  const ports = (from: number) =>
    Array.from({ length: 64 }, (_, index) =>
      entry('x.example.com', { name: `p${index}`, port: from + index }),
    )
  const { first } = setUp([
    gateway(),
    listenerSet('a', ports(1000)),
    listenerSet('b', ports(2000)),
    listenerSet('c', [entry('c.example.com')]),
  ])
  t.is(new Set(first.snapshot.listeners.map(({ port }) => port)).size, 100)
  t.truthy(listenerOf(first, 'c'))
  const said = JSON.stringify(draftOf(first, 'b'))
  t.regex(said, /TooManyListeners/)
  t.regex(said, /spec\.listeners\[63\]\.port: .* already use the maximum of 100 ports/)
})

test('when the set that was first goes, the other one has what both claimed', (t) => {
  const { store, change } = setUp([
    gateway(),
    listenerSet('a', [entry('shop.example.com')]),
    listenerSet('b', [entry('shop.example.com')]),
    route('b'),
  ])
  t.is(listenerOf(change(), 'b'), undefined)
  store.delete('ListenerSet', 'shop/a')
  t.is(listenerOf(change(), 'b')?.hosts.length, 1)
})

test('on a shared address the older Gateway and its sets come before the younger one', (t) => {
  const { first } = setUp([
    gateway('web'),
    gateway('younger', '2026-03-01T00:00:00Z'),
    listenerSet('a', [entry('younger.example.com')]),
  ])
  t.is(listenerOf(first, 'a')?.gateway, 'gateway/infra/web')
  const said = JSON.stringify(first.drafts.find(({ name }) => name === 'younger'))
  t.regex(said, /is already used by a ListenerSet of Gateway infra\/web/)
})

test('a set is Programmed when its own listeners are bound, and says which are not', (t) => {
  const { first } = setUp([
    gateway(),
    listenerSet('a', [entry('a.example.com'), entry('b.example.com', { name: 'b', port: 81 })]),
  ])
  const bound = (b: BindReport[string]): BindReport => ({
    'gateway/infra/web/listener/http': { isBound: false, problem: 'port 80 is in use' },
    'listenerset/shop/a/listener/http': { isBound: true },
    'listenerset/shop/a/listener/b': b,
  })
  const programmed = (report: BindReport) =>
    statusOf(first, 'a', report).status.conditions.find(({ type }) => type === 'Programmed')
  t.is(programmed(bound({ isBound: true }))?.status, 'True')
  const pending = programmed(bound({ isBound: false, problem: 'port 81 is in use' }))
  t.is(pending?.status, 'False')
  t.is(pending?.message, 'Listener "b": port 81 is in use')

  const statuses = [bound({ isBound: true }), bound({ isBound: true })].map((report) =>
    statusOf(first, 'a', report),
  )
  t.is(statuses[0], statuses[1])
})

test('in service mode a port of a set waits for the Service of its Gateway', (t) => {
  const own = (ports: NonNullable<Service['spec']['ports']>): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'web-rauta',
      namespace: 'infra',
      labels: {
        'gateway.networking.k8s.io/gateway-name': 'web',
        'app.kubernetes.io/managed-by': 'rauta',
      },
    },
    spec: { ports },
    status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
  })
  const { change, first } = setUp(
    [
      gateway(),
      listenerSet('a', [entry('a.example.com', { port: 8080 })]),
      own([{ port: 80, targetPort: 10_000 }]),
    ],
    { mode: 'service', bind: '::' },
  )
  t.is(listenerOf(first, 'a'), undefined)
  const waiting = statusOf(first, 'a', {})
  t.deepEqual(
    waiting.status.conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`),
    ['Accepted=True Accepted', 'Programmed=False Pending'],
  )
  const after = change(
    own([
      { port: 80, targetPort: 10_000 },
      { port: 8080, targetPort: 10_001 },
    ]),
  )
  t.is(listenerOf(after, 'a')?.port, 10_001)
  t.is(listenerOf(after, 'a')?.clientPort, 8080)
})

// Aimed at some milliseconds. The thread's own time is taken, which a busy machine does not stretch.
test('with 2,000 sets on one Gateway one change costs little', (t) => {
  const names = Array.from({ length: 2000 }, (_, index) => `s${index}`)
  const { change, first } = setUp([
    gateway(),
    ...names.map((name) => listenerSet(name, [entry(`${name}.example.com`)])),
    ...names.map((name) => route(name)),
  ])
  t.is(first.snapshot.listeners.length, 2001)
  const report = allListenersBound(first.snapshot.listeners)
  const median = (changes: readonly Resource[]) => {
    const times = changes.map((changed) =>
      processorMs(() => statusesOf(change(changed).drafts, report)),
    )
    return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Infinity
  }
  const seven = [1, 2, 3, 4, 5, 6, 7]
  const before = change()
  const routeMs = median(seven.map((n) => route('s7', `/changed-${n}`)))
  const setMs = median(seven.map((n) => listenerSet('s8', [entry(`changed-${n}.example.com`)])))
  t.log(`a route ${routeMs.toFixed(1)} ms, a set ${setMs.toFixed(1)} ms`)
  t.true(routeMs < 150, `a changed route takes ${routeMs} ms`)
  t.true(setMs < 150, `a changed set takes ${setMs} ms`)

  const after = change()
  const known = new Set(before.snapshot.listeners)
  t.is(after.snapshot.listeners.filter((listener) => !known.has(listener)).length, 2)
})
