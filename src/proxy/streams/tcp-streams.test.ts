// TCP listeners as clients and endpoints see them: who is connected with whom, and how it ends.
import test from 'ava'
import { eventually } from '../../testing/eventually.ts'
import { deadEndpoint } from '../../testing/proxy/endpoint-side/backends.ts'
import type { Limits } from '../sockets/limits.ts'
import type { Teardown } from '../../testing/proxy/client-side/plane.ts'
import {
  backendsOf,
  dialStream,
  echoBackend,
  startStreams,
  stillness,
  streamBackend,
  streamRule,
  tcpListener,
} from '../../testing/proxy/streams/streams.ts'

/** A gateway with one backend, which the test speaks for, and a client connected to it. */
async function connected(t: Teardown, limits: Partial<Limits> = {}) {
  const backend = await streamBackend(t)
  const gateway = await startStreams(
    t,
    (port) => ({
      listeners: [tcpListener(port, { ...streamRule(), label: 'all' })],
      ...backendsOf({ echo: [backend.endpoint] }),
    }),
    limits,
  )
  const client = dialStream(t, gateway.port)
  const far = await backend.accepted()
  return { ...gateway, backend, client, far }
}

test('a connection is joined with an endpoint, and its record tells all', async (t) => {
  const { client, far, record, backend, inFlight } = await connected(t)
  client.send('hello')
  await far.until(/^hello$/)
  const { localPort } = client.socket
  t.is(inFlight(), 1)
  far.send('good day')
  await client.until(/^good day$/)
  client.end()
  far.end()
  const { time, remotePort, durationMs, connectMs, ...rest } = await record()
  t.deepEqual(rest, {
    protocol: 'TCP',
    remoteAddress: '127.0.0.1',
    listener: 'gateway/test/gate/listener/tcp',
    rule: 'tcproute/shop/db/rule/0',
    ruleLabel: 'all',
    backend: 'echo',
    endpoint: `127.0.0.1:${backend.endpoint.port}`,
    flags: [],
    bytesReceived: 5,
    bytesSent: 8,
    attempts: 1,
  })
  t.is(remotePort, localPort!)
  t.false(Number.isNaN(Date.parse(time)))
  t.true(connectMs !== undefined && connectMs > 0 && durationMs > connectMs)
  t.is(inFlight(), 0)
})

test('each direction ends for itself', async (t) => {
  const one = await connected(t)
  one.client.end('question')
  t.is(await one.far.fate, 'end')
  one.far.send('a long ')
  await one.client.until(/a long /)
  one.far.end('answer')
  t.is(await one.client.closed, 'a long answer')
  t.is(await one.client.fate, 'end')
  t.deepEqual((await one.record()).flags, [])

  const other = await connected(t)
  other.far.end('greeting')
  t.is(await other.client.fate, 'end')
  other.client.send('thanks')
  await other.far.until(/thanks/)
  other.client.end()
  t.is(await other.far.fate, 'end')
  t.deepEqual((await other.record()).flags, [])
})

test('an endpoint that resets is a reset to the client', async (t) => {
  const { client, far, record, inFlight } = await connected(t)
  far.send('half of ')
  await client.until(/half of /)
  far.socket.resetAndDestroy()
  t.is(await client.fate, 'reset')
  t.like(await record(), { flags: ['upstream-reset'], error: 'read ECONNRESET' })
  t.is(inFlight(), 0)
})

test('a client that resets is a reset to the endpoint', async (t) => {
  const { client, far, record } = await connected(t)
  client.send('half of ')
  await far.until(/half of /)
  client.socket.resetAndDestroy()
  t.is(await far.fate, 'reset')
  t.like(await record(), { flags: ['client-reset'], error: 'read ECONNRESET' })
})

test('a reset after one side has ended is passed on too', async (t) => {
  const one = await connected(t)
  one.client.end('all of it')
  t.is(await one.far.fate, 'end')
  one.far.socket.resetAndDestroy()
  t.is(await one.client.fate, 'reset')
  t.deepEqual((await one.record()).flags, ['upstream-reset'])

  const other = await connected(t)
  other.far.end('all of it')
  t.is(await other.client.fate, 'end')
  other.client.socket.resetAndDestroy()
  t.is(await other.far.fate, 'reset')
  t.deepEqual((await other.record()).flags, ['client-reset'])
})

test('what a client sends before the endpoint is reached is kept, and goes to the one that is', async (t) => {
  const backend = await streamBackend(t)
  const dead = await Promise.all([deadEndpoint(t), deadEndpoint(t), deadEndpoint(t)])
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [tcpListener(on, streamRule())],
    ...backendsOf({ echo: [...dead, backend.endpoint] }),
  }))
  // One of the dead comes first sooner or later; each that failed rests.
  let failedOver = 0
  for (let round = 0; round < 20; round++) {
    const client = dialStream(t, port)
    client.end(`early ${round}`)
    const far = await backend.accepted()
    t.is(await far.closed, `early ${round}`)
    far.end()
    await client.closed
    const { flags, attempts, error, endpoint } = await record()
    t.is(error, undefined)
    t.is(endpoint, `127.0.0.1:${backend.endpoint.port}`)
    t.deepEqual(flags, attempts > 1 ? ['failed-over'] : [])
    failedOver += attempts - 1
  }
  t.true(failedOver > 0)
})

test('where no endpoint can be reached the client is reset, after eight tries', async (t) => {
  const dead = await Promise.all(Array.from({ length: 10 }, () => deadEndpoint(t)))
  const { port, record, inFlight } = await startStreams(t, (on) => ({
    listeners: [tcpListener(on, streamRule())],
    ...backendsOf({ echo: dead }),
  }))
  t.is(await dialStream(t, port).fate, 'reset')
  const { flags, attempts, error } = await record()
  t.deepEqual(flags, ['failed-over', 'connect-failed'])
  t.is(attempts, 8)
  t.regex(error ?? '', /ECONNREFUSED/)
  t.is(inFlight(), 0)
})

test('an endpoint that takes too long to connect, by TLS where it is asked for, is given up', async (t) => {
  const silent = await streamBackend(t)
  const tls = { hostname: 'db.example', subjectAltNames: [], trust: 'System' } as const
  const { port, record, inFlight } = await startStreams(
    t,
    (on) => ({
      listeners: [tcpListener(on, streamRule())],
      ...backendsOf({ echo: [silent.endpoint] }, { tls }),
    }),
    { streamConnectMs: 50 },
  )
  t.is(await dialStream(t, port).fate, 'reset')
  const { flags, error } = await record()
  t.deepEqual(flags, ['connect-failed'])
  t.is(error, 'The endpoint took too long to connect')
  t.is(inFlight(), 0)
})

const rejections = [
  ['without a rule', undefined, {}, 'no-rule'],
  ['with an invalid backend', { invalid: 1 }, {}, 'backend-invalid'],
  ['with no weight above 0', { echo: 0 }, { echo: [] }, 'backend-invalid'],
  ['of a backend without endpoints', { echo: 1 }, { echo: [] }, 'no-endpoint'],
] as const

for (const [what, refs, endpoints, flag] of rejections) {
  test(`a listener ${what} resets its clients`, async (t) => {
    const { port, record } = await startStreams(t, (on) => ({
      listeners: [tcpListener(on, refs && streamRule(refs))],
      ...backendsOf(endpoints),
    }))
    t.is(await dialStream(t, port).fate, 'reset')
    const { flags, attempts, listener } = await record()
    t.deepEqual(flags, [flag])
    t.is(attempts, 0)
    t.is(listener, 'gateway/test/gate/listener/tcp')
  })
}

test('a port serves one protocol, and one TCP listener', async (t) => {
  const { plane, port, snapshot } = await startStreams(t, (on) => ({
    listeners: [tcpListener(on, streamRule())],
  }))
  const tcp = snapshot.listeners[0]!
  const two = { ...tcpListener(port), name: 'two' }
  const http = { ...tcp, protocol: 'HTTP', hostname: '', hosts: [], name: 'http' } as const
  t.like(await plane.apply({ ...snapshot, listeners: [tcp, two] }), {
    [tcp.name]: { isBound: true },
    two: { isBound: false, problem: `127.0.0.1:${port} serves TCP: choose another port for TCP` },
  })
  t.like(await plane.apply({ ...snapshot, listeners: [tcp, http] }), {
    [tcp.name]: {
      isBound: false,
      problem: `127.0.0.1:${port} serves HTTP: choose another port for TCP`,
    },
    http: { isBound: true },
  })
})

test('weights divide connections, and the share of an invalid backend is reset', async (t) => {
  const [echo, other] = [await echoBackend(t), await echoBackend(t)]
  const { port, records } = await startStreams(t, (on) => ({
    listeners: [tcpListener(on, streamRule({ echo: 6, other: 2, invalid: 2, never: 0 }))],
    ...backendsOf({ echo: [echo.endpoint], other: [other.endpoint], never: [echo.endpoint] }),
  }))
  const total = 500
  for (let round = 0; round < total; round += 50)
    await Promise.all(
      Array.from({ length: 50 }, () => {
        const client = dialStream(t, port)
        client.end()
        return client.fate
      }),
    )
  await eventually(() => {
    if (records.length < total) throw new Error(`${records.length} are over`)
  })
  const share = (backend?: string) =>
    records.filter((one) => one.backend === backend).length / total
  for (const [backend, wanted] of [
    ['echo', 0.6],
    ['other', 0.2],
    [undefined, 0.2],
    ['never', 0],
  ] as const)
    t.true(Math.abs(share(backend) - wanted) < 0.1, `${backend}: ${share(backend)}`)
})

test('a client stays with its endpoint where its address is what counts', async (t) => {
  const backends = await Promise.all(Array.from({ length: 5 }, () => echoBackend(t)))
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [tcpListener(on, streamRule())],
    ...backendsOf(
      { echo: backends.map(({ endpoint }) => endpoint) },
      { affinity: { type: 'ClientIP' } },
    ),
  }))
  const endpoints = new Set<string | undefined>()
  for (let round = 0; round < 20; round++) {
    const client = dialStream(t, port)
    client.end()
    await client.closed
    endpoints.add((await record()).endpoint)
  }
  t.is(endpoints.size, 1)
})

test('a stream on which nothing moves is cut, and both sides can tell', async (t) => {
  const { client, far, record } = await connected(t, { streamIdleMs: 100 })
  client.send('a')
  await far.until(/a/)
  t.deepEqual(await Promise.all([client.fate, far.fate]), ['reset', 'reset'])
  t.deepEqual((await record()).flags, ['idle'])
})

test('megabytes pass whole, however slowly they are read, and wait at their sender', async (t) => {
  const { client, far, record } = await connected(t)
  const [chunk, count] = [Buffer.alloc(64 * 1024, 'x'), 1024]
  far.socket.pause()
  let written = 0
  for (let index = 0; index < count; index++) client.socket.write(chunk, () => written++)
  client.end()
  t.true((await stillness(() => written)) < count / 2, `${written} chunks`)
  let received = 0
  far.socket.removeAllListeners('data').on('data', (bytes: Buffer) => (received += bytes.length))
  far.socket.resume()
  t.is(await far.fate, 'end')
  t.is(received, count * chunk.length)
  far.end()
  t.is((await record()).bytesReceived, received)
})

test('an end after a slow reader is an end, and nothing is missing', async (t) => {
  const { client, far } = await connected(t)
  client.socket.pause()
  far.end('y'.repeat(8 * 1024 * 1024))
  client.end()
  t.is(await far.fate, 'end')
  client.socket.resume()
  t.is(await client.fate, 'end')
  t.is(client.received().length, 8 * 1024 * 1024)
})

test('what a client has not read when its endpoint resets does not end like all of it', async (t) => {
  const { client, far } = await connected(t)
  client.socket.pause()
  far.send('z'.repeat(8 * 1024 * 1024))
  await eventually(() => {
    if (far.socket.writableLength === 0) throw new Error('All was taken')
  })
  far.socket.resetAndDestroy()
  client.socket.resume()
  t.is(await client.fate, 'reset')
})

test('an endpoint that hangs does not keep the connections that its clients gave up', async (t) => {
  const { client, far, record } = await connected(t, { streamHalfClosedMs: 100 })
  client.send('hello')
  await far.until(/hello/)
  client.socket.destroy()
  const { flags, bytesReceived } = await record()
  t.deepEqual([flags, bytesReceived], [['idle'], 5])
  t.is(await far.fate, 'end')
  await far.closed
})
