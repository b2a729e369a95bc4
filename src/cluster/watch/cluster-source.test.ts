import test from 'ava'
import { kinds, type ResourceSet } from '../../resources/resource-set.ts'
import { collectionPath } from '../api/api-paths.ts'
import { createClusterSource } from './cluster-source.ts'
import type { FollowTimes } from '../api/follow-kind.ts'
import { answer, status, TestApiServer } from '../../testing/cluster/api-server.ts'
import { eventually } from '../../testing/eventually.ts'
import { keptLog } from '../../testing/cluster/log.ts'
import {
  routeObject,
  routes,
  secrets,
  serviceObject,
  services,
} from '../../testing/cluster/objects.ts'
import type { ExecutionContext } from 'ava'

const quick: FollowTimes = {
  backOff: { firstMs: 10, mostMs: 50 },
  notServedMs: 20,
  watchSeconds: 300,
  stalledMs: 60_000,
  pageSize: 500,
}

function follow(t: ExecutionContext, server: TestApiServer, times: Partial<FollowTimes> = {}) {
  const log = keptLog()
  const sets: ResourceSet[] = []
  const api = server.client({ token: 'secret' })
  const source = createClusterSource({ api, log, times: { ...quick, ...times } })
  t.teardown(() => source.close())
  const started = source.start((resources) => void sets.push(resources))
  return { log, sets, started, source, latest: () => sets.at(-1) }
}

const paths = (set: ResourceSet | undefined) =>
  [...(set?.HTTPRoute.values() ?? [])].map(({ spec }) => spec.rules[0]?.matches[0]?.path.value)

test('the first set is given when every kind was listed, and not before', async (t) => {
  const server = await TestApiServer.start(t)
  server.put(routes, routeObject('cart'))
  let isHeld = true
  server.fault = ({ path }, response) => {
    if (!isHeld || path !== services) return false
    answer(response, 500, status(500))
    return true
  }
  const { sets, started } = follow(t, server)
  await eventually(() => server.asksFor('services', false).length > 2)
  t.is(sets.length, 0)
  isHeld = false
  await started
  t.is(sets.length, 1)
  t.deepEqual(paths(sets[0]), ['/'])
})

test('what is added, changed and deleted is in the next sets', async (t) => {
  const server = await TestApiServer.start(t)
  const { started, latest } = follow(t, server)
  await started
  server.put(routes, routeObject('cart', '/a'))
  await eventually(() => paths(latest()).join() === '/a')
  server.put(routes, routeObject('cart', '/b'))
  await eventually(() => paths(latest()).join() === '/b')
  server.delete(routes, 'cart', 'shop')
  await eventually(() => paths(latest()).length === 0)
  t.pass()
})

test('a burst is one change', async (t) => {
  const server = await TestApiServer.start(t)
  const { started, sets, latest } = follow(t, server)
  await started
  await eventually(() => server.watchers === kinds.length)
  for (let i = 0; i < 200; i++) server.put(routes, routeObject(`r${i}`))
  await eventually(() => latest()?.HTTPRoute.size === 200)
  t.true(sets.length < 50, `${sets.length} sets`)
})

test('a long list comes in pages', async (t) => {
  const server = await TestApiServer.start(t)
  for (let i = 0; i < 25; i++) server.put(routes, routeObject(`r${i}`))
  const { started, latest } = follow(t, server, { pageSize: 10 })
  await started
  t.is(latest()?.HTTPRoute.size, 25)
  t.deepEqual(
    server.asksFor('httproutes', false).map(({ query }) => query.get('continue')),
    [null, '10', '20'],
  )
})

test('pages that expired on the way are asked for anew, all at once', async (t) => {
  const server = await TestApiServer.start(t)
  for (let i = 0; i < 25; i++) server.put(routes, routeObject(`r${i}`))
  server.fault = ({ query }, response) => {
    if (query.get('continue') !== '20') return false
    answer(response, 410, status(410))
    return true
  }
  const { started, latest } = follow(t, server, { pageSize: 10 })
  await started
  t.is(latest()?.HTTPRoute.size, 25)
})

for (const how of ['end', 'reset'] as const) {
  test(`a watch that meets its ${how} goes on from where it was, with no new list and no line`, async (t) => {
    const server = await TestApiServer.start(t)
    const { started, latest, log } = follow(t, server)
    await started
    await eventually(() => server.watchers === kinds.length)
    server.endWatches(how)
    await eventually(() => server.watchers === 0)
    server.put(routes, routeObject('cart', '/meanwhile'))
    await eventually(() => paths(latest()).join() === '/meanwhile')
    t.is(server.asksFor('httproutes', false).length, 1)
    t.deepEqual(log.lines, [])
  })
}

test('after a bookmark a watch goes on from there', async (t) => {
  const server = await TestApiServer.start(t)
  const { started } = follow(t, server)
  await started
  await eventually(() => server.watchers === kinds.length)
  t.is(server.asksFor('httproutes', true)[0]?.query.get('allowWatchBookmarks'), 'true')
  const before = server.asksFor('httproutes', true).at(-1)?.query.get('resourceVersion')
  server.bookmark(routes)
  server.endWatches('end')
  await eventually(() => server.asksFor('httproutes', true).length === 2)
  const after = server.asksFor('httproutes', true).at(-1)?.query.get('resourceVersion')
  t.is(Number(after), Number(before) + 1)
})

test('410 as an event leads to a new list, and what went meanwhile is gone', async (t) => {
  const server = await TestApiServer.start(t)
  const cart = server.put(routes, routeObject('cart'))
  server.put(routes, routeObject('gone'))
  const { started, sets, latest } = follow(t, server)
  await started
  await eventually(() => server.watchers === kinds.length)
  const before = latest()?.HTTPRoute.get('shop/cart')
  server.fault = ({ query }, response) => {
    if (!query.has('watch')) return false
    answer(response, 503, status(503))
    return true
  }
  server.endWatches('reset')
  await eventually(() => server.watchers === 0)
  server.delete(routes, 'gone', 'shop')
  server.put(routes, routeObject('new'))
  server.forget()
  server.fault = () => false
  await eventually(() => latest()?.HTTPRoute.has('shop/new') ?? false)
  t.deepEqual([...(latest()?.HTTPRoute.keys() ?? [])].toSorted(), ['shop/cart', 'shop/new'])
  t.is(latest()?.HTTPRoute.get('shop/cart'), before)
  t.is(cart.metadata['uid'], before?.metadata.uid)
  t.true(sets.length <= 3)
})

for (const code of [410, 504, 400])
  test(`${code} as an answer to a watch leads to a new list`, async (t) => {
    const server = await TestApiServer.start(t)
    let left = 1
    server.fault = ({ path, query }, response) => {
      if (path !== routes || !query.has('watch') || left-- <= 0) return false
      answer(response, code, status(code))
      return true
    }
    const { started } = follow(t, server)
    await started
    await eventually(() => server.watchers === kinds.length)
    t.is(server.asksFor('httproutes', false).length, 2)
  })

for (const code of [429, 503]) {
  test(`Retry-After of a ${code} is waited for`, async (t) => {
    const server = await TestApiServer.start(t)
    const times: number[] = []
    server.fault = ({ path, query }, response) => {
      if (path !== routes || query.has('watch')) return false
      times.push(performance.now())
      if (times.length > 1) return false
      answer(response, code, status(code), { 'retry-after': '1' })
      return true
    }
    const { started } = follow(t, server)
    await started
    t.true(times[1]! - times[0]! >= 1000, String(times[1]! - times[0]!))
  })
}

test('a watch on which nothing comes is opened again', async (t) => {
  const server = await TestApiServer.start(t)
  const { started, log } = follow(t, server, { stalledMs: 100 })
  await started
  await eventually(() => server.asksFor('httproutes', true).length >= 3)
  t.is(server.asksFor('httproutes', false).length, 1)
  t.true(log.lines.every(({ level }) => level !== 'error'))
})

test('a line that is no event breaks the watch, which goes on from the last event', async (t) => {
  const server = await TestApiServer.start(t)
  const { started, latest } = follow(t, server)
  await started
  await eventually(() => server.watchers === kinds.length)
  server.send(routes, '{"type": nonsense}\n')
  await eventually(() => server.asksFor('httproutes', true).length === 2)
  server.put(routes, routeObject('cart', '/a'))
  await eventually(() => paths(latest()).join() === '/a')
  t.pass()
})

test('while the API server is gone the last set stays, and one line says so; when it is back the changes arrive', async (t) => {
  const server = await TestApiServer.start(t)
  server.put(routes, routeObject('cart', '/a'))
  const { started, latest, sets, log } = follow(t, server)
  await started
  await eventually(() => server.watchers === kinds.length)
  await server.stop()
  await eventually(() => log.lines.length === 1)
  t.is(sets.length, 1)
  server.put(routes, routeObject('cart', '/b'))
  await server.listen()
  await eventually(() => paths(latest()).join() === '/b')
  await eventually(() => log.lines.length === 2 && server.watchers === kinds.length)
  t.deepEqual(
    log.lines.map(({ level, message }) => `${level} ${message}`),
    [
      'warn The API server does not answer; Rauta keeps the last known state of the cluster',
      'info The API server answers again',
    ],
  )
})

test('a kind that is not installed is no obstacle, and is read once it is', async (t) => {
  const server = await TestApiServer.start(t)
  server.served.delete(routes)
  const { started, latest, log } = follow(t, server)
  await started
  t.is(latest()?.HTTPRoute.size, 0)
  server.served.add(routes)
  server.put(routes, routeObject('cart', '/late'))
  await eventually(() => paths(latest()).join() === '/late' && log.lines.length === 2)
  t.deepEqual(
    log.lines.map(({ level, fields }) => [level, fields]),
    [
      ['warn', { kind: 'HTTPRoute' }],
      ['info', { kind: 'HTTPRoute' }],
    ],
  )
})

test('while its CRD is being installed, a kind that comes and goes is told as missing, once', async (t) => {
  const server = await TestApiServer.start(t)
  server.served.delete(routes)
  const { started, latest, log } = follow(t, server)
  await started
  // The API server has the kind in its lists before it reads its objects, and takes it back once more.
  server.served.add(routes)
  let refused = 0
  server.fault = ({ path }, response) => {
    if (path !== routes || refused === 2) return false
    refused += 1
    if (refused === 2) server.served.delete(routes)
    response.writeHead(404).end()
    return true
  }
  await eventually(() => refused === 2)
  await eventually(() => server.asksFor('httproutes', false).length >= 5)
  server.served.add(routes)
  server.put(routes, routeObject('cart', '/late'))
  await eventually(() => paths(latest()).join() === '/late' && log.lines.at(-1)?.level === 'info')
  t.deepEqual(
    log.lines.map(({ level, message }) => `${level} ${message}`),
    [
      'warn Kind is not installed in the cluster; Rauta checks again',
      'info Kind is installed now and is read',
    ],
  )
})

test('of kinds that are not installed each is read once it is there, by itself', async (t) => {
  const server = await TestApiServer.start(t)
  const later = ['TLSRoute', 'TCPRoute', 'UDPRoute'] as const
  for (const kind of later) server.served.delete(collectionPath(kind))
  const { started, latest, log } = follow(t, server)
  await started
  const missing = () => log.lines.filter(({ level }) => level === 'warn')
  await eventually(() => missing().length === later.length)
  server.served.add(collectionPath('UDPRoute'))
  server.put(collectionPath('UDPRoute'), routeObject('dns', '/', { kind: 'UDPRoute' }))
  await eventually(() => latest()?.UDPRoute.size === 1)
  await eventually(() => log.lines.length === later.length + 1)
  t.deepEqual(log.lines.at(-1)?.fields, { kind: 'UDPRoute' })
  t.is(latest()?.TCPRoute.size, 0)
})

test('404 for all, as of a load balancer without API servers, empties nothing and is one line', async (t) => {
  const server = await TestApiServer.start(t)
  server.put(routes, routeObject('cart', '/a'))
  const { started, sets, latest, log } = follow(t, server)
  await started
  await eventually(() => server.watchers === kinds.length)
  server.fault = (_asked, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found')
    return true
  }
  server.endWatches('reset')
  await eventually(() => server.asksFor('httproutes', false).length > 3)
  await eventually(() => server.asksFor('services', false).length > 3)
  t.is(sets.length, 1)
  t.deepEqual(paths(latest()), ['/a'])
  const messages = () => log.lines.map(({ message }) => message)
  t.deepEqual(messages(), [
    'The API server does not answer; Rauta keeps the last known state of the cluster',
  ])
  server.fault = () => false
  await eventually(() => messages().at(-1) === 'The API server answers again')
  t.is(log.lines.length, 2)
})

test('404 for a kind that is served empties nothing', async (t) => {
  const server = await TestApiServer.start(t)
  server.put(routes, routeObject('cart', '/a'))
  const { started, sets, latest } = follow(t, server)
  await started
  await eventually(() => server.watchers === kinds.length)
  server.fault = ({ path }, response) => {
    if (path !== routes) return false
    answer(response, 404, status(404))
    return true
  }
  server.endWatches('reset')
  await eventually(() => server.asksFor('httproutes', false).length > 3)
  t.is(sets.length, 1)
  t.deepEqual(paths(latest()), ['/a'])
})

test('403 is told as what it is, once', async (t) => {
  const server = await TestApiServer.start(t)
  server.fault = ({ path }, response) => {
    if (path !== secrets) return false
    answer(response, 403, status(403))
    return true
  }
  const { log, sets } = follow(t, server)
  await eventually(() => server.asksFor('secrets', false).length > 3)
  t.is(sets.length, 0)
  t.deepEqual(
    log.lines.map(({ level, message }) => [level, message]),
    [['error', 'Kind cannot be read: the role does not allow list and watch of it']],
  )
})

test('the server is asked for TLS Secrets only, and their text is sealed', async (t) => {
  const server = await TestApiServer.start(t)
  const data = { 'tls.crt': Buffer.from('CERT').toString('base64'), other: 'b3RoZXI=' }
  const metadata = { name: 'tls', namespace: 'shop' }
  server.put(secrets, { metadata, type: 'kubernetes.io/tls', data })
  server.put(secrets, { metadata: { name: 'opaque', namespace: 'shop' }, type: 'Opaque', data })
  const { started, latest } = follow(t, server)
  await started
  await eventually(() => server.watchers === kinds.length)
  const [secret, ...others] = latest()?.Secret.values() ?? []
  t.deepEqual(others, [])
  t.deepEqual(Object.keys(secret?.data ?? {}), ['tls.crt'])
  t.is(secret?.data['tls.crt']?.reveal(), 'CERT')
  t.is(JSON.stringify(secret?.data), '{"tls.crt":"[redacted]"}')
  t.is(server.asksFor('secrets', true)[0]?.query.get('fieldSelector'), 'type=kubernetes.io/tls')
})

test('every request has the token', async (t) => {
  const server = await TestApiServer.start(t)
  const { started } = follow(t, server)
  await started
  t.true(server.asked.every(({ authorization }) => authorization === 'Bearer secret'))
})

test('closing ends every watch', async (t) => {
  const server = await TestApiServer.start(t)
  server.put(services, serviceObject('cart'))
  const { started, source, sets } = follow(t, server)
  await started
  await eventually(() => server.watchers === kinds.length)
  await source.close()
  await eventually(() => server.watchers === 0)
  t.is(sets.length, 1)
})
