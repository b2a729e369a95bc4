import test from 'ava'
import type { ListenerSet } from '../../resources/gateway-api.ts'
import type { Condition } from '../../status/condition.ts'
import type { ListenerSetStatus, ListenerStatus } from '../../status/object-status.ts'
import type { ManagedObject } from './managed-object.ts'
import {
  gatewayObject,
  ownService,
  proxySlice,
  said,
  setOf,
} from '../../testing/cluster/gateways.ts'
import { condition } from '../../testing/cluster/statuses.ts'
import { type GatewayServiceMode, desiredObjects } from './desired-objects.ts'

const host: GatewayServiceMode = { mode: 'host' }
const balanced: GatewayServiceMode = {
  mode: 'service',
  proxies: { namespace: 'rauta-system', name: 'rauta-proxies' },
  reservedPorts: [10_000],
}

const web = gatewayObject('web', {
  ports: [443, 80, 80],
  spec: {
    infrastructure: {
      labels: { team: 'shop', 'app.kubernetes.io/managed-by': 'me' },
      annotations: { note: 'n', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    },
  },
})
const labels = {
  'app.kubernetes.io/managed-by': 'rauta',
  'gateway.networking.k8s.io/gateway-class-name': 'rauta',
  'gateway.networking.k8s.io/gateway-name': 'web',
  'rauta.dev/install': 'rauta',
  team: 'shop',
}
const metadata = {
  name: 'web-rauta',
  namespace: 'shop',
  labels,
  annotations: { note: 'n' },
  ownerReferences: [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      name: 'web',
      uid: 'uid-shop-web',
      controller: true,
    },
  ],
}
const sliceMetadata = {
  ...metadata,
  labels: {
    ...labels,
    'kubernetes.io/service-name': 'web-rauta',
    'endpointslice.kubernetes.io/managed-by': 'gateway-controller.rauta.dev',
  },
}

function objectsOf(facts: Omit<Parameters<typeof desiredObjects>[0], 'install'>): ManagedObject[] {
  const { objects } = desiredObjects({ ...facts, install: 'rauta' })
  return [...objects.values()].map(({ object }) => object)
}

test('host and pool: a ClusterIP, and a slice a family with the addresses of the status', (t) => {
  const addresses = ['192.0.2.1', '2001:db8::1', '192.0.2.2']
  for (const mode of [host, { mode: 'pool' } as const])
    t.deepEqual(
      objectsOf({
        resources: setOf(web, ownService('web-rauta')),
        statuses: [said(web, addresses)],
        mode,
      }),
      [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata,
          spec: {
            type: 'ClusterIP',
            ports: [
              { name: 'port-443', protocol: 'TCP', port: 443, targetPort: 443 },
              { name: 'port-80', protocol: 'TCP', port: 80, targetPort: 80 },
            ],
            ipFamilyPolicy: 'PreferDualStack',
          },
        },
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { ...sliceMetadata, name: 'web-rauta-ipv4' },
          addressType: 'IPv4',
          endpoints: [
            { addresses: ['192.0.2.1'], conditions: { ready: true } },
            { addresses: ['192.0.2.2'], conditions: { ready: true } },
          ],
          ports: [
            { name: 'port-443', protocol: 'TCP', port: 443 },
            { name: 'port-80', protocol: 'TCP', port: 80 },
          ],
        },
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { ...sliceMetadata, name: 'web-rauta-ipv6' },
          addressType: 'IPv6',
          endpoints: [{ addresses: ['2001:db8::1'], conditions: { ready: true } }],
          ports: [
            { name: 'port-443', protocol: 'TCP', port: 443 },
            { name: 'port-80', protocol: 'TCP', port: 80 },
          ],
        },
      ],
    )
})

test("service: a load balancer, and behind it the proxies at the port that is this Gateway's", (t) => {
  const proxies = proxySlice([
    { addresses: ['10.1.0.2'], conditions: { ready: false, serving: false }, nodeName: 'b' },
    {
      addresses: ['10.1.0.1'],
      conditions: { ready: true },
      nodeName: 'a',
      targetRef: { kind: 'Pod', name: 'rauta-1', namespace: 'rauta-system' },
    },
  ])
  const objects = objectsOf({
    resources: setOf(web, proxies, ownService('web-rauta', [{ port: 443, targetPort: 10_007 }])),
    statuses: [said(web, [])],
    mode: balanced,
  })
  t.like(objects[0], {
    metadata,
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      ports: [
        { name: 'port-443', protocol: 'TCP', port: 443, targetPort: 10_007 },
        { name: 'port-80', protocol: 'TCP', port: 80, targetPort: 10_001 },
      ],
    },
  })
  t.deepEqual(objects.slice(1), [
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...sliceMetadata, name: 'web-rauta-ipv4' },
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['10.1.0.1'], conditions: { ready: true }, nodeName: 'a' },
        { addresses: ['10.1.0.2'], conditions: { ready: false, serving: false }, nodeName: 'b' },
      ],
      ports: [
        { name: 'port-443', protocol: 'TCP', port: 10_007 },
        { name: 'port-80', protocol: 'TCP', port: 10_001 },
      ],
    },
  ])
})

const dns = gatewayObject('dns', {
  spec: {
    listeners: (['TCP', 'UDP'] as const).map((protocol) => ({
      name: protocol.toLowerCase(),
      port: 53,
      protocol,
      allowedRoutes: { namespaces: { from: 'Same' } },
    })),
  },
})

test('one number by TCP and by UDP is two ports, of the Service and of the slices behind it', (t) => {
  const [service, slice] = objectsOf({
    resources: setOf(dns, ownService('dns-rauta')),
    statuses: [said(dns)],
    mode: host,
  })
  t.deepEqual(service?.kind === 'Service' && service.spec.ports, [
    { name: 'port-53', protocol: 'TCP', port: 53, targetPort: 53 },
    { name: 'port-53-udp', protocol: 'UDP', port: 53, targetPort: 53 },
  ])
  t.deepEqual(slice?.kind === 'EndpointSlice' && slice.ports, [
    { name: 'port-53', protocol: 'TCP', port: 53 },
    { name: 'port-53-udp', protocol: 'UDP', port: 53 },
  ])
})

test('service: each of the two has a target port of its own, and keeps that which its Service names', (t) => {
  const [service, slice] = objectsOf({
    resources: setOf(
      dns,
      proxySlice([{ addresses: ['10.1.0.1'] }]),
      ownService('dns-rauta', [{ port: 53, protocol: 'UDP', targetPort: 10_007 }]),
    ),
    statuses: [said(dns)],
    mode: balanced,
  })
  t.deepEqual(service?.kind === 'Service' && service.spec.ports, [
    { name: 'port-53', protocol: 'TCP', port: 53, targetPort: 10_001 },
    { name: 'port-53-udp', protocol: 'UDP', port: 53, targetPort: 10_007 },
  ])
  t.deepEqual(slice?.kind === 'EndpointSlice' && slice.ports, [
    { name: 'port-53', protocol: 'TCP', port: 10_001 },
    { name: 'port-53-udp', protocol: 'UDP', port: 10_007 },
  ])
})

test("the Service has the ports of the Gateway's ListenerSets too, of those that are accepted", (t) => {
  const sets = [listenerSet('refused', [8081]), listenerSet('own', [80, 8080])]
  const statuses = [saidOfSet(sets[0]!, 'False'), saidOfSet(sets[1]!, 'True')]
  const resources = setOf(gatewayObject('web'), ...sets)
  const all = [said(gatewayObject('web')), ...statuses]
  const [service] = objectsOf({ resources, statuses: all, mode: host })
  t.deepEqual(service?.kind === 'Service' && service.spec.ports.map(({ port }) => port), [80, 8080])
  const { targetPorts } = desiredObjects({
    resources,
    statuses: all,
    install: 'rauta',
    mode: balanced,
  })
  t.deepEqual(
    [...(targetPorts.assigned.get('shop/web') ?? [])],
    [
      ['80/TCP', 10_001],
      ['8080/TCP', 10_002],
    ],
  )
})

test('of more ports than a slice can name the first hundred are there', (t) => {
  const ports = Array.from({ length: 64 }, (_, index) => 1000 + index)
  const more = ports.map((port) => port + 1000)
  const sets = [listenerSet('a', ports), listenerSet('b', more)]
  const [service] = objectsOf({
    resources: setOf(gatewayObject('web'), ...sets),
    statuses: [said(gatewayObject('web')), ...sets.map((set) => saidOfSet(set, 'True'))],
    mode: host,
  })
  const given = service?.kind === 'Service' ? service.spec.ports.map(({ port }) => port) : []
  t.deepEqual(given, [80, ...ports, ...more].slice(0, 100))
})

function listenerSet(name: string, ports: readonly number[]): ListenerSet {
  const allowedRoutes = { namespaces: { from: 'Same' as const } }
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    metadata: { name, namespace: 'shop', generation: 1 },
    spec: {
      parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web' },
      listeners: ports.map((port) => ({
        name: `on-${port}`,
        port,
        protocol: 'HTTP',
        allowedRoutes,
      })),
    },
  }
}

function saidOfSet(
  { metadata: { name }, spec }: ListenerSet,
  status: 'True' | 'False',
): ListenerSetStatus {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    namespace: 'shop',
    name,
    generation: 1,
    status: {
      conditions: [condition('Accepted', { status })],
      listeners: spec.listeners.map(({ name: listener }) => statusOf(listener)),
    },
  }
}

function statusOf(name: string, ...over: readonly Condition[]): ListenerStatus {
  const conditions = [condition('Accepted'), condition('Programmed')].map(
    (usual) => over.find(({ type }) => type === usual.type) ?? usual,
  )
  return { name, supportedKinds: [], attachedRoutes: 0, conditions }
}

const refused = condition('Accepted', { status: 'False', reason: 'PortUnavailable' })
const invalid = condition('Programmed', { status: 'False', reason: 'Invalid' })
const pending = condition('Programmed', { status: 'False', reason: 'Pending' })

/** On port 80 as is given, and where `is443` says so as usual on port 443. */
const leads = test.macro({
  title: (title) => title ?? '',
  exec(
    t,
    given: {
      readonly mode: GatewayServiceMode
      readonly on80: Condition
      readonly is443?: boolean
      readonly published?: readonly number[]
      readonly ports: readonly number[]
      readonly hasEndpoints?: boolean
    },
  ) {
    const { mode, on80, is443 = true, published = [80, 443], ports, hasEndpoints = true } = given
    const web80 = gatewayObject('web', { ports: is443 ? [80, 443] : [80] })
    const listeners = [statusOf('on-80', on80), ...(is443 ? [statusOf('on-443')] : [])]
    const seen = published.map((port) => ({ port, targetPort: port + 10_000 }))
    const proxies = proxySlice([{ addresses: ['10.1.0.1'] }])
    const own = published.length === 0 ? [] : [ownService('web-rauta', seen)]
    const [service, slice] = objectsOf({
      resources: setOf(web80, proxies, ...own),
      statuses: [said(web80, ['192.0.2.1'], { listeners })],
      mode,
    })
    const given80 = service?.kind === 'Service' ? service.spec.ports : []
    t.deepEqual(
      given80.map(({ port }) => port),
      ports,
    )
    t.is(slice !== undefined, hasEndpoints)
  },
})

test('a listener that is not accepted has no port', leads, {
  mode: host,
  on80: refused,
  ports: [443],
})
test('service: nor has it there', leads, { mode: balanced, on80: refused, ports: [443] })
test('host: nor has one that cannot be served', leads, { mode: host, on80: invalid, ports: [443] })
test('host: a port that was never bound is not there', leads, {
  mode: host,
  on80: pending,
  published: [443],
  ports: [443],
})
test('host: a port stays while it is to be bound again', leads, {
  mode: host,
  on80: pending,
  ports: [80, 443],
})
test('service: a port is there before it is bound', leads, {
  mode: balanced,
  on80: pending,
  published: [443],
  ports: [80, 443],
})
test('host: before anything is bound there is no Service', leads, {
  mode: host,
  on80: pending,
  is443: false,
  published: [],
  ports: [],
  hasEndpoints: false,
})
for (const mode of [host, balanced])
  test(
    `${mode.mode}: a Gateway of which nothing is served keeps its Service, which leads nowhere`,
    leads,
    {
      mode,
      on80: refused,
      is443: false,
      ports: [80, 443],
      hasEndpoints: false,
    },
  )

test('what was given in the last round counts before its Service is seen', (t) => {
  const old = gatewayObject('old', { born: '2025-01-01T00:00:00Z' })
  const young = gatewayObject('young')
  const facts = { install: 'rauta', mode: balanced }
  const first = desiredObjects({ ...facts, resources: setOf(young), statuses: [said(young)] })
  const { targetPorts } = desiredObjects({
    ...facts,
    resources: setOf(young, old),
    statuses: [said(young), said(old)],
    assigned: first.targetPorts.assigned,
  })
  t.is(targetPorts.assigned.get('shop/young')?.get('80/TCP'), 10_001)
  t.is(targetPorts.assigned.get('shop/old')?.get('80/TCP'), 10_002)
})

test('the target ports of a Service that is not ours do not count', (t) => {
  const theirs = ownService('web-rauta', [{ port: 80, targetPort: 10_500 }], {
    'app.kubernetes.io/managed-by': 'Helm',
  })
  const { targetPorts } = desiredObjects({
    resources: setOf(gatewayObject('web'), theirs),
    statuses: [said(gatewayObject('web'))],
    install: 'rauta',
    mode: balanced,
  })
  t.is(targetPorts.assigned.get('shop/web')?.get('80/TCP'), 10_001)
})

test('there are no slices before the Service is seen, nor behind one that is not ours', (t) => {
  const theirs = ownService('web-rauta', [], { 'app.kubernetes.io/managed-by': 'Helm' })
  for (const resources of [setOf(web), setOf(web, theirs)]) {
    const objects = objectsOf({ resources, statuses: [said(web)], mode: host })
    t.deepEqual(
      objects.map(({ kind }) => kind),
      ['Service'],
    )
  }
})

test('addresses that no slice may hold are left out, and hostnames', (t) => {
  const status = said(web, [
    '127.0.0.1',
    '169.254.1.1',
    '224.0.0.1',
    '::1',
    'fe80::1',
    'ff02::1',
    '0.0.0.0',
    '::',
  ])
  const { addresses } = status.status
  const hostname = { type: 'Hostname', value: 'lb.example' } as const
  const objects = objectsOf({
    resources: setOf(web, ownService('web-rauta')),
    statuses: [{ ...status, status: { ...status.status, addresses: [...addresses, hostname] } }],
    mode: host,
  })
  t.is(objects.length, 1)
})

test('an address that is asked for goes to the load balancer', (t) => {
  const asking = gatewayObject('web', {
    spec: { addresses: [{ type: 'IPAddress', value: '203.0.113.9' }] },
  })
  const [service] = objectsOf({
    resources: setOf(asking),
    statuses: [said(asking)],
    mode: balanced,
  })
  t.like(service, { spec: { loadBalancerIP: '203.0.113.9' } })
})

test('a Gateway without a status of ours has nothing, nor one that is gone', (t) => {
  const objects = objectsOf({
    resources: setOf(web),
    statuses: [said(gatewayObject('gone'))],
    mode: host,
  })
  t.deepEqual(objects, [])
})

test('names of 253 characters make labels and names that are valid', (t) => {
  const long = gatewayObject('a'.repeat(253), { className: 'b'.repeat(253) })
  const [service] = objectsOf({ resources: setOf(long), statuses: [said(long)], mode: host })
  t.true((service?.metadata.name.length ?? 0) <= 63)
  t.true(Object.values(service?.metadata.labels ?? {}).every((value) => value.length <= 63))
})
