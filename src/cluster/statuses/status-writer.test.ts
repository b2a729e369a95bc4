import test, { type ExecutionContext } from 'ava'
import { kinds, routeKinds } from '../../resources/resource-set.ts'
import { collectionPath } from '../api/api-paths.ts'
import { createClusterSource } from '../watch/cluster-source.ts'
import { createStatusWriter } from './status-writer.ts'
import { answer, status, TestApiServer } from '../../testing/cluster/api-server.ts'
import { eventually } from '../../testing/eventually.ts'
import { keptLog } from '../../testing/cluster/log.ts'
import { gateways, routeObject, routes } from '../../testing/cluster/objects.ts'
import {
  exampleGatewayStatus,
  ours,
  parentRef,
  exampleRouteStatus,
} from '../../testing/cluster/statuses.ts'

interface Setting {
  readonly isLeader?: () => boolean
  /** Whether it is told of what the API server has. */
  readonly isTold?: boolean
}

async function writing(
  t: ExecutionContext,
  { isLeader = () => true, isTold = true }: Setting = {},
) {
  const server = await TestApiServer.start(t)
  const log = keptLog()
  const api = server.client()
  const writer = createStatusWriter({ api, controllerName: ours, isLeader, log })
  t.teardown(() => writer.close())
  let sets = 0
  const follow = async () => {
    const source = createClusterSource({
      api,
      log,
      ...(isTold ? { onLive: (o) => writer.see(o), onGone: (o) => writer.forget(o) } : {}),
      times: { backOff: { firstMs: 10, mostMs: 50 } },
    })
    t.teardown(() => source.close())
    await source.start(() => void sets++)
    await eventually(() => server.watchers === kinds.length)
  }
  const parents = (name: string) => {
    const found = server.get(routes, name, 'shop')?.['status']
    return (found as { parents: unknown[] } | undefined)?.parents
  }
  const patches = () => server.asked.filter(({ method }) => method === 'PATCH')
  return { server, log, writer, follow, parents, patches, sets: () => sets }
}

const foreign = { parentRef: { name: 'web' }, controllerName: 'example.net/other', conditions: [] }
const old = { parentRef: parentRef('old'), controllerName: ours, conditions: [] }

for (const isTold of [true, false])
  test(`a status is written, ${isTold ? 'from what was seen' : 'and the object read for it'}`, async (t) => {
    const { server, writer, follow, parents, patches } = await writing(t, { isTold })
    server.put(routes, routeObject('cart', '/', { status: { parents: [foreign] } }))
    await follow()
    writer.report([exampleRouteStatus('cart')])
    await eventually(() => parents('cart')?.length === 2)
    t.deepEqual(parents('cart')?.[0], foreign)
    t.is(patches().length, 1)
    t.is(server.asked.filter(({ path }) => path.endsWith('/cart')).length, isTold ? 0 : 1)
  })

for (const kind of routeKinds)
  test(`${kind}: entries of ours are written beside those of others, and go with what named us`, async (t) => {
    const { server, writer, follow } = await writing(t)
    const collection = collectionPath(kind)
    server.put(collection, routeObject('cart', '/', { kind, status: { parents: [foreign] } }))
    await follow()
    const parents = () => {
      const found = server.get(collection, 'cart', 'shop')?.['status']
      return (found as { parents: unknown[] } | undefined)?.parents
    }
    writer.report([exampleRouteStatus('cart', { kind })])
    await eventually(() => parents()?.length === 2)
    writer.report([])
    await eventually(() => parents()?.length === 1)
    t.deepEqual(parents(), [foreign])
  })

test('what is there already is not written', async (t) => {
  const { server, writer, follow, parents, patches } = await writing(t)
  server.put(routes, routeObject('cart'))
  await follow()
  writer.report([exampleRouteStatus('cart')])
  await eventually(() => parents('cart')?.length === 1)
  writer.report([exampleRouteStatus('cart')])
  server.put(routes, routeObject('other'))
  writer.report([exampleRouteStatus('cart'), exampleRouteStatus('other')])
  await eventually(() => parents('other')?.length === 1)
  t.is(patches().length, 2)
})

test('a thousand statuses cause no new set', async (t) => {
  const { server, writer, follow, parents, patches, sets } = await writing(t)
  const names = Array.from({ length: 1000 }, (_value, index) => `r${index}`)
  for (const name of names) server.put(routes, routeObject(name))
  await follow()
  t.is(sets(), 1)
  writer.report(names.map((name) => exampleRouteStatus(name)))
  await eventually(() => names.every((name) => parents(name)?.length === 1), { timeoutMs: 20_000 })
  // A change behind all of them: when it is there, their events were there before it.
  server.put(routes, routeObject('last'))
  await eventually(() => sets() === 2)
  t.is(patches().length, 1000)
})

test('after a conflict it is written from the newest object', async (t) => {
  const { server, writer, follow, parents, patches } = await writing(t)
  server.put(routes, routeObject('cart'))
  await follow()
  let isFirst = true
  server.fault = ({ method }) => {
    if (method !== 'PATCH' || !isFirst) return false
    isFirst = false
    const now = server.get(routes, 'cart', 'shop')!
    server.put(routes, { ...now, status: { parents: [foreign] } })
    return false
  }
  writer.report([exampleRouteStatus('cart')])
  await eventually(() => parents('cart')?.length === 2)
  t.deepEqual(parents('cart')?.[0], foreign)
  t.is(patches().length, 2)
})

test('an entry of ours is put right after someone else changed it', async (t) => {
  const { server, writer, follow, parents } = await writing(t)
  server.put(routes, routeObject('cart'))
  await follow()
  writer.report([exampleRouteStatus('cart')])
  await eventually(() => parents('cart')?.length === 1)
  const before = parents('cart')
  server.put(routes, { ...server.get(routes, 'cart', 'shop')!, status: { parents: [] } })
  await eventually(() => parents('cart')?.length === 1)
  t.deepEqual(
    JSON.stringify(parents('cart')).replaceAll(/"lastTransitionTime":"[^"]*"/g, ''),
    JSON.stringify(before).replaceAll(/"lastTransitionTime":"[^"]*"/g, ''),
  )
})

test('entries go when the parent is no longer ours, from an earlier life too', async (t) => {
  const { server, writer, follow, parents } = await writing(t)
  server.put(routes, routeObject('cart', '/', { status: { parents: [old, foreign] } }))
  server.put(routes, routeObject('left', '/', { status: { parents: [foreign, old] } }))
  await follow()
  writer.report([exampleRouteStatus('cart')])
  await eventually(() => parents('left')?.length === 1)
  t.deepEqual(parents('left'), [foreign])
  await eventually(() => JSON.stringify(parents('cart')?.at(-1)).includes('"web"'))
  t.deepEqual(parents('cart')?.[0], foreign)
  writer.report([])
  await eventually(() => parents('cart')?.length === 1)
  t.deepEqual(parents('cart'), [foreign])
})

test('an object that was deleted and made again gets the same status again', async (t) => {
  const { server, writer, follow, parents } = await writing(t)
  server.put(routes, routeObject('cart'))
  await follow()
  writer.report([exampleRouteStatus('cart')])
  await eventually(() => parents('cart')?.length === 1)
  server.delete(routes, 'cart', 'shop')
  server.put(routes, routeObject('cart'))
  await eventually(() => parents('cart')?.length === 1)
  t.pass()
})

test('an object that is gone is no problem', async (t) => {
  const { server, writer, follow, parents, log } = await writing(t)
  server.put(routes, routeObject('cart'))
  await follow()
  writer.report([exampleRouteStatus('gone'), exampleRouteStatus('cart')])
  await eventually(() => parents('cart')?.length === 1)
  t.deepEqual(log.lines, [])
})

test('who does not lead writes nothing, and everything once it leads', async (t) => {
  let isLeader = false
  const setting = await writing(t, { isLeader: () => isLeader })
  const { server, writer, follow, parents, patches } = setting
  server.put(routes, routeObject('cart'))
  await follow()
  writer.report([exampleRouteStatus('cart')])
  t.is(patches().length, 0)
  isLeader = true
  writer.lead()
  await eventually(() => parents('cart')?.length === 1)
  t.is(patches().length, 1)
})

test('a failure is told once for all objects, and once that it is over', async (t) => {
  const { server, writer, follow, parents, log } = await writing(t)
  const names = Array.from({ length: 20 }, (_value, index) => `r${index}`)
  for (const name of names) server.put(routes, routeObject(name))
  await follow()
  let failures = 0
  server.fault = ({ method }, response) => {
    if (method !== 'PATCH' || failures >= 40) return false
    failures++
    answer(response, 503, status(503))
    return true
  }
  writer.report(names.map((name) => exampleRouteStatus(name)))
  await eventually(() => names.every((name) => parents(name)?.length === 1))
  // The server has the last status before the writer has the server's answer.
  await eventually(() => log.lines.length >= 2)
  t.deepEqual(log.lines.map(({ level }) => level).slice(0, 2), ['warn', 'info'])
})

test("a Gateway's status has its addresses, conditions and listeners", async (t) => {
  const { server, writer, follow } = await writing(t)
  const metadata = { name: 'web', namespace: 'shop' }
  server.put(gateways, { metadata, spec: { listeners: [] }, status: { ofANewerApi: 'kept' } })
  await follow()
  writer.report([exampleGatewayStatus('web')])
  const live = () => server.get(gateways, 'web', 'shop')?.['status'] as Record<string, unknown>
  await eventually(() => Array.isArray(live()['listeners']))
  t.deepEqual(live()['addresses'], [{ type: 'IPAddress', value: '192.0.2.1' }])
  t.is(live()['ofANewerApi'], 'kept')
})

test('two who disagree about an entry do not race', async (t) => {
  const { server, writer, follow, parents, patches } = await writing(t)
  server.put(routes, routeObject('cart'))
  await follow()
  server.fault = ({ method }) => {
    // The other one's answer to each of our writes.
    if (method === 'PATCH')
      setImmediate(() => {
        server.put(routes, { ...server.get(routes, 'cart', 'shop')!, status: { parents: [] } })
      })
    return false
  }
  const begunMs = performance.now()
  writer.report([exampleRouteStatus('cart')])
  await eventually(() => patches().length === 4)
  // 200, 400 and 800 ms, less the jitter.
  t.true(performance.now() - begunMs > 700)
  server.fault = () => false
  await eventually(() => parents('cart')?.length === 1)
})

test('a status that the server calls invalid is told, and not tried again', async (t) => {
  const { server, writer, follow, parents, patches, log } = await writing(t)
  server.put(routes, routeObject('cart'))
  server.put(routes, routeObject('good'))
  await follow()
  server.fault = ({ method, path }, response) => {
    if (method !== 'PATCH' || !path.includes('cart')) return false
    answer(response, 422, status(422))
    return true
  }
  writer.report([exampleRouteStatus('cart')])
  await eventually(() => log.lines.length === 1)
  writer.report([exampleRouteStatus('cart'), exampleRouteStatus('good')])
  await eventually(() => parents('good')?.length === 1)
  t.is(patches().filter(({ path }) => path.includes('cart')).length, 1)
  t.is(log.lines.length, 1)
  t.like(log.lines[0], { level: 'error', fields: { resource: 'HTTPRoute shop/cart' } })
})
