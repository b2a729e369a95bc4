// UDP sessions as clients and endpoints have them: real sockets on loopback.
import test from 'ava'
import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { eventually } from '../../testing/eventually.ts'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import {
  type UdpHandler,
  deadUdpEndpoint,
  echoDatagram,
  streamRefTo,
  silence,
  startUdp,
  udpClient,
  udpEndpoint,
  type UdpSnapshot,
} from '../../testing/proxy/datagrams/datagrams.ts'

test('a client has a session with one endpoint, whose answers go back to that client alone', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, open } = await startUdp(t, { endpoints: { a: [endpoint.endpoint] } })
  const one = await udpClient(t, port)
  const other = await udpClient(t, port)
  t.is(await one.ask('1'), '1')
  t.is(await other.ask('2'), '2')
  t.is(await one.ask('3'), '3')
  t.is(new Set(endpoint.clients.map((client) => client.port)).size, 2)
  t.is(endpoint.clients[0]?.port, endpoint.clients[2]?.port)
  t.is(open(), 2)
})

test('a query of DNS has its answer', async (t) => {
  const address = Buffer.from([192, 0, 2, 7])
  const server = await udpEndpoint(t, (query, client, socket) => {
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(0x8180, 2)
    head.writeUInt16BE(1, 6)
    const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address])
    socket.send([head, query.subarray(12), record], client.port, client.address)
  })
  const { port } = await startUdp(t, { endpoints: { dns: [server.endpoint] } })
  const client = await udpClient(t, port)
  const name = [4, ...Buffer.from('shop'), 7, ...Buffer.from('example'), 0]
  await client.send(Buffer.from([0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...name, 0, 1, 0, 1]))
  const answer = await client.next()
  t.is(answer.readUInt16BE(0), 0xabcd)
  t.deepEqual(answer.subarray(-4), address)
})

test('an endpoint of IPv6 serves clients of IPv4, however its address is written', async (t) => {
  const { endpoint } = await udpEndpoint(t, echoDatagram, '::1')
  const { port } = await startUdp(t, {
    endpoints: { a: [{ ...endpoint, address: '0:0:0:0:0:0:0:1' }] },
  })
  t.is(await (await udpClient(t, port)).ask('hello'), 'hello')
})

test('the largest datagram and an empty one pass both ways', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port } = await startUdp(t, { endpoints: { a: [endpoint.endpoint] } })
  const client = await udpClient(t, port)
  const large = Buffer.alloc(65_507, 'x')
  await client.send(large)
  t.true((await client.next()).equals(large))
  t.is(await client.ask(''), '')
  t.deepEqual(
    endpoint.received.map(({ length }) => length),
    [65_507, 0],
  )
})

test('the order of a session is kept, from its first datagram on', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port } = await startUdp(t, { endpoints: { a: [endpoint.endpoint] } })
  const client = await udpClient(t, port)
  const sent = Array.from({ length: 100 }, (_, index) => String(index))
  for (const one of sent) client.socket.send(one)
  await eventually(() => assert.equal(client.replies.length, 100))
  t.deepEqual(client.replies.map(String), sent)
})

test('a session that is silent is over, and is told of once', async (t) => {
  const endpoint = await udpEndpoint(t)
  const limits = { datagramIdleMs: 1500 }
  const { port, records, open } = await startUdp(t, {
    endpoints: { a: [endpoint.endpoint] },
    limits,
  })
  const client = await udpClient(t, port)
  await client.ask('four')
  await client.ask('to')
  await eventually(() => assert.equal(records.length, 1))
  const { time, durationMs, ...record } = records[0]!
  t.regex(time, /^\d{4}-.*Z$/)
  t.true(durationMs >= 1500)
  t.deepEqual(record, {
    protocol: 'UDP',
    remoteAddress: '127.0.0.1',
    remotePort: client.port,
    flags: [],
    bytesReceived: 6,
    bytesSent: 6,
    datagramsReceived: 2,
    datagramsSent: 2,
    listener: 'gateway/test/gate/listener/0',
    rule: 'udproute/test/r/rule/0',
    ruleLabel: 'dns',
    backend: 'a',
    endpoint: `127.0.0.1:${endpoint.endpoint.port}`,
    attempts: 1,
  })
  t.is(open(), 0)
})

test('what an endpoint says keeps a session, though its client is silent', async (t) => {
  const endpoint = await udpEndpoint(t, silence)
  const limits = { datagramIdleMs: 1000 }
  const { port, records } = await startUdp(t, { endpoints: { a: [endpoint.endpoint] }, limits })
  const client = await udpClient(t, port)
  await client.send('subscribe')
  await eventually(() => assert.equal(endpoint.clients.length, 1))
  const [from] = endpoint.clients
  const begun = performance.now()
  while (performance.now() - begun < 2000) {
    endpoint.server.send('news', from!.port)
    await client.next()
  }
  t.is(records.length, 0)
})

test('a datagram that no endpoint listens to goes to another one', async (t) => {
  const dead = await deadUdpEndpoint(t)
  const alive = await udpEndpoint(t)
  const { port, records, plane } = await startUdp(t, {
    endpoints: { a: [dead, alive.endpoint] },
  })
  const clients = await Promise.all(Array.from({ length: 20 }, () => udpClient(t, port)))
  for (const client of clients) t.is(await client.ask('hello'), 'hello')
  await plane.drain(0)
  const failedOver = records.filter(({ flags }) => flags.includes('failed-over'))
  // The endpoint is ejected once it failed.
  t.true(failedOver.length >= 1 && failedOver.length < 10, String(failedOver.length))
  t.is(failedOver[0]?.attempts, 2)
  t.is(failedOver[0]?.endpoint, `127.0.0.1:${alive.endpoint.port}`)
  t.is(failedOver[0]?.error, "The endpoint can't be reached (ECONNREFUSED)")
})

test('a session whose endpoint ends moves to another with the next datagram', async (t) => {
  const one = await udpEndpoint(t, (_, client, server) => server.send('one', client.port))
  const other = await udpEndpoint(t, (_, client, server) => server.send('other', client.port))
  const { port } = await startUdp(t, { endpoints: { a: [one.endpoint, other.endpoint] } })
  const client = await udpClient(t, port)
  const first = await client.ask('1')
  await (first === 'one' ? one : other).close()
  await client.send('lost')
  await eventually(async () => {
    await client.send('again')
    assert.ok(client.replies.length > 0)
  })
  t.is(String(client.replies[0]), first === 'one' ? 'other' : 'one')
})

test('where no endpoint listens a session waits for one, and there is one record of it', async (t) => {
  const dead = await deadUdpEndpoint(t)
  const { port, records, plane, logged, open } = await startUdp(t, { endpoints: { a: [dead] } })
  const client = await udpClient(t, port)
  for (let sent = 0; sent < 20; sent++) await client.send('anybody?')
  await eventually(() => assert.equal(open(), 1))
  await plane.drain(0)
  t.is(records.length, 1)
  t.deepEqual(records[0]!.flags, ['drained', 'connect-failed'])
  t.is(records[0]!.datagramsSent, 0)
  t.deepEqual(logged, [])
})

test('an endpoint that ended is told of in the record of its session', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, records, plane, open } = await startUdp(t, {
    endpoints: { a: [endpoint.endpoint] },
  })
  const client = await udpClient(t, port)
  t.is(await client.ask('hello'), 'hello')
  await endpoint.close()
  await client.send('lost')
  await turn()
  await turn()
  t.is(open(), 1)
  await plane.drain(0)
  t.deepEqual(records[0]?.flags, ['drained', 'upstream-reset'])
  t.is(records[0]?.error, "The endpoint can't be reached (ECONNREFUSED)")
})

test('weights are those of sessions, and 0 is none', async (t) => {
  const a = await udpEndpoint(t)
  const b = await udpEndpoint(t)
  const c = await udpEndpoint(t)
  const { port } = await startUdp(t, {
    endpoints: { a: [a.endpoint], b: [b.endpoint], c: [c.endpoint] },
    refs: [streamRefTo('a', 3), streamRefTo('b', 1), streamRefTo('c', 0)],
  })
  const clients = await Promise.all(Array.from({ length: 200 }, () => udpClient(t, port)))
  for (const client of clients) for (const one of ['1', '2']) await client.ask(one)
  t.is(a.received.length + b.received.length, 400)
  // Five standard deviations.
  t.true(Math.abs(a.received.length - 300) <= 62, String(a.received.length))
  t.is(c.received.length, 0)
  t.is(b.received.length % 2, 0)
})

test('the share of an invalid backendRef is dropped and counted, and no line is written of it', async (t) => {
  const { port, refused, records, logged, open } = await startUdp(t, { refs: [streamRefTo(null)] })
  const client = await udpClient(t, port)
  await client.send('1')
  await client.send('2')
  await eventually(() => assert.deepEqual(refused, ['backend-invalid', 'backend-invalid']))
  t.deepEqual([...records, ...logged], [])
  t.is(open(), 0)
})

test('without a route, or without endpoints, a datagram costs nothing', async (t) => {
  const { port, refused, apply, open } = await startUdp(t, { endpoints: { a: [] } })
  const client = await udpClient(t, port)
  await client.send('1')
  await eventually(() => assert.deepEqual(refused, ['no-endpoint']))
  await apply({ listeners: [{}], refs: [] })
  await client.send('2')
  await eventually(() => assert.deepEqual(refused, ['no-endpoint', 'backend-invalid']))
  t.is(open(), 0)
})

const says =
  (name: string): UdpHandler =>
  (_, client, server) =>
    server.send(name, client.port)

test('a session whose endpoint is gone or not ready goes to another with its next datagram', async (t) => {
  const old = await udpEndpoint(t, says('old'))
  const fresh = await udpEndpoint(t, says('fresh'))
  const { port, apply, records, open } = await startUdp(t, { endpoints: { a: [old.endpoint] } })
  const client = await udpClient(t, port)
  t.is(await client.ask('1'), 'old')
  await apply({ endpoints: { a: [fresh.endpoint] } })
  t.is(await client.ask('2'), 'fresh')
  t.is(await client.ask('3'), 'fresh')
  t.deepEqual(
    records.map(({ flags }) => flags),
    [['moved']],
  )
  t.is(open(), 1)
})

test('an endpoint that is there again before the next datagram keeps its session', async (t) => {
  const { endpoint, clients } = await udpEndpoint(t)
  const { port, apply, records } = await startUdp(t, { endpoints: { a: [endpoint] } })
  const client = await udpClient(t, port)
  await client.ask('1')
  await apply({ endpoints: { a: [] } })
  await apply({ endpoints: { a: [{ ...endpoint }] } })
  await client.ask('2')
  t.is(clients[0]?.port, clients[1]?.port)
  t.deepEqual(records, [])
})

test('a session stays with an endpoint that terminates and still serves', async (t) => {
  const old = await udpEndpoint(t, says('old'))
  const fresh = await udpEndpoint(t, says('fresh'))
  const { port, apply } = await startUdp(t, { endpoints: { a: [old.endpoint] } })
  const client = await udpClient(t, port)
  t.is(await client.ask('1'), 'old')
  const leaving = { a: [{ ...old.endpoint }] }
  await apply({ endpoints: { a: [fresh.endpoint] }, leaving })
  t.is(await client.ask('2'), 'old')
  t.is(await (await udpClient(t, port)).ask('new'), 'fresh')
  await apply({ endpoints: { a: [fresh.endpoint] } })
  t.is(await client.ask('3'), 'fresh')
})

test('an answer that is on its way when its endpoint goes still reaches the client', async (t) => {
  const old = await udpEndpoint(t, silence)
  const { port, apply } = await startUdp(t, { endpoints: { a: [old.endpoint] } })
  const client = await udpClient(t, port)
  await client.send('1')
  await eventually(() => assert.equal(old.clients.length, 1))
  await apply({ endpoints: { a: [] } })
  old.server.send('late', old.clients[0]!.port)
  t.is(String(await client.next()), 'late')
})

test('an endpoint that is gone does not keep a session by what it says', async (t) => {
  const old = await udpEndpoint(t, silence)
  const limits = { datagramIdleMs: 500 }
  const { port, apply, open } = await startUdp(t, { endpoints: { a: [old.endpoint] }, limits })
  const client = await udpClient(t, port)
  await client.send('subscribe')
  await eventually(() => assert.equal(old.clients.length, 1))
  await apply({ endpoints: { a: [] } })
  await eventually(() => {
    old.server.send('news', old.clients[0]!.port)
    assert.equal(open(), 0)
  })
  t.true(client.replies.length > 0)
})

const removals: readonly (readonly [string, (old: Endpoint, fresh: Endpoint) => UdpSnapshot])[] = [
  [
    'its route names another backend',
    (old, fresh) => ({ endpoints: { a: [old], b: [fresh] }, refs: [streamRefTo('b')] }),
  ],
  ['its Service is deleted', (_, fresh) => ({ endpoints: { b: [fresh] } })],
  [
    'the grant for its backend is taken away',
    (old, fresh) => ({
      endpoints: { a: [old], b: [fresh] },
      refs: [streamRefTo(null, 0), streamRefTo('b')],
    }),
  ],
]

for (const [what, said] of removals)
  test(`a session ends when ${what}, and the next datagram goes by the rule`, async (t) => {
    const old = await udpEndpoint(t, says('old'))
    const fresh = await udpEndpoint(t, says('fresh'))
    const { port, apply, records, open } = await startUdp(t, { endpoints: { a: [old.endpoint] } })
    const client = await udpClient(t, port)
    t.is(await client.ask('1'), 'old')
    await apply(said(old.endpoint, fresh.endpoint))
    t.is(open(), 0)
    t.deepEqual(
      records.map(({ flags }) => flags),
      [['revoked']],
    )
    t.is(await client.ask('2'), 'fresh')
  })

test('a backend whose weight becomes 0 is left with the next datagram', async (t) => {
  const old = await udpEndpoint(t, says('old'))
  const fresh = await udpEndpoint(t, says('fresh'))
  const endpoints = { a: [old.endpoint], b: [fresh.endpoint] }
  const { port, apply } = await startUdp(t, {
    endpoints,
    refs: [streamRefTo('a'), streamRefTo('b', 0)],
  })
  const client = await udpClient(t, port)
  t.is(await client.ask('1'), 'old')
  await apply({ endpoints, refs: [streamRefTo('a', 0), streamRefTo('b')] })
  t.is(await client.ask('2'), 'fresh')
})

test('a session ends when its route is deleted, and what comes later is dropped', async (t) => {
  const { endpoint, received } = await udpEndpoint(t)
  const { port, apply, records, refused, open } = await startUdp(t, {
    endpoints: { a: [endpoint] },
  })
  const client = await udpClient(t, port)
  await client.ask('1')
  await apply({ endpoints: { a: [endpoint] }, isRouted: false })
  t.is(open(), 0)
  t.deepEqual(
    records.map(({ flags }) => flags),
    [['revoked']],
  )
  await client.send('2')
  await eventually(() => assert.deepEqual(refused, ['no-rule']))
  t.is(received.length, 1)
  await apply({ endpoints: { a: [endpoint] } })
  t.is(await client.ask('3'), '3')
})

test('snapshots under traffic lose no datagram', async (t) => {
  const a = await udpEndpoint(t)
  const b = await udpEndpoint(t)
  const { port, apply, refused } = await startUdp(t, { endpoints: { a: [a.endpoint] } })
  const clients = await Promise.all(Array.from({ length: 10 }, () => udpClient(t, port)))
  for (let round = 0; round < 30; round++) {
    const asked = clients.map((client) => client.ask(String(round)))
    await apply({ endpoints: { a: round % 2 ? [a.endpoint] : [b.endpoint, a.endpoint] } })
    t.true((await Promise.all(asked)).every((answer) => answer === String(round)))
  }
  t.deepEqual(refused, [])
})

test('clients of one address stay with one endpoint where the backend asks for it', async (t) => {
  const all = await Promise.all(Array.from({ length: 4 }, () => udpEndpoint(t)))
  const { port } = await startUdp(t, {
    endpoints: { a: all.map(({ endpoint }) => endpoint) },
    affinity: { type: 'ClientIP' },
  })
  const clients = await Promise.all(Array.from({ length: 20 }, () => udpClient(t, port)))
  for (const client of clients) await client.ask('1')
  t.deepEqual(all.map(({ received }) => received.length).toSorted(), [0, 0, 0, 20])
})

test('only the endpoint is heard by a session', async (t) => {
  const endpoint = await udpEndpoint(t, silence)
  const stranger = await udpEndpoint(t)
  const { port } = await startUdp(t, { endpoints: { a: [endpoint.endpoint] } })
  const client = await udpClient(t, port)
  await client.send('1')
  await eventually(() => assert.equal(endpoint.clients.length, 1))
  const session = endpoint.clients[0]!.port
  stranger.server.send('forged', session)
  endpoint.server.send('true', session)
  t.is(String(await client.next()), 'true')
  t.deepEqual(client.replies, [])
})

test('a backend that leads back to the listener is not followed', async (t) => {
  const { port, apply, refused, open } = await startUdp(t)
  await apply({ endpoints: { self: [{ address: '127.0.0.1', port, name: 'self' }] } })
  const client = await udpClient(t, port)
  await client.send('round and round')
  await eventually(() => assert.deepEqual(refused, ['loop']))
  t.is(open(), 1)
})

test('garbage from many clients passes as it is, and one after another is served', async (t) => {
  const endpoint = await udpEndpoint(t, echoDatagram)
  const { port, logged } = await startUdp(t, { endpoints: { a: [endpoint.endpoint] } })
  for (let client = 0; client < 50; client++) {
    const { send, next } = await udpClient(t, port)
    const garbage = crypto.getRandomValues(Buffer.alloc(client * 20))
    await send(garbage)
    t.true((await next()).equals(garbage))
  }
  t.deepEqual(logged, [])
})
