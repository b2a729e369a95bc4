import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { emptySet, ResourceStore } from '../../resources/resource-store.ts'
import { SealedText } from '../../resources/sealed-text.ts'
import { type AdminPage, startAdminServer } from './admin-server.ts'
import { startHealthServer } from './health-server.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { createReadiness } from './readiness.ts'

const loopback = { address: '127.0.0.1', port: 0 }
const key = '-----BEGIN PRIVATE KEY-----'

test('ready from the first live configuration until draining, alive all the time', async (t) => {
  const readiness = createReadiness()
  const server = await startHealthServer({ ...loopback, readiness, metrics: createMetrics() })
  t.teardown(() => server.close())
  const answer = (path: string) => get(server.port, { path })
  const starting = await answer('/readyz')
  t.is(starting.status, 503)
  t.regex(starting.body, /not live yet/)
  readiness.becomeReady()
  t.is((await answer('/readyz')).status, 200)
  readiness.setServed(false)
  t.like(await answer('/readyz'), {
    status: 503,
    body: 'Not ready: no worker process serves traffic.\n',
  })
  readiness.setServed(true)
  t.is((await answer('/readyz')).status, 200)
  readiness.startDraining()
  readiness.becomeReady()
  const draining = await answer('/readyz')
  t.is(draining.status, 503)
  t.regex(draining.body, /draining/)
  t.is((await answer('/livez')).status, 200)
})

test('connections that say nothing do not keep out a probe', async (t) => {
  const readiness = createReadiness()
  const server = await startHealthServer({ ...loopback, readiness, metrics: createMetrics() })
  const idle = Array.from({ length: 150 }, () => connect(server.port, server.address))
  t.teardown(async () => {
    for (const socket of idle) socket.destroy()
    await server.close()
  })
  for (const socket of idle) socket.on('error', () => {})
  await Promise.all(idle.map((socket) => once(socket, 'connect')))
  t.is((await get(server.port, { path: '/livez' })).status, 200)
  // The first ones had to go.
  if (!idle[0]!.destroyed) await once(idle[0]!.resume(), 'close')
  t.false(idle.at(-1)!.destroyed)
})

test('metrics are in the text format of Prometheus', async (t) => {
  const readiness = createReadiness()
  const server = await startHealthServer({ ...loopback, readiness, metrics: createMetrics() })
  t.teardown(() => server.close())
  const { status, headers, body } = await get(server.port, { path: '/metrics' })
  t.is(status, 200)
  t.is(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  t.regex(body, /^rauta_process_resident_memory_bytes \d+$/m)
})

test('both servers list what there is, answer 404 to the rest, and GET alone', async (t) => {
  const health = await startHealthServer({
    ...loopback,
    readiness: createReadiness(),
    metrics: createMetrics(),
  })
  const admin = await startAdmin()
  t.teardown(() => Promise.all([health.close(), admin.close()]))
  t.regex((await get(health.port, { path: '/' })).body, /\/livez[^]*\/readyz[^]*\/metrics/)
  t.regex((await get(admin.port, { path: '/' })).body, /\/snapshot[^]*\/resources/)
  for (const { port } of [health, admin]) {
    t.is((await get(port, { path: '/nothing/here' })).status, 404)
    const posted = await get(port, { path: '/', method: 'POST' })
    t.is(posted.status, 405)
    t.is(posted.headers.allow, 'GET, HEAD')
    t.is(posted.headers['x-powered-by'], undefined)
  }
})

test('a page that fails says so without its inside', async (t) => {
  const server = await startAdmin({
    snapshot() {
      throw new Error('inside')
    },
  })
  t.teardown(() => server.close())
  const { status, body } = await get(server.port, { path: '/snapshot' })
  t.is(status, 500)
  t.is(body, 'This page could not be created.\n')
})

for (const address of ['0.0.0.0', '::', '192.0.2.1', 'localhost', '']) {
  test(`the admin server refuses to listen on "${address}"`, async (t) => {
    await t.throwsAsync(startAdmin({ address }), { message: /loopback only/ })
  })
}

test('the admin server refuses a Host that is not this machine', async (t) => {
  const server = await startAdmin()
  t.teardown(() => server.close())
  const statusFor = async (host: string) =>
    (await get(server.port, { path: '/snapshot', headers: { host } })).status
  for (const host of ['localhost', 'LOCALHOST:9901', '127.0.0.1:1', '127.9.9.9', '[::1]:9901'])
    t.is(await statusFor(host), 200, host)
  for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:9901'])
    t.is(await statusFor(host), 403, host)
  for (const host of ['192.0.2.1', '[::2]', 'localhost:x', '127.1', 'user@localhost'])
    t.is(await statusFor(host), 403, host)
})

test('before anything is live, a page says so', async (t) => {
  const server = await startAdmin()
  t.teardown(() => server.close())
  const { status, body } = await get(server.port, { path: '/early' })
  t.is(status, 503)
  t.is(body, 'The first configuration is not live yet.\n')
})

test('a page has the parameters and where it was asked; what is wrong with them is 400 and one sentence', async (t) => {
  const server = await startAdmin()
  t.teardown(() => server.close())
  const path = '/question?url=http://a.example/%3Fb=c%23d&header=x:%20%E2%82%AC&header=y:+z'
  const { body } = await get(server.port, { path, headers: { host: 'localhost:1' } })
  t.deepEqual(JSON.parse(body), {
    query: [
      ['url', 'http://a.example/?b=c#d'],
      ['header', 'x: €'],
      ['header', 'y: z'],
    ],
    origin: 'http://localhost:1',
  })
  const wrong = await get(server.port, { path: '/question?wrong' })
  t.is(wrong.status, 400)
  t.is(wrong.headers['content-type'], 'text/plain; charset=utf-8')
  t.is(wrong.body, 'There is no parameter wrong.\n')
})

test('the dumps are pretty JSON in which no key is', async (t) => {
  const store = new ResourceStore()
  store.put({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'tls',
      namespace: 'shop',
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":"${key}"}` },
    },
    data: { 'tls.key': new SealedText(key) },
  })
  const server = await startAdmin({
    resources: () => store.current(),
    snapshot: () => ({
      certificates: {
        sealed: { privateKey: new SealedText(key) },
        similar: { privateKey: { text: key, reveal: () => key } },
      },
    }),
  })
  t.teardown(() => server.close())
  const resources = await get(server.port, { path: '/resources' })
  const snapshot = await get(server.port, { path: '/snapshot' })
  t.is(JSON.parse(resources.body).Secret['shop/tls'].data['tls.key'], '[redacted]')
  t.is(JSON.parse(snapshot.body).certificates.similar.privateKey, '[redacted]')
  t.regex(snapshot.body, /^ {2}"certificates"/m)
  t.notRegex(resources.body + snapshot.body, /PRIVATE KEY/)
})

test('a port in use rejects with the reason', async (t) => {
  const first = await startAdmin()
  t.teardown(() => first.close())
  await t.throwsAsync(startAdmin({ port: first.port }), { code: 'EADDRINUSE' })
})

interface Dumps {
  readonly snapshot: () => unknown
  readonly resources: () => unknown
}

function startAdmin({
  snapshot = () => ({}),
  resources = () => emptySet(),
  ...place
}: Partial<Dumps & typeof loopback> = {}) {
  const dump = (path: string, read: () => unknown): AdminPage => ({
    path,
    about: 'a dump',
    answer: () => ({ type: 'json', value: read() }),
  })
  const question: AdminPage = {
    path: '/question',
    about: 'what was asked, and where',
    answer: ({ query, origin }) =>
      query.has('wrong')
        ? { type: 'bad-request', says: 'There is no parameter wrong.' }
        : { type: 'json', value: { query: [...query], origin } },
  }
  const early: AdminPage = {
    path: '/early',
    about: 'nothing yet',
    answer: () => ({ type: 'not-live' }),
  }
  const pages = [dump('/snapshot', snapshot), dump('/resources', resources), question, early]
  return startAdminServer({ ...loopback, ...place, pages })
}

async function get(
  port: number,
  options: { path: string; method?: string; headers?: Record<string, string> },
) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request({ host: '127.0.0.1', port, agent: false, ...options }, resolve)
    .on('error', reject)
    .end()
  const response = await promise
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}
