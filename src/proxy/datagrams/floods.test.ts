// What many clients, or those that are no clients, can't do: sessions are bounded, and so is what waits.
import test from 'ava'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import { eventually } from '../../testing/eventually.ts'
import type { Teardown } from '../../testing/proxy/client-side/plane.ts'
import {
  silence,
  startUdp,
  udpClient,
  udpEndpoint,
} from '../../testing/proxy/datagrams/datagrams.ts'

/** One datagram from a port of its own, and nobody there any more. */
/** The port that it came from: now and then the system gives one again. */
async function sendAndLeave(port: number, from = '127.0.0.1'): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind({ port: 0, address: from, exclusive: true })
  await once(socket, 'listening')
  socket.send('flood', port, '127.0.0.1')
  // Until the gateway has it: nobody else is given the port before.
  for (let turns = 0; turns < 3; turns++) await turn()
  const own = socket.address().port
  socket.close()
  return own
}

test('thousands of ports of one address have no more sessions than its share, and others keep theirs', async (t) => {
  const endpoint = await udpEndpoint(t)
  const limits = { datagramSessions: 100, datagramSessionsPerSource: 20 }
  const { port, open, records, plane } = await startUdp(t, {
    endpoints: { a: [endpoint.endpoint] },
    limits,
  })
  const client = await udpClient(t, port)
  t.is(await client.ask('first'), 'first')
  const session = endpoint.clients[0]?.port
  let most = 0
  for (let sent = 0; sent < 2000; sent++) {
    await sendAndLeave(port, '127.0.0.2')
    most = Math.max(most, open())
  }
  await eventually(() => assert.equal(endpoint.received.length, 2001))
  // Now and then the system gives a port again whose session is still there.
  t.true(records.length > 1900)
  t.is(most, 21)
  t.is(open(), 21)
  t.true(records.every(({ flags }) => flags.join() === 'evicted'))
  t.is(await client.ask('last'), 'last')
  t.is(endpoint.clients.at(-1)?.port, session)
  await plane.drain(0)
  t.is(open(), 0)
})

test('a full table ends the session that is silent longest', async (t) => {
  const endpoint = await udpEndpoint(t)
  const limits = { datagramSessions: 3 }
  const { port, records } = await startUdp(t, { endpoints: { a: [endpoint.endpoint] }, limits })
  const clients = await Promise.all(Array.from({ length: 4 }, () => udpClient(t, port)))
  const [a, b, c, d] = clients
  for (const client of [a, b, c]) await client!.ask('1')
  await a!.ask('2')
  await d!.ask('1')
  t.deepEqual(
    records.map(({ remotePort, flags }) => ({ remotePort, flags })),
    [{ remotePort: b!.port, flags: ['evicted'] }],
  )
})

test.serial('descriptors are what they were when sessions are over', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, open } = await startUdp(t, {
    endpoints: { a: [endpoint.endpoint] },
    limits: { datagramIdleMs: 300 },
  })
  const socketsOpen = async () => (await readdir('/proc/self/fd')).length
  const before = await socketsOpen()
  for (let sent = 0; sent < 200; sent++) await sendAndLeave(port)
  await eventually(() => assert.equal(endpoint.received.length, 200))
  await eventually(() => assert.equal(open(), 0))
  t.is(await socketsOpen(), before)
})

test('what can not be sent on now is dropped, and told', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, plane, records } = await startUdp(t, {
    endpoints: { a: [endpoint.endpoint] },
    limits: { datagramQueueCount: 0 },
  })
  const client = await udpClient(t, port)
  await client.send('1')
  await eventually(() => assert.equal(endpoint.received.length, 1))
  await client.send('2')
  await eventually(() => assert.equal(endpoint.received.length, 2))
  await plane.drain(0)
  t.deepEqual(records[0]?.flags, ['dropped', 'drained'])
  t.is(records[0]?.datagramsReceived, 2)
  t.is(records[0]?.datagramsSent, 0)
  t.deepEqual(client.replies, [])
})

test('what waits for an endpoint is bounded too', async (t) => {
  const endpoint = await udpEndpoint(t, silence)
  const { port, plane, records } = await startUdp(t, {
    endpoints: { a: [endpoint.endpoint] },
    limits: { datagramSessionQueueCount: 0 },
  })
  const client = await udpClient(t, port)
  await client.send('1')
  await eventually(() => assert.equal(records.length, 0))
  await plane.drain(0)
  t.deepEqual(records[0]?.flags, ['dropped', 'drained'])
  t.is(endpoint.received.length, 0)
})

test('a client that is gone when its answer comes ends nothing', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, open, logged } = await startUdp(t, { endpoints: { a: [endpoint.endpoint] } })
  const clients = new Set<number>()
  for (let sent = 0; sent < 50; sent++) clients.add(await sendAndLeave(port))
  await eventually(() => assert.equal(open(), clients.size))
  t.is(await (await udpClient(t, port)).ask('still there'), 'still there')
  t.deepEqual(logged, [])
})

/** 80 descriptors, of which Node.js needs about 20 itself. */
async function startWithFewDescriptors(t: Teardown, share: number, endpointPort: number) {
  const script = join(import.meta.dirname, '../../testing/proxy/datagrams/few-descriptors.ts')
  const command = `ulimit -n 80 && exec "$0" "$@"`
  const child = spawn(
    'sh',
    ['-c', command, process.execPath, script, String(share), String(endpointPort)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  t.teardown(async () => void child.kill())
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<string> => (await lines.next()).value ?? ''
  const port = Number(await next())
  const end = async () => {
    child.stdin.end()
    return JSON.parse(await next()) as { refused: string[]; evicted: number; sessions: number }
  }
  return { port, end }
}

test('a process with few descriptors serves new clients, and ends the sessions that are silent', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, end } = await startWithFewDescriptors(t, 1 / 4, endpoint.endpoint.port)
  for (let index = 0; index < 100; index++) {
    const client = await udpClient(t, port)
    t.is(await client.ask('hello'), 'hello')
  }
  const { refused, evicted, sessions } = await end()
  t.deepEqual([...new Set(refused)], ['silent-session'])
  t.is(sessions, 100)
  // 80 / 4, of which one source may have a quarter.
  t.is(evicted, 95)
})

test('without a descriptor a new client is refused, and those before it go on', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, end } = await startWithFewDescriptors(t, 1000, endpoint.endpoint.port)
  const clients = await Promise.all(Array.from({ length: 100 }, () => udpClient(t, port)))
  for (const client of clients) await client.send('hello')
  await eventually(async () => {
    await clients[0]!.send('again')
    assert.ok(clients[0]!.replies.length > 1)
  })
  const { refused, evicted, sessions } = await end()
  t.is(evicted, 0)
  t.true(refused.length > 20, String(refused.length))
  t.true(sessions > 20, String(sessions))
  t.deepEqual([...new Set(refused)], ['no-descriptor'])
})
