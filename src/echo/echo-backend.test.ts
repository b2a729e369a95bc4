import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { WebSocket } from 'ws'
import { makeAuthority } from '../testing/authority.ts'
import type { Echo } from './echo-answer.ts'
import { type EchoBackend, startEchoBackend } from './echo-backend.ts'

const identity = { namespace: 'shop', service: 'cart', pod: 'cart-1' }

async function started(onRequest?: (echo: Echo) => void): Promise<EchoBackend> {
  const address = { address: '127.0.0.1', port: 0 }
  return startEchoBackend({ ...identity, ...address, ...(onRequest && { onRequest }) })
}

async function get(port: number, path: string, headers: http.OutgoingHttpHeaders = {}) {
  const request = http.get({ host: '127.0.0.1', port, path, headers, agent: false })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  return { response, body: await text(response) }
}

test('an HTTP/1.1 request comes back as JSON, with header names as Go writes them', async (t) => {
  const backend = await started()
  const { response, body } = await get(backend.port, '/a?b=c', {
    host: 'shop.example',
    'x-one': ['1', '2'],
  })
  t.is(response.statusCode, 200)
  t.is(response.headers['content-type'], 'application/json')
  t.like(JSON.parse(body), {
    ...identity,
    path: '/a?b=c',
    host: 'shop.example',
    method: 'GET',
    proto: 'HTTP/1.1',
    headers: { 'X-One': ['1', '2'] },
  })
  await backend.close()
})

test('the same port speaks HTTP/2 with prior knowledge', async (t) => {
  const backend = await started()
  const session = http2.connect(`http://127.0.0.1:${backend.port}`)
  const stream = session.request({ ':path': '/two', ':authority': 'shop.example', 'x-one': '1' })
  t.like(JSON.parse(await text(stream)), {
    path: '/two',
    host: 'shop.example',
    proto: 'HTTP/2.0',
    headers: { 'X-One': ['1'] },
  })
  session.destroy()
  await backend.close()
})

test('the same port speaks WebSocket and sends each message back', async (t) => {
  const seen: Echo[] = []
  const backend = await started((echo) => seen.push(echo))
  const client = new WebSocket(`ws://127.0.0.1:${backend.port}/ws`)
  await once(client, 'open')
  client.send('hello')
  const [message] = (await once(client, 'message')) as [Buffer]
  t.is(message.toString(), 'hello')
  t.is(seen[0]?.path, '/ws')
  client.close()
  await once(client, 'close')
  await backend.close()
})

test('a request can ask for a status, for headers of the answer, and for a delay', async (t) => {
  const backend = await started()
  t.is((await get(backend.port, '/status/418')).response.statusCode, 418)
  const asked = { 'x-echo-set-header': 'x-a:1, x-b:2, x-a:3' }
  const { response } = await get(backend.port, '/', asked)
  t.is(response.headers['x-a'], '1,3')
  t.is(response.headers['x-b'], '2')
  const start = performance.now()
  await get(backend.port, '/?delay=30ms')
  t.true(performance.now() - start >= 29)
  await backend.close()
})

test('closing ends connections that are still open', async (t) => {
  const backend = await started()
  const agent = new http.Agent({ keepAlive: true })
  const request = http.get({ host: '127.0.0.1', port: backend.port, path: '/', agent })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  await text(response)
  await backend.close()
  t.pass()
  agent.destroy()
})

test('a request can ask to fail before it is answered, by a status or by a closed connection', async (t) => {
  const backend = await started()
  const status = async (query: string) =>
    (await get(backend.port, `/retry/a?${query}`)).response.statusCode
  t.is(await status('uuid=a&succeedAfter=1&responseCode=503'), 503)
  t.is(await status('uuid=a&succeedAfter=1&responseCode=503'), 200)
  await t.throwsAsync(status('uuid=b&succeedAfter=1'), { code: 'ECONNRESET' })
  t.is(await status('uuid=b&succeedAfter=1'), 200)
  await backend.close()
})

test('with a certificate the same port speaks TLS, and says what it saw of it', async (t) => {
  const authority = await makeAuthority('an authority')
  const backend = await startEchoBackend({
    ...identity,
    address: '127.0.0.1',
    port: 0,
    tls: await authority.issue(['cart.example']),
  })
  t.teardown(() => backend.close())
  const client = await authority.issue(['the gateway'])
  const secure = { ca: authority.certificate, servername: 'cart.example' }
  const options = { ...secure, cert: client.certificate, key: client.key, agent: false }
  const request = https.get(`https://127.0.0.1:${backend.port}/a`, options)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  t.like(JSON.parse(await text(response)), {
    path: '/a',
    proto: 'HTTP/1.1',
    tls: { serverName: 'cart.example', clientCertificate: 'the gateway' },
  })

  const session = http2.connect(`https://127.0.0.1:${backend.port}`, secure)
  const echo = JSON.parse(await text(session.request({ ':path': '/two' })))
  t.is(echo.proto, 'HTTP/2.0')
  t.deepEqual(echo.tls, { serverName: 'cart.example' })
  session.close()

  t.false('tls' in JSON.parse((await get(backend.port, '/clear')).body))
})

test('heads of 60 KiB and of 400 headers are taken, by HTTP/1.1 and HTTP/2', async (t) => {
  const backend = await started()
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`x-${index}`, 'v']))
  for (const headers of [many, { cookie: 'c'.repeat(60 * 1024) }]) {
    t.is((await get(backend.port, '/', headers)).response.statusCode, 200)
    t.is(await statusByHttp2(backend.port, '/', headers), 200)
  }
  await backend.close()
})

for (const [path, byHttp1, byHttp2] of [
  ['/status/299', 299, 299],
  ['/status/700', 700, 400],
  ['/status/101', 400, 400],
  ['/status/099', 400, 400],
  ['/status/000', 400, 400],
] as const)
  test(`${path} is answered with ${byHttp1} by HTTP/1.1, and with ${byHttp2} by HTTP/2`, async (t) => {
    const backend = await started()
    t.is((await get(backend.port, path)).response.statusCode, byHttp1)
    t.is(await statusByHttp2(backend.port, path), byHttp2)
    await backend.close()
  })

for (const header of ['a b:1', ':status:1'])
  test(`a request for the header ${JSON.stringify(header)} is answered with 400`, async (t) => {
    const backend = await started()
    const asked = { 'x-echo-set-header': header }
    t.is((await get(backend.port, '/', asked)).response.statusCode, 400)
    t.is(await statusByHttp2(backend.port, '/', asked), 400)
    await backend.close()
  })

async function statusByHttp2(port: number, path: string, headers = {}): Promise<unknown> {
  const session = http2.connect(`http://127.0.0.1:${port}`, { maxSendHeaderBlockLength: 2 ** 20 })
  const stream = session.request({ ':path': path, ...headers })
  const [answer] = await once(stream, 'response')
  stream.close()
  session.close()
  return answer[':status']
}
