import test, { type ExecutionContext } from 'ava'
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import { kinds, type ResourceSet } from '../../resources/resource-set.ts'
import { isRecord } from '../api/api-error.ts'
import { createClusterSource } from '../watch/cluster-source.ts'
import { createGatewayServices, type GatewayServicesOptions } from './gateway-services.ts'
import {
  answer,
  status,
  type StoredObject,
  TestApiServer,
} from '../../testing/cluster/api-server.ts'
import { eventually } from '../../testing/eventually.ts'
import {
  allBound,
  gatewayFacts,
  gatewayObject,
  gatewayClass,
} from '../../testing/cluster/gateways.ts'
import { keptLog } from '../../testing/cluster/log.ts'
import { gateways, services } from '../../testing/cluster/objects.ts'
import { ours } from '../../testing/cluster/statuses.ts'

const slices = '/apis/discovery.k8s.io/v1/endpointslices'
const classes = '/apis/gateway.networking.k8s.io/v1/gatewayclasses'

/** A source, and behind it what a control loop would do with a fixed opinion of all Gateways. */
async function serving(t: ExecutionContext, options: Partial<GatewayServicesOptions> = {}) {
  const server = await TestApiServer.start(t)
  const log = keptLog()
  const api = server.client()
  const told: { name: string; reason: string; message: string }[] = []
  let live: ReturnType<GatewayServicesOptions['live']>
  const gatewayServices = createGatewayServices({
    api,
    controllerName: ours,
    install: 'rauta',
    mode: { mode: 'host' },
    live: () => live,
    isLeader: () => true,
    log,
    tell: ({ metadata }, problem) => void told.push({ name: metadata.name, ...problem }),
    backOff: { firstMs: 40, mostMs: 400 },
    ...options,
  })
  t.teardown(() => gatewayServices.close())
  const opinion = ({ Gateway, GatewayClass }: ResourceSet): GatewayFacts[] =>
    [...Gateway.values()]
      .filter(({ spec }) => GatewayClass.get(spec.gatewayClassName)?.spec.controllerName === ours)
      .map((one) => gatewayFacts(one))
  const follow = async () => {
    const source = createClusterSource({
      api,
      log,
      times: { backOff: { firstMs: 10, mostMs: 50 } },
    })
    t.teardown(() => source.close())
    await source.start((resources) => {
      const facts = opinion(resources)
      live = { resources, facts, report: allBound(facts) }
      gatewayServices.compare()
    })
    await eventually(() => server.watchers === kinds.length)
  }
  server.put(classes, stored(gatewayClass('rauta')))
  const writes = () =>
    server.asked.filter(({ method }) => method === 'PATCH' || method === 'DELETE')
  const service = (name = 'web-rauta') => server.get(services, name, 'shop')
  const slice = (name = 'web-rauta-ipv4') => server.get(slices, name, 'shop')
  return { server, log, told, gatewayServices, follow, writes, service, slice }
}

function stored(object: object): StoredObject {
  return JSON.parse(JSON.stringify(object)) as StoredObject
}

function typeOf(service: StoredObject | undefined): unknown {
  return isRecord(service?.['spec']) ? service['spec']['type'] : undefined
}

const web = () => stored(gatewayObject('web'))
const theirs = stored({ metadata: { name: 'web-rauta', namespace: 'shop' }, spec: { ports: [] } })

test('a Gateway gets a Service, then a slice behind it, and each is written once', async (t) => {
  const { server, follow, service, slice, writes, log } = await serving(t)
  server.put(gateways, web())
  await follow()
  await eventually(() => slice() !== undefined)
  t.like(service(), { spec: { type: 'ClusterIP' } })
  t.like(slice(), { endpoints: [{ addresses: ['192.0.2.1'] }] })
  // Behind any second write of the first one.
  server.put(gateways, stored(gatewayObject('second')))
  await eventually(() => slice('second-rauta-ipv4') !== undefined)
  t.is(writes().length, 4)
  t.deepEqual(log.lines, [])
})

test('what was deleted or changed by hand comes back', async (t) => {
  const { server, follow, service, slice } = await serving(t)
  server.put(gateways, web())
  await follow()
  await eventually(() => slice() !== undefined)
  server.delete(services, 'web-rauta', 'shop')
  server.delete(slices, 'web-rauta-ipv4', 'shop')
  await eventually(() => service() !== undefined && slice() !== undefined)
  server.put(services, { ...service()!, spec: { type: 'NodePort', ports: [] } })
  await eventually(() => typeOf(service()) === 'ClusterIP')
  t.pass()
})

test('a Service of someone else is left alone and told of; once it is gone, ours comes', async (t) => {
  const { server, follow, service, slice, told, writes, log } = await serving(t)
  server.put(services, theirs)
  server.put(gateways, web())
  await follow()
  await eventually(() => told.length === 1)
  t.like(told[0], { name: 'web', reason: 'NameTaken' })
  t.regex(told[0]?.message ?? '', /Service|object/)
  server.put(gateways, stored(gatewayObject('second')))
  await eventually(() => slice('second-rauta-ipv4') !== undefined)
  t.is(service()?.metadata['labels'], undefined)
  t.is(slice(), undefined)
  t.true(writes().every(({ path }) => path.includes('second-rauta')))
  t.is(log.lines.length, 1)
  server.delete(services, 'web-rauta', 'shop')
  await eventually(() => slice() !== undefined)
  t.is(told.length, 1)
})

test('who does not lead writes nothing, and everything once it leads', async (t) => {
  let isLeader = false
  const { server, follow, gatewayServices, slice, writes } = await serving(t, {
    isLeader: () => isLeader,
  })
  server.put(gateways, web())
  await follow()
  t.is(writes().length, 0)
  isLeader = true
  gatewayServices.lead()
  await eventually(() => slice() !== undefined)
  gatewayServices.lead()
  // What is there is applied again: what left while another one led is not seen by a watch.
  await eventually(() => writes().length === 4)
})

test('what was made for another class goes when the Gateway gets one of another controller', async (t) => {
  const { server, follow, service, slice } = await serving(t)
  server.put(classes, stored(gatewayClass('theirs', 'example.net/other')))
  server.put(gateways, web())
  await follow()
  await eventually(() => slice() !== undefined)
  server.put(gateways, stored(gatewayObject('web', { className: 'theirs' })))
  await eventually(() => service() === undefined && slice() === undefined)
  t.pass()
})

test('a class that is gone for a moment costs nothing', async (t) => {
  const { server, follow, service, slice, writes } = await serving(t)
  server.put(gateways, web())
  await follow()
  await eventually(() => slice() !== undefined)
  server.delete(classes, 'rauta')
  server.put(classes, stored(gatewayClass('second')))
  server.put(gateways, stored(gatewayObject('other', { className: 'second' })))
  await eventually(() => slice('other-second-ipv4') !== undefined)
  t.truthy(service())
  t.false(writes().some(({ method }) => method === 'DELETE'))
})

test('a failure is told once for all Gateways, and once that it is over', async (t) => {
  const { server, follow, slice, log } = await serving(t)
  const names = Array.from({ length: 20 }, (_value, index) => `g${index}`)
  for (const name of names) server.put(gateways, stored(gatewayObject(name)))
  let failures = 0
  server.fault = ({ method }, response) => {
    if (method !== 'PATCH' || failures >= 40) return false
    failures++
    answer(response, 503, status(503))
    return true
  }
  await follow()
  await eventually(() => names.every((name) => slice(`${name}-rauta-ipv4`)))
  await eventually(() => log.lines.length >= 2)
  t.deepEqual(
    log.lines.map(({ level }) => level),
    ['warn', 'info'],
  )
})

test('what the API server calls invalid is told of once, and tried again ever more rarely', async (t) => {
  const { server, follow, told, writes } = await serving(t)
  server.put(gateways, web())
  server.fault = ({ method }, response) => {
    if (method !== 'PATCH') return false
    answer(response, 422, { kind: 'Status', code: 422, message: 'annotations: too long' })
    return true
  }
  await follow()
  await eventually(() => writes().length === 3)
  t.is(told.length, 1)
  t.like(told[0], { name: 'web', reason: 'Refused' })
  t.regex(told[0]?.message ?? '', /annotations: too long/)
})

test('two who disagree about a Service do not race', async (t) => {
  const { server, follow, service, writes } = await serving(t)
  server.put(gateways, web())
  server.fault = ({ method, path }) => {
    if (method === 'PATCH' && path.includes('/services/'))
      setImmediate(() => {
        const now = service()
        if (now) server.put(services, { ...now, spec: { type: 'NodePort', ports: [] } })
      })
    return false
  }
  const begunMs = performance.now()
  await follow()
  const ofService = () => writes().filter(({ path }) => path.includes('/services/'))
  await eventually(() => ofService().length === 5)
  // 40, 80, 160 and 320 ms, less the jitter.
  t.true(performance.now() - begunMs > 300)
})

test('hundreds of Gateways are written eight at a time', async (t) => {
  const { server, follow, slice, writes } = await serving(t, {
    // Longer than any watch takes here: nothing is written twice.
    backOff: { firstMs: 20_000, mostMs: 20_000 },
  })
  const names = Array.from({ length: 300 }, (_value, index) => `g${index}`)
  for (const name of names) server.put(gateways, stored(gatewayObject(name)))
  let open = 0
  let most = 0
  server.fault = ({ query }, response) => {
    if (query.has('watch') || query.has('limit')) return false
    most = Math.max(most, ++open)
    response.once('close', () => open--)
    return false
  }
  await follow()
  await eventually(() => names.every((name) => slice(`${name}-rauta-ipv4`)), { timeoutMs: 30_000 })
  t.true(most <= 8, `${most}`)
  t.is(writes().length, 600)
})
