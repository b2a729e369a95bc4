// What snapshots, the end of the gateway and many connections do to streams.
import test from 'ava'
import { readdirSync } from 'node:fs'
import type { BackendTls, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/free-ports.ts'
import type { Teardown } from '../../testing/proxy/client-side/plane.ts'
import {
  backendsOf,
  dialStream,
  echoBackend,
  startStreams,
  streamBackend,
  streamRule,
  tcpListener,
  type TestStreams,
} from '../../testing/proxy/streams/streams.ts'

async function echoing(t: Teardown) {
  const echo = await echoBackend(t)
  const endpoints = { echo: [echo.endpoint] }
  const gateway = await startStreams(t, (port) => ({
    listeners: [tcpListener(port, streamRule())],
    ...backendsOf(endpoints),
  }))
  return { ...gateway, echo }
}

test('a stream keeps its endpoint through a rollout, another rule and a weight of 0', async (t) => {
  const { plane, port, snapshot, record } = await echoing(t)
  const other = await streamBackend(t)
  const client = dialStream(t, port)
  client.send('1')
  await client.until(/^1$/)
  await plane.apply({ ...snapshot, ...backendsOf({ echo: [other.endpoint] }) })
  client.send('2')
  await client.until(/^12$/)
  const late = dialStream(t, port)
  const far = await other.accepted()
  const rule = streamRule({ other: 1, echo: 0 }, 'tcproute/shop/another/rule/0')
  const listener = { ...tcpListener(port, rule), name: 'gateway/test/gate/listener/renamed' }
  await plane.apply({
    ...snapshot,
    listeners: [listener],
    ...backendsOf({ echo: [], other: [other.endpoint] }),
  })
  client.send('3')
  await client.until(/^123$/)
  late.end('to the other one')
  await far.until(/to the other one/)
  far.end()
  client.end()
  t.is(await client.fate, 'end')
  t.deepEqual([(await record()).flags, (await record()).flags], [[], []])
})

const tls: BackendTls = { hostname: 'db.example', subjectAltNames: [], trust: 'System' }

const removals: readonly (readonly [string, (was: TestStreams) => Partial<RoutingSnapshot>])[] = [
  ['its route is deleted', ({ port }) => ({ listeners: [tcpListener(port)] })],
  [
    'the grant for its backend is taken away',
    ({ port }) => ({ listeners: [tcpListener(port, streamRule({ invalid: 1 }))] }),
  ],
  [
    'its route names another backend',
    ({ port }) => ({ listeners: [tcpListener(port, streamRule({ other: 1 }))] }),
  ],
  ['its Service is deleted', () => backendsOf({})],
  [
    'a BackendTLSPolicy comes to its backend',
    ({ snapshot: { backends } }) => ({ backends: { echo: { ...backends.echo!, tls } } }),
  ],
]

for (const [what, changed] of removals)
  test(`a stream is cut on both sides when ${what}`, async (t) => {
    const backend = await streamBackend(t)
    const gateway = await startStreams(t, (on) => ({
      listeners: [tcpListener(on, streamRule())],
      ...backendsOf({ echo: [backend.endpoint] }),
    }))
    const client = dialStream(t, gateway.port)
    const far = await backend.accepted()
    client.send('1')
    await far.until(/1/)
    await gateway.plane.apply({ ...gateway.snapshot, ...changed(gateway) })
    t.deepEqual(await Promise.all([client.fate, far.fate]), ['reset', 'reset'])
    t.deepEqual((await gateway.record()).flags, ['revoked'])
    t.is(gateway.inFlight(), 0)
  })

test('a stream that still waits for its endpoint is cut when its route is deleted', async (t) => {
  const silent = await streamBackend(t)
  const { plane, port, snapshot, record } = await startStreams(t, (on) => ({
    listeners: [tcpListener(on, streamRule())],
    ...backendsOf({ echo: [silent.endpoint] }, { tls }),
  }))
  const client = dialStream(t, port)
  await silent.accepted()
  await plane.apply({ ...snapshot, listeners: [tcpListener(port)] })
  t.is(await client.fate, 'reset')
  t.deepEqual((await record()).flags, ['revoked'])
})

test('200 snapshots under load fail no stream', async (t) => {
  const { plane, port, snapshot, records, echo } = await echoing(t)
  const over = new AbortController()
  let count = 0
  const load = async () => {
    while (!over.signal.aborted) {
      const client = dialStream(t, port)
      const text = `stream ${count++}`
      client.end(text)
      t.is(await client.closed, text)
      t.is(await client.fate, 'end')
    }
  }
  const loads = Array.from({ length: 8 }, load)
  for (let round = 0; round < 200; round++) {
    const rule = streamRule({ echo: 1 }, `tcproute/shop/r${round}/rule/0`)
    const endpoints = { echo: [{ ...echo.endpoint }] }
    await plane.apply({
      ...snapshot,
      listeners: [tcpListener(port, rule)],
      ...backendsOf(endpoints),
    })
    await new Promise(setImmediate)
  }
  over.abort()
  await Promise.all(loads)
  await eventually(() => {
    if (records.length < count) throw new Error('Not all are over')
  })
  t.true(count > 20)
  t.deepEqual(
    records.flatMap(({ flags }) => flags),
    [],
  )
})

test('a drain waits for streams to end, and cuts what is left so that both sides can tell', async (t) => {
  const backend = await streamBackend(t)
  const { plane, port, record, inFlight } = await startStreams(t, (on) => ({
    listeners: [tcpListener(on, streamRule())],
    ...backendsOf({ echo: [backend.endpoint] }),
  }))
  const [patient, brief] = [dialStream(t, port), dialStream(t, port)]
  brief.send('brief')
  const fars = [await backend.accepted(), await backend.accepted()]
  plane.announceEnd()
  const drained = plane.drain(300)
  const ofBrief = await Promise.any(fars.map((far) => far.until(/brief/).then(() => far)))
  brief.end()
  ofBrief.end('done')
  t.is(await brief.closed, 'done')
  t.deepEqual((await record()).flags, [])
  const ofPatient = fars.find((far) => far !== ofBrief)!
  t.deepEqual(await Promise.all([patient.fate, ofPatient.fate]), ['reset', 'reset'])
  await drained
  t.deepEqual((await record()).flags, ['drained'])
  t.is(inFlight(), 0)
})

test('streams of a listener that is gone end as they like, for a while', async (t) => {
  const echo = await echoBackend(t)
  const { plane, port, snapshot, record } = await startStreams(
    t,
    (on) => ({
      listeners: [tcpListener(on, streamRule())],
      ...backendsOf({ echo: [echo.endpoint] }),
    }),
    { removedGraceMs: 200 },
  )
  const client = dialStream(t, port)
  client.send('1')
  await client.until(/1/)
  await plane.apply({ ...snapshot, listeners: [tcpListener(await freePort(), streamRule())] })
  client.send('2')
  await client.until(/12/)
  t.is(await client.fate, 'reset')
  t.deepEqual((await record()).flags, ['drained'])
})

test('a drain gives up what is not connected yet', async (t) => {
  // It never answers the handshake.
  const silent = await streamBackend(t)
  const { plane, port, record, inFlight } = await startStreams(t, (on) => ({
    listeners: [tcpListener(on, streamRule())],
    ...backendsOf({ echo: [silent.endpoint] }, { tls }),
  }))
  const client = dialStream(t, port)
  await silent.accepted()
  await plane.drain(0)
  t.is(await client.fate, 'reset')
  t.deepEqual((await record()).flags, ['drained'])
  t.is(inFlight(), 0)
})

test('a client that goes while its endpoint is connected to frees it', async (t) => {
  const silent = await streamBackend(t)
  const { port, record, inFlight } = await startStreams(t, (on) => ({
    listeners: [tcpListener(on, streamRule())],
    ...backendsOf({ echo: [silent.endpoint] }, { tls }),
  }))
  const client = dialStream(t, port)
  const far = await silent.accepted()
  client.socket.resetAndDestroy()
  t.deepEqual((await record()).flags, ['client-reset'])
  await far.closed
  t.is(inFlight(), 0)
})

test('a thousand connections leave no descriptor and no count behind', async (t) => {
  const { port, records, open, inFlight } = await echoing(t)
  const round = (ends: (client: ReturnType<typeof dialStream>) => void) =>
    Promise.all(
      Array.from({ length: 100 }, async () => {
        const client = dialStream(t, port)
        client.send('hello')
        await client.until(/hello/)
        ends(client)
        await client.closed
        client.socket.destroy()
      }),
    )
  const settled = () =>
    eventually(() => {
      if (open() + inFlight() > 0) throw new Error('Some are open')
    })
  await round(({ end }) => end())
  await settled()
  const before = descriptors()
  for (let count = 0; count < 10; count++)
    await round(({ end, socket }) => (count % 2 ? end() : socket.resetAndDestroy()))
  await settled()
  t.is(records.length, 1100)
  await eventually(() => {
    if (descriptors() > before + 10) throw new Error(`${before} before, now ${descriptors()}`)
  })
  t.pass()
})

function descriptors(): number {
  return readdirSync('/proc/self/fd').length
}
