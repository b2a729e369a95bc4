import test from 'ava'
import type { GatewayFacts, ListenerFacts } from '../../facts/gateway-facts.ts'
import type { BindReport } from '../../snapshot/bind-report.ts'
import { listenerName, objectName } from '../../snapshot/names.ts'
import type { ManagedObject } from './managed-object.ts'
import {
  allBound,
  gatewayFacts,
  gatewayObject,
  ownService,
  proxySlice,
  setOf,
} from '../../testing/cluster/gateways.ts'
import {
  type GatewayServiceMode,
  desiredObjects,
  type DesiredObjectsInputs,
} from './desired-objects.ts'

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

type Inputs = Omit<DesiredObjectsInputs, 'install' | 'report'>

/** Every listener is bound, unless another report is given. */
function wantedOf(inputs: Inputs & { readonly report?: BindReport }) {
  return desiredObjects({ report: allBound(inputs.facts), install: 'rauta', ...inputs })
}

function objectsOf(inputs: Parameters<typeof wantedOf>[0]): ManagedObject[] {
  const { objects } = wantedOf(inputs)
  return [...objects.values()].map(({ object }) => object)
}

test('host and pool: a ClusterIP, and a slice a family with the addresses that are published', (t) => {
  const addresses = ['192.0.2.1', '2001:db8::1', '192.0.2.2']
  for (const mode of [host, { mode: 'pool' } as const])
    t.deepEqual(
      objectsOf({
        resources: setOf(web, ownService('web-rauta')),
        facts: [gatewayFacts(web, addresses)],
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
    facts: [gatewayFacts(web, [])],
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
    facts: [gatewayFacts(dns)],
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
    facts: [gatewayFacts(dns)],
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

test("the Service has the ports of the Gateway's ListenerSets too", (t) => {
  const resources = setOf(gatewayObject('web'))
  const facts = [withListeners(on(80), on(80, 'more'), on(8080, 'more'))]
  const [service] = objectsOf({ resources, facts, mode: host })
  t.deepEqual(service?.kind === 'Service' && service.spec.ports.map(({ port }) => port), [80, 8080])
  const { targetPorts } = wantedOf({ resources, facts, mode: balanced })
  t.deepEqual(
    [...(targetPorts.assigned.get('shop/web') ?? [])],
    [
      ['80/TCP', 10_001],
      ['8080/TCP', 10_002],
    ],
  )
})

test('of more ports than a slice can name the first hundred are there', (t) => {
  const ports = Array.from({ length: 128 }, (_, index) => 1000 + index)
  const [service] = objectsOf({
    resources: setOf(gatewayObject('web')),
    facts: [withListeners(on(80), ...ports.map((port) => on(port, 'many')))],
    mode: host,
  })
  const given = service?.kind === 'Service' ? service.spec.ports.map(({ port }) => port) : []
  t.deepEqual(given, [80, ...ports].slice(0, 100))
})

function withListeners(...listeners: readonly ListenerFacts[]): GatewayFacts {
  return gatewayFacts(gatewayObject('web'), ['192.0.2.1'], { listeners })
}

/** Of the Gateway itself, or of one of its ListenerSets. */
function on(port: number, set?: string, over: Partial<ListenerFacts> = {}): ListenerFacts {
  const owner =
    set === undefined ? objectName('Gateway', 'shop/web') : objectName('ListenerSet', `shop/${set}`)
  const name = listenerName(owner, `on-${port}`)
  return { name, port: `${port}/TCP`, isAccepted: true, isServed: true, ...over }
}

const refused = { isAccepted: false, isServed: false }
/** Its certificates cannot be used, or it has nowhere to listen yet. */
const unserved = { isServed: false }

/** On port 80 as is given, and where `is443` says so as usual on port 443. */
const leads = test.macro({
  title: (title) => title ?? '',
  exec(
    t,
    given: {
      readonly mode: GatewayServiceMode
      readonly on80?: Partial<ListenerFacts>
      readonly isBound?: boolean
      readonly is443?: boolean
      readonly published?: readonly number[]
      readonly ports: readonly number[]
      readonly hasEndpoints?: boolean
    },
  ) {
    const { mode, on80 = {}, isBound = true, is443 = true, published = [80, 443] } = given
    const { ports, hasEndpoints = true } = given
    const web80 = gatewayObject('web', { ports: is443 ? [80, 443] : [80] })
    const listener = on(80, undefined, on80)
    const facts = [withListeners(listener, ...(is443 ? [on(443)] : []))]
    const report: BindReport = isBound
      ? allBound(facts)
      : { ...allBound(facts), [listener.name]: { isBound: false, problem: 'taken' } }
    const seen = published.map((port) => ({ port, targetPort: port + 10_000 }))
    const proxies = proxySlice([{ addresses: ['10.1.0.1'] }])
    const own = published.length === 0 ? [] : [ownService('web-rauta', seen)]
    const [service, slice] = objectsOf({
      resources: setOf(web80, proxies, ...own),
      facts,
      report,
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
test('host: nor has one that cannot be served', leads, { mode: host, on80: unserved, ports: [443] })
test('host: a port that was never bound is not there', leads, {
  mode: host,
  isBound: false,
  published: [443],
  ports: [443],
})
test('host: a port stays while it is to be bound again', leads, {
  mode: host,
  isBound: false,
  ports: [80, 443],
})
test('service: a port is there before it is bound', leads, {
  mode: balanced,
  isBound: false,
  published: [443],
  ports: [80, 443],
})
test('service: nor does it wait for its targetPort', leads, {
  mode: balanced,
  on80: unserved,
  published: [443],
  ports: [80, 443],
})
test('host: before anything is bound there is no Service', leads, {
  mode: host,
  isBound: false,
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
  const first = wantedOf({ mode: balanced, resources: setOf(young), facts: [gatewayFacts(young)] })
  const { targetPorts } = wantedOf({
    mode: balanced,
    resources: setOf(young, old),
    facts: [gatewayFacts(young), gatewayFacts(old)],
    assigned: first.targetPorts.assigned,
  })
  t.is(targetPorts.assigned.get('shop/young')?.get('80/TCP'), 10_001)
  t.is(targetPorts.assigned.get('shop/old')?.get('80/TCP'), 10_002)
})

test('the target ports of a Service that is not ours do not count', (t) => {
  const theirs = ownService('web-rauta', [{ port: 80, targetPort: 10_500 }], {
    'app.kubernetes.io/managed-by': 'Helm',
  })
  const { targetPorts } = wantedOf({
    resources: setOf(gatewayObject('web'), theirs),
    facts: [gatewayFacts(gatewayObject('web'))],
    mode: balanced,
  })
  t.is(targetPorts.assigned.get('shop/web')?.get('80/TCP'), 10_001)
})

test('there are no slices before the Service is seen, nor behind one that is not ours', (t) => {
  const theirs = ownService('web-rauta', [], { 'app.kubernetes.io/managed-by': 'Helm' })
  for (const resources of [setOf(web), setOf(web, theirs)]) {
    const objects = objectsOf({ resources, facts: [gatewayFacts(web)], mode: host })
    t.deepEqual(
      objects.map(({ kind }) => kind),
      ['Service'],
    )
  }
})

test('addresses that no slice may hold are left out, and hostnames', (t) => {
  const facts = gatewayFacts(web, [
    '127.0.0.1',
    '169.254.1.1',
    '224.0.0.1',
    '::1',
    'fe80::1',
    'ff02::1',
    '0.0.0.0',
    '::',
  ])
  const hostname = { type: 'Hostname', value: 'lb.example' } as const
  const objects = objectsOf({
    resources: setOf(web, ownService('web-rauta')),
    facts: [{ ...facts, addresses: [...facts.addresses, hostname] }],
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
    facts: [gatewayFacts(asking)],
    mode: balanced,
  })
  t.like(service, { spec: { loadBalancerIP: '203.0.113.9' } })
})

test('a Gateway that is not ours has nothing, nor one that is gone', (t) => {
  const objects = objectsOf({
    resources: setOf(web),
    facts: [gatewayFacts(gatewayObject('gone'))],
    mode: host,
  })
  t.deepEqual(objects, [])
})

test('names of 253 characters make labels and names that are valid', (t) => {
  const long = gatewayObject('a'.repeat(253), { className: 'b'.repeat(253) })
  const [service] = objectsOf({ resources: setOf(long), facts: [gatewayFacts(long)], mode: host })
  t.true((service?.metadata.name.length ?? 0) <= 63)
  t.true(Object.values(service?.metadata.labels ?? {}).every((value) => value.length <= 63))
})
