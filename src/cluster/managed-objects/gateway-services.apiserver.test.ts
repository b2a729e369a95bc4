// Server-side apply, validation and defaults are the API server's: against a real one.
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import test, { type ExecutionContext } from 'ava'
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import { isStatus } from '../api/api-error.ts'
import { createClusterSource } from '../watch/cluster-source.ts'
import { createEvents } from '../events/events.ts'
import { createGatewayServices, type GatewayServicesOptions } from './gateway-services.ts'
import { eventually } from '../../testing/eventually.ts'
import { allBound, gatewayFacts, gatewayObject, said } from '../../testing/cluster/gateways.ts'
import { TestKubernetes } from '../../testing/cluster/kubernetes.ts'
import { keptLog } from '../../testing/cluster/log.ts'
import { condition, ours } from '../../testing/cluster/statuses.ts'
import type { GatewayServiceMode } from './desired-objects.ts'

interface Live {
  readonly metadata: {
    readonly uid: string
    readonly resourceVersion: string
    readonly labels: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly finalizers?: readonly string[]
    readonly ownerReferences: readonly { readonly uid: string; readonly kind: string }[]
  }
  readonly spec: {
    readonly type: string
    readonly clusterIP: string
    readonly ports: readonly {
      readonly port: number
      readonly targetPort: number
      readonly nodePort?: number
    }[]
    readonly [field: string]: unknown
  }
  readonly endpoints?: readonly object[]
  readonly ports?: readonly object[]
}

const balanced: GatewayServiceMode = {
  mode: 'service',
  proxies: { namespace: 'rauta-system', name: 'rauta-proxies' },
  reservedPorts: [10_000],
}
const group = '/apis/gateway.networking.k8s.io/v1'
const gatewaysPath = `${group}/namespaces/shop/gateways`
const inShop = '/api/v1/namespaces/shop'
const servicePath = (name = 'web-rauta') => `${inShop}/services/${name}`
const slicePath = (name: string) =>
  `/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/${name}`

async function cluster(t: ExecutionContext) {
  const kubernetes = await TestKubernetes.start(t)
  const api = kubernetes.client()
  t.teardown(() => kubernetes.stop())
  const create = (path: string, body: object) => api.send({ method: 'POST', path, body })
  const patch = (path: string, body: object) => api.send({ method: 'PATCH', path, body })
  const remove = (path: string) => api.send({ method: 'DELETE', path })
  const get = (path: string) =>
    api.send({ path }).then(
      (live) => live as Live,
      (error: unknown) => {
        if (isStatus(error, 404)) return undefined
        throw error
      },
    )
  for (const name of ['shop', 'rauta-system'])
    await create('/api/v1/namespaces', { metadata: { name } })
  await create(`${group}/gatewayclasses`, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'rauta' },
    spec: { controllerName: ours },
  })
  const createGateway = async (name: string, spec: object = {}) => {
    const { metadata: _made, ...body } = gatewayObject(name)
    const merged = { ...body, metadata: { name }, spec: { ...body.spec, ...spec } }
    return (await create(gatewaysPath, merged)) as Live
  }
  return { kubernetes, create, createGateway, patch, remove, get }
}

/** A source, and behind it what a control loop would do with a fixed opinion of all Gateways. */
async function serve(
  t: ExecutionContext,
  kubernetes: TestKubernetes,
  {
    mode = { mode: 'host' },
    addresses = ['192.0.2.1', '2001:db8::1'],
  }: {
    mode?: GatewayServiceMode
    addresses?: readonly string[]
  } = {},
) {
  const api = kubernetes.client()
  const log = keptLog()
  const told: string[] = []
  let live: ReturnType<GatewayServicesOptions['live']>
  const services = createGatewayServices({
    api,
    controllerName: ours,
    install: 'rauta',
    mode,
    live: () => live,
    isLeader: () => true,
    log,
    tell: ({ metadata }, { reason }) => void told.push(`${metadata.name} ${reason}`),
  })
  const source = createClusterSource({ api, log })
  const opinion = ({ Gateway }: ResourceSet): GatewayFacts[] =>
    [...Gateway.values()]
      .filter(({ spec }) => spec.gatewayClassName === 'rauta')
      .map((one) => gatewayFacts(one, addresses))
  const stop = async () => {
    await source.close()
    await services.close()
  }
  t.teardown(stop)
  await source.start((resources) => {
    const facts = opinion(resources)
    live = { resources, facts, report: allBound(facts) }
    services.compare()
  })
  return { log, told, stop }
}

test.serial('one number by TCP and by UDP stands in one Service, and either may go', async (t) => {
  const { kubernetes, createGateway, patch, get } = await cluster(t)
  const byTcp = { name: 'tcp', port: 53, protocol: 'TCP' }
  const byUdp = { name: 'udp', port: 53, protocol: 'UDP' }
  await createGateway('web', { listeners: [byTcp, byUdp] })
  const { log } = await serve(t, kubernetes)
  await eventually(async () => (await get(slicePath('web-rauta-ipv4')))?.ports?.length === 2)
  const ports = [
    { name: 'port-53', port: 53, protocol: 'TCP' },
    { name: 'port-53-udp', port: 53, protocol: 'UDP' },
  ]
  t.like((await get(slicePath('web-rauta-ipv4')))?.ports, ports)
  t.like((await get(servicePath()))?.spec.ports, ports)
  await patch(`${gatewaysPath}/web`, { spec: { listeners: [byUdp] } })
  await eventually(async () => (await get(servicePath()))?.spec.ports.length === 1)
  t.like((await get(servicePath()))?.spec.ports, [ports[1]!])
  t.deepEqual(log.lines, [])
})

test.serial(
  'a Service and slices appear, follow their Gateway, and keep what others add',
  async (t) => {
    const { kubernetes, createGateway, patch, remove, get } = await cluster(t)
    const made = await createGateway('web', {
      infrastructure: { labels: { team: 'a', tier: 'b' }, annotations: { note: 'n', other: 'o' } },
    })
    const { log } = await serve(t, kubernetes)
    await eventually(async () => (await get(slicePath('web-rauta-ipv6'))) !== undefined)
    const service = await get(servicePath())
    t.deepEqual(service?.metadata.labels, {
      'app.kubernetes.io/managed-by': 'rauta',
      'gateway.networking.k8s.io/gateway-class-name': 'rauta',
      'gateway.networking.k8s.io/gateway-name': 'web',
      'rauta.dev/install': 'rauta',
      team: 'a',
      tier: 'b',
    })
    t.deepEqual(service?.metadata.annotations, { note: 'n', other: 'o' })
    t.is(service?.metadata.ownerReferences[0]?.uid, made.metadata.uid)
    t.is(service?.spec.type, 'ClusterIP')
    t.is(service?.spec['selector'], undefined)
    const slice = await get(slicePath('web-rauta-ipv4'))
    t.like(slice?.endpoints, [{ addresses: ['192.0.2.1'], conditions: { ready: true } }])
    t.like(slice?.ports, [{ name: 'port-80', port: 80, protocol: 'TCP' }])
    t.is(slice?.metadata.labels['team'], 'a')
    t.is(slice?.metadata.ownerReferences[0]?.uid, made.metadata.uid)

    const theirs = { labels: { foreign: 'x' }, annotations: { foreign: 'y' } }
    await patch(servicePath(), { metadata: { ...theirs, finalizers: ['example.net/keep'] } })
    await patch(`${gatewaysPath}/web`, {
      spec: {
        infrastructure: { labels: { tier: null }, annotations: { note: null } },
        listeners: gatewayObject('web', { ports: [80, 8080] }).spec.listeners,
      },
    })
    await eventually(async () => (await get(slicePath('web-rauta-ipv4')))?.ports?.length === 2)
    await eventually(async () => (await get(servicePath()))?.metadata.labels['tier'] === undefined)
    const next = await get(servicePath())
    t.like(next?.metadata.labels, { team: 'a', foreign: 'x' })
    t.deepEqual(next?.metadata.annotations, { other: 'o', foreign: 'y' })
    t.deepEqual(next?.metadata.finalizers, ['example.net/keep'])
    t.is(next?.spec.clusterIP, service?.spec.clusterIP)
    t.deepEqual(
      next?.spec.ports.map(({ port }) => port),
      [80, 8080],
    )

    await patch(servicePath(), { metadata: { finalizers: null } })
    // The Service first, whose slices go as soon as it is seen to be gone; then one of these alone.
    for (const path of [servicePath(), slicePath('web-rauta-ipv4')]) {
      const last = await get(path)
      await remove(path)
      await eventually(async () => {
        const [live, behind] = [await get(path), await get(slicePath('web-rauta-ipv4'))]
        return (
          live !== undefined && behind !== undefined && live.metadata.uid !== last?.metadata.uid
        )
      })
    }
    t.deepEqual(log.lines, [])
  },
)

test.serial(
  'an object of someone else stays as it is, and a Gateway that moves takes its own along',
  async (t) => {
    const { kubernetes, create, createGateway, patch, get } = await cluster(t)
    await create(`${inShop}/services`, {
      metadata: { name: 'web-rauta', labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
      spec: { ports: [{ port: 80, targetPort: 8080 }], selector: { app: 'web' } },
    })
    const before = await get(servicePath())
    await createGateway('web')
    await createGateway('second')
    const { told } = await serve(t, kubernetes)
    await eventually(async () => (await get(slicePath('second-rauta-ipv4'))) !== undefined)
    t.deepEqual(await get(servicePath()), before)
    t.is(await get(slicePath('web-rauta-ipv4')), undefined)
    t.deepEqual(told, ['web NameTaken'])

    await create(`${group}/gatewayclasses`, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'theirs' },
      spec: { controllerName: 'example.net/other' },
    })
    for (const name of ['web', 'second'])
      await patch(`${gatewaysPath}/${name}`, { spec: { gatewayClassName: 'theirs' } })
    await eventually(
      async () =>
        (await get(servicePath('second-rauta'))) === undefined &&
        (await get(slicePath('second-rauta-ipv4'))) === undefined,
    )
    t.deepEqual(await get(servicePath()), before)
  },
)

test.serial(
  'a load balancer keeps its target ports over a restart, and what a cloud wrote',
  async (t) => {
    const { kubernetes, create, createGateway, patch, remove, get } = await cluster(t)
    await create('/apis/discovery.k8s.io/v1/namespaces/rauta-system/endpointslices', {
      metadata: {
        name: 'rauta-proxies-x',
        labels: { 'kubernetes.io/service-name': 'rauta-proxies' },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.1.0.7'], conditions: { ready: true }, nodeName: 'a' }],
      ports: [],
    })
    await createGateway('first')
    await createGateway('web', { addresses: [{ type: 'IPAddress', value: '203.0.113.9' }] })
    const running = await serve(t, kubernetes, { mode: balanced })
    await eventually(async () => (await get(slicePath('web-rauta-ipv4'))) !== undefined)
    await eventually(async () => (await get(slicePath('first-rauta-ipv4'))) !== undefined)
    const service = await get(servicePath())
    const targetPort = service?.spec.ports[0]?.targetPort
    t.true([10_001, 10_002].includes(targetPort ?? 0))
    t.like(service?.spec, {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      loadBalancerIP: '203.0.113.9',
    })
    const slice = await get(slicePath('web-rauta-ipv4'))
    t.like(slice?.endpoints, [{ addresses: ['10.1.0.7'], nodeName: 'a' }])
    t.like(slice?.ports, [{ name: 'port-80', port: targetPort ?? 0 }])
    const ingress = [{ ip: '203.0.113.9', ipMode: 'VIP' }]
    await patch(`${servicePath()}/status`, { status: { loadBalancer: { ingress } } })
    await patch(servicePath(), { metadata: { finalizers: ['service.kubernetes.io/cloud'] } })
    await running.stop()

    // Its number is the lowest, and free now: nobody moves there.
    await remove(`${gatewaysPath}/first`)
    await remove(servicePath('first-rauta'))
    await serve(t, kubernetes, { mode: balanced })
    await patch(`${gatewaysPath}/web`, {
      spec: { listeners: gatewayObject('web', { ports: [80, 443] }).spec.listeners },
    })
    await eventually(async () => (await get(servicePath()))?.spec.ports.length === 2)
    const next = await get(servicePath())
    t.is(next?.spec.ports.find(({ port }) => port === 80)?.targetPort, targetPort)
    t.is(
      next?.spec.ports.find(({ port }) => port === 80)?.nodePort,
      service?.spec.ports[0]?.nodePort,
    )
    t.is(next?.spec['healthCheckNodePort'], service?.spec['healthCheckNodePort'])
    t.deepEqual(next?.metadata.finalizers, ['service.kubernetes.io/cloud'])
    t.like(next, { status: { loadBalancer: { ingress } } })
  },
)

test.serial('an install that changes its mode changes its Services, and back', async (t) => {
  const { kubernetes, createGateway, get } = await cluster(t)
  await createGateway('web')
  const host = await serve(t, kubernetes)
  await eventually(async () => (await get(slicePath('web-rauta-ipv4'))) !== undefined)
  await host.stop()
  const service = await serve(t, kubernetes, { mode: balanced })
  await eventually(async () => (await get(servicePath()))?.spec.type === 'LoadBalancer')
  await eventually(async () => (await get(slicePath('web-rauta-ipv4'))) === undefined)
  await service.stop()
  await serve(t, kubernetes)
  await eventually(async () => (await get(servicePath()))?.spec.type === 'ClusterIP')
  await eventually(async () => (await get(slicePath('web-rauta-ipv4'))) !== undefined)
  const { spec } = (await get(servicePath())) ?? {}
  t.like(spec?.ports, [{ port: 80, targetPort: 80 }])
  t.is(spec?.ports[0]?.nodePort, undefined)
  t.is(spec?.['externalTrafficPolicy'], undefined)
})

test.serial('an Event is made once, over a restart too', async (t) => {
  const { kubernetes, createGateway, get } = await cluster(t)
  const { metadata } = await createGateway('web')
  const api = kubernetes.client()
  const log = keptLog()
  const source = createClusterSource({ api, log })
  t.teardown(() => source.close())
  let resources: ResourceSet | undefined
  await source.start((set) => void (resources = set))
  const there = resources!
  const web = there.Gateway.get('shop/web')!
  const wrong = condition('Programmed', {
    status: 'False',
    reason: 'AddressNotUsable',
    message: 'why',
  })
  const refused = condition('Accepted', { status: 'False', reason: 'InvalidParameters' })
  const statuses: ObjectStatus[] = [
    said(web, [], { conditions: [wrong] }),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      name: 'rauta',
      generation: 1,
      status: { conditions: [refused], supportedFeatures: [] },
    },
  ]
  const list = async (path: string) => {
    const { items = [] } = ((await get(path)) ?? {}) as {
      items?: Readonly<Record<string, unknown>>[]
    }
    return items
  }
  const of = async (kind: string, namespace: string) =>
    (await list(`/api/v1/namespaces/${namespace}/events`)).filter(
      ({ involvedObject }) => (involvedObject as { kind: string }).kind === kind,
    )
  for (const message of ['first', 'second']) {
    const events = createEvents({
      api,
      component: 'rauta',
      live: () => ({ resources: there, statuses }),
      isLeader: () => true,
      log,
      times: { usualMs: 0, pendingMs: 0 },
    })
    t.teardown(() => events.close())
    events.report()
    // Behind the others: one that is new each time.
    events.tell(web, { reason: 'NameTaken', message })
    await eventually(async () =>
      (await of('Gateway', 'shop')).some((one) => one['message'] === message),
    )
    await eventually(async () => (await of('GatewayClass', 'default')).length === 1)
    await events.close()
  }
  const told = await of('Gateway', 'shop')
  t.is(told.length, 3)
  t.like(
    told.find(({ reason }) => reason === 'AddressNotUsable'),
    {
      type: 'Warning',
      message: 'why',
      count: 1,
      source: { component: 'rauta' },
      involvedObject: { kind: 'Gateway', name: 'web', namespace: 'shop', uid: metadata.uid },
    },
  )
  t.deepEqual(log.lines, [])
})
