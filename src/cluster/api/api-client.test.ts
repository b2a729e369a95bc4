import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import test from 'ava'
import { createApiClient } from './api-client.ts'
import { ApiError } from './api-error.ts'
import { answer, TestApiServer } from '../../testing/cluster/api-server.ts'
import { services } from '../../testing/cluster/objects.ts'

test("an answer that is no success has the server's words", async (t) => {
  const server = await TestApiServer.start(t)
  server.fault = (_asked, response) => {
    const body = { kind: 'Status', code: 429, reason: 'TooManyRequests', message: 'later' }
    answer(response, 429, body, { 'retry-after': '7' })
    return true
  }
  const api = createApiClient(server.kubeConfig())
  t.teardown(() => api.close())
  const error = await t.throwsAsync(api.send({ path: services }), { instanceOf: ApiError })
  t.is(error?.status, 429)
  t.is(error?.reason, 'TooManyRequests')
  t.is(error?.message, 'later')
  t.is(error?.retryAfterMs, 7000)
})

for (const [what, begin] of [
  ['does not answer', () => true],
  [
    'does not end its answer',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{')
      return true
    },
  ],
] as const)
  test(`an API server that ${what} is given up, and that is what is said`, async (t) => {
    const server = await TestApiServer.start(t)
    server.fault = (_asked, response) => begin(response)
    const api = createApiClient(server.kubeConfig())
    t.teardown(() => api.close())
    await t.throwsAsync(api.send({ path: services, timeoutMs: 50 }), {
      message: 'the API server did not answer in time',
    })
  })

// Alone: @kubernetes/client-node counts the minute with Date, which is set forward here.
test.serial('a token file is read again after a minute, as it was replaced', async (t) => {
  const server = await TestApiServer.start(t)
  const folder = await mkdtemp(join(tmpdir(), 'rauta-token-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const tokenFile = join(folder, 'token')
  await writeFile(tokenFile, 'first')
  const clock = Date
  t.teardown(() => void (globalThis.Date = clock))
  const api = createApiClient(server.kubeConfig({ tokenFile }))
  t.teardown(() => api.close())
  await api.send({ path: services })
  await writeFile(tokenFile, 'second')
  await api.send({ path: services })
  globalThis.Date = class extends clock {
    constructor() {
      super(clock.now() + 61_000)
    }
  } as DateConstructor
  await api.send({ path: services })
  t.deepEqual(
    server.asked.map(({ authorization }) => authorization),
    ['Bearer first', 'Bearer first', 'Bearer second'],
  )
})

test('one connection serves one request after another', async (t) => {
  const server = await TestApiServer.start(t)
  const api = createApiClient(server.kubeConfig())
  t.teardown(() => api.close())
  const ports = new Set<number | undefined>()
  server.fault = (_asked, response) => {
    ports.add(response.socket?.remotePort)
    return false
  }
  for (let i = 0; i < 5; i++) await api.send({ path: services })
  t.is(ports.size, 1)
})

test('no request waits for others: a Lease is renewed while a hundred writes have no answer', async (t) => {
  const server = await TestApiServer.start(t)
  const api = server.client()
  const held: ServerResponse[] = []
  server.fault = ({ method }, response) => method === 'PATCH' && held.push(response) > 0
  const writes = Array.from({ length: 100 }, () =>
    api.send({ method: 'PATCH', path: services, body: {} }),
  )
  await api.send({ path: services })
  for (const response of held) answer(response, 200, {})
  server.fault = (_asked, response) => {
    answer(response, 200, {})
    return true
  }
  await Promise.all(writes)
  t.pass()
})

for (const [what, server, message] of [
  ['without TLS', 'http://127.0.0.1:8080', /only https/],
  ['with no current context', '', /no current context/],
] as const)
  test(`a kubeconfig ${what} is refused with a sentence`, (t) => {
    const config = new KubeConfig()
    if (server)
      config.loadFromClusterAndUser({ name: 'a', server, skipTLSVerify: false }, { name: 'a' })
    t.throws(() => createApiClient(config), { message })
  })
