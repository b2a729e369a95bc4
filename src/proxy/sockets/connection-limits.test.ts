// What many connections of clients can't do: lock out a newcomer, another address, or who is being served.
import test from 'ava'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { eventually } from '../../testing/eventually.ts'
import {
  backendsOf,
  dialStream,
  echoBackend,
  startStreams,
  streamRule,
  tcpListener,
} from '../../testing/proxy/streams/streams.ts'
import { connectionBounds } from './connection-bounds.ts'
import { ConnectionTable } from './connection-table.ts'
import { limits as usual } from './limits.ts'
import { testCertificate } from '../../testing/proxy/client-side/certificate.ts'
import { echoExchange, startPlane, type Teardown } from '../../testing/proxy/client-side/plane.ts'
import { dial, wireOf, type Wire } from '../../testing/proxy/client-side/wire.ts'

const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

function dialFrom(t: Teardown, port: number, localAddress: string): Wire & { socket: Socket } {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  t.teardown(async () => void socket.destroy())
  return { ...wireOf(socket), socket }
}

async function opened(wires: readonly { readonly socket: Socket }[]): Promise<void> {
  await Promise.all(
    wires.map(({ socket }) => (socket.connecting ? once(socket, 'connect') : undefined)),
  )
}

test('one connection too many closes the one that is idle longest', async (t) => {
  const plane = await startPlane(t, { limits: { connections: 4, connectionsPerSource: 3 } })
  const { port, open, refused } = plane
  const [a, b, c] = [dial(t, port), dial(t, port), dial(t, port)]
  for (const wire of [a, b, c]) {
    wire.send(request)
    await wire.until(/200 OK/)
  }
  a.send(request)
  await a.until(/200 OK[^]*200 OK/)
  const d = dial(t, port)
  await b.closed
  d.send(request)
  await d.until(/200 OK/)
  for (const wire of [a, c]) {
    wire.send(request)
    await wire.until(/200 OK[^]*200 OK/)
  }
  t.is(open(), 3)
  t.deepEqual(refused, ['idle-connection'])
})

test('a newcomer that makes room for others before its first request is told 503, another one nothing', async (t) => {
  const { port } = await startPlane(t, { limits: { connections: 2, connectionsPerSource: 2 } })
  const served = dial(t, port)
  served.send(request)
  const answer = await served.until(/200 OK[^]*$/)
  const silent = dial(t, port)
  await opened([silent])
  await opened([dial(t, port), dial(t, port)])
  t.regex(await silent.closed, /^HTTP\/1.1 503 [^]*Connection: close/)
  t.notRegex((await served.closed).slice(answer.length), /503/)
})

test('clients that never say a word do not lock out one that does', async (t) => {
  const { port, open } = await startPlane(t, { limits: { connections: 16 } })
  for (let wave = 0; wave < 5; wave++) await opened(Array.from({ length: 20 }, () => dial(t, port)))
  const client = dial(t, port)
  client.send(request)
  await client.until(/200 OK/)
  await eventually(() => assert.equal(open(), 14))
  t.pass()
})

test('one address has its share, and the connections of another are not closed for it', async (t) => {
  const { port, open } = await startPlane(t, { limits: { connections: 32 } })
  const other = dialFrom(t, port, '127.0.0.2')
  other.send(request)
  await other.until(/200 OK/)
  for (let wave = 0; wave < 5; wave++) await opened(Array.from({ length: 20 }, () => dial(t, port)))
  await eventually(() => assert.equal(open(), 29))
  other.send(request)
  t.regex(await other.until(/200 OK[^]*200 OK/), /200 OK/)
})

test('a request under way is not cut to make room: where all are busy, a newcomer gets 503', async (t) => {
  const release = Promise.withResolvers<void>()
  const { port, refused, logged, requests } = await startPlane(t, {
    limits: { connections: 2, connectionsPerSource: 2 },
    pipeline: async (exchange) => {
      await release.promise
      await echoExchange(exchange)
    },
  })
  const busy = [dial(t, port), dial(t, port)]
  for (const wire of busy) wire.send(request)
  await eventually(() => assert.equal(requests.length, 2))
  t.regex(
    await dial(t, port).closed,
    /^HTTP\/1.1 503 [^]*Connection: close[^]*too many connections/,
  )
  release.resolve()
  for (const wire of busy) await wire.until(/200 OK/)
  t.deepEqual(refused, ['too-many-connections'])
  t.deepEqual(logged, [
    'Connection limit reached and no connection is idle: new connections are refused',
  ])
})

test('a thousand closed connections are one line of the log', async (t) => {
  const { port, refused, logged } = await startPlane(t, {
    limits: { connections: 10, connectionsPerSource: 10 },
  })
  for (let wave = 0; wave < 101; wave++)
    await opened(Array.from({ length: 10 }, () => dial(t, port)))
  await eventually(() => assert.equal(refused.length, 1000))
  t.deepEqual(new Set(refused), new Set(['idle-connection']))
  t.deepEqual(logged, ['Connection limit reached: the longest idle connections are closed'])
})

test('idle TLS connections, agreed on HTTP/2 or in mid-handshake, make room for a newcomer', async (t) => {
  const certificate = await testCertificate(['a.test'])
  const { port } = await startPlane(t, {
    listeners: [{ hostname: 'a.test', tls: { certificates: [certificate.name] } }],
    certificates: [certificate],
    limits: { connections: 4, connectionsPerSource: 4 },
  })
  const options = { host: '127.0.0.1', port, servername: 'a.test', rejectUnauthorized: false }
  const idle = Array.from({ length: 2 }, () =>
    connectTls({ ...options, ALPNProtocols: ['h2'] })
      .on('error', () => undefined)
      .resume(),
  )
  await Promise.all(idle.map((socket) => once(socket, 'secureConnect')))
  const silent = [dial(t, port), dial(t, port)]
  await opened(silent)
  for (let newcomer = 0; newcomer < 4; newcomer++) {
    const session = connectHttp2(`https://127.0.0.1:${port}`, options)
    t.teardown(() => session.destroy())
    session.on('error', () => undefined)
    const stream = session.request({ ':authority': 'a.test' })
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
    t.is(headers[':status'], 200)
    stream.resume()
  }
  await Promise.all(silent.map(({ closed }) => closed))
  for (const socket of idle) if (!socket.destroyed) await once(socket, 'close')
})

test('a TCP stream that rests longest is reset to make room, one that moves is not', async (t) => {
  const backend = await echoBackend(t)
  const { port, record, open } = await startStreams(
    t,
    (on) => ({
      listeners: [tcpListener(on, streamRule())],
      ...backendsOf({ echo: [backend.endpoint] }),
    }),
    { connections: 3, connectionsPerSource: 3 },
  )
  const streams = Array.from({ length: 3 }, () => dialStream(t, port))
  const say = async (index: number, text: string) => {
    streams[index]!.send(text)
    await streams[index]!.until(new RegExp(text))
  }
  for (const index of [0, 1, 2]) await say(index, 'first')
  streams.push(dialStream(t, port))
  t.is(await streams[0]!.fate, 'reset')
  t.deepEqual((await record()).flags, ['evicted'])
  await say(3, 'first')
  await say(1, 'second')
  streams.push(dialStream(t, port))
  t.is(await streams[2]!.fate, 'reset')
  await say(4, 'first')
  await say(1, 'third')
  t.is(open(), 3)
})

test('an idle WebSocket makes room, too', async (t) => {
  const { port } = await startPlane(t, {
    limits: { connections: 1, connectionsPerSource: 1 },
    pipeline: async (exchange) => {
      if (exchange.request.upgrade === undefined) return echoExchange(exchange)
      await exchange
        .switchProtocols([], connect({ port, host: '127.0.0.2' }))
        .catch(() => undefined)
    },
  })
  const socket = dial(t, port)
  socket.send(
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n',
  )
  await socket.until(/101 Switching/)
  const newcomer = dial(t, port)
  newcomer.send(request)
  t.regex(await newcomer.until(/200 OK/), /200 OK/)
  await socket.closed
})

test('an upgrade that its endpoint did not answer yet is a request under way, and not cut', async (t) => {
  const answer = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const { port } = await startPlane(t, {
    limits: { connections: 1, connectionsPerSource: 1 },
    pipeline: async (exchange) => {
      asked.resolve()
      await answer.promise
      await exchange.respond({ status: 200, headers: [], body: 'late' })
    },
  })
  const socket = dial(t, port)
  socket.send(
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n',
  )
  await asked.promise
  t.regex(await dial(t, port).closed, /^HTTP\/1\.1 503 /)
  answer.resolve()
  t.regex(await socket.closed, /200 OK[^]*late/)
})

test('a request more than may be under way is 503 at once, and the connection stays', async (t) => {
  const release = Promise.withResolvers<void>()
  const refusals: unknown[] = []
  const { port, refused } = await startPlane(t, {
    limits: { underWay: 4 },
    pipeline: async (exchange, refusal) => {
      refusals.push(refusal)
      if (!refusal) await release.promise
      const body = refusal ?? 'served'
      await exchange.respond({ status: refusal ? 503 : 200, headers: [], body })
    },
  })
  const slow = Array.from({ length: 3 }, () => dial(t, port))
  for (const wire of slow) wire.send(request)
  await eventually(() => assert.equal(refusals.length, 3))
  const late = dial(t, port)
  late.send(request)
  await late.until(/503 [^]*overloaded/)
  // The fourth is kept for another address.
  const other = dialFrom(t, port, '127.0.0.2')
  other.send(request)
  await eventually(() => assert.equal(refusals.length, 5))
  release.resolve()
  await other.until(/200 OK/)
  for (const wire of slow) await wire.until(/200 OK/)
  late.send(request)
  await late.until(/200 OK/)
  t.deepEqual(refusals.filter(Boolean), ['overloaded'])
  t.deepEqual(refused, ['too-many-under-way'])
})

test('UDP sessions count among what is under way', (t) => {
  let sessions = 2
  const bounds = { all: 9, perSource: 9, underWay: 3, underWayPerSource: 3, toEndpoints: 3 }
  const table = new ConnectionTable(
    bounds,
    () => {},
    () => sessions,
  )
  const held = table.admit(new Socket(), 'socket', 'http')!
  t.true(table.begin(held))
  t.false(table.begin(held))
  sessions = 0
  t.true(table.begin(held))
})

const descriptors = [64, 128, 256, 1024, 4096, 20_000, 1_048_576, Infinity]

for (const count of descriptors)
  test(`of ${count} descriptors enough are left for endpoints and the process`, (t) => {
    const bounds = connectionBounds(usual, count)
    const { all, perSource, underWay, underWayPerSource, toEndpoints } = bounds
    t.true(toEndpoints >= underWay)
    t.true(all + toEndpoints + Math.min(usual.ownDescriptors, count / 2) <= count)
    t.true(all + underWay + Math.min(usual.ownDescriptors, count / 2) <= count)
    t.true(all >= 1 && all <= usual.connections)
    t.true(perSource < all && underWayPerSource < underWay)
  })
