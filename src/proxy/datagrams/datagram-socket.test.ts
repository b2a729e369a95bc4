// Where UDP listeners are bound, from where they answer, and how they end.
import test from 'ava'
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { eventually } from '../../testing/eventually.ts'
import { createBalancer } from '../balancing/balancer.ts'
import { limits as defaultLimits } from '../sockets/limits.ts'
import { watch, type Teardown } from '../../testing/proxy/client-side/plane.ts'
import { createLiveStreams } from '../sockets/live-streams.ts'
import { DatagramSocket } from './datagram-socket.ts'
import { machineAddresses } from './local-addresses.ts'
import type { Session } from './session.ts'
import { createSharedSessions } from './shared-sessions.ts'
import {
  freeUdpPort,
  startUdp,
  udpClient,
  udpEndpoint,
  udpSnapshot,
} from '../../testing/proxy/datagrams/datagrams.ts'
import { usualHttp2Way } from '../words/http2-way.ts'

const bound = { isBound: true } as const

async function occupy(port: number, address = '127.0.0.1') {
  const socket = createSocket('udp4')
  socket.bind({ port, address, exclusive: true })
  await once(socket, 'listening')
  const leave = () => new Promise<void>((resolve) => socket.close(resolve))
  return { leave }
}

/** A socket of a machine whose addresses the test has in its hand. */
async function startAt(t: Teardown, address: string, machine: string[]) {
  const port = await freeUdpPort()
  const endpoint = await udpEndpoint(t)
  const snapshot = udpSnapshot(port, {
    listeners: [{ address }],
    endpoints: { a: [endpoint.endpoint] },
  })
  const limits = { ...defaultLimits, addressPollMs: 20 }
  const balancer = createBalancer()
  balancer.apply(snapshot)
  const seen = watch()
  const service = {
    pipeline: () => Promise.resolve(),
    streams: createLiveStreams(balancer, snapshot),
    observer: seen.observer,
    limits,
    hasPortOffset: true,
    http2: usualHttp2Way,
    ticketSecret: () => Buffer.alloc(32),
  }
  const addresses = () => machine.map((one) => ({ address: one, isIPv6: one.includes(':') }))
  const shared = createSharedSessions<Session>(limits, undefined, addresses)
  const socket = new DatagramSocket({ address, port, kind: 'udp' }, service, shared)
  t.teardown(() => socket.close(0))
  socket.update(snapshot.listeners, snapshot)
  return { socket, port, endpoint, ...seen }
}

test('a listener at one address answers from it', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, report } = await startUdp(t, {
    listeners: [{ address: '127.0.0.77' }],
    endpoints: { a: [endpoint.endpoint] },
  })
  t.deepEqual(Object.values(report), [bound])
  t.is(await (await udpClient(t, port, '127.0.0.77')).ask('hello'), 'hello')
})

test('a listener at a wildcard answers from the address that was asked', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, report } = await startUdp(t, {
    listeners: [{ address: '0.0.0.0' }],
    endpoints: { a: [endpoint.endpoint] },
  })
  t.deepEqual(Object.values(report), [bound])
  for (const { address, isIPv6 } of machineAddresses())
    if (!isIPv6) t.is(await (await udpClient(t, port, address)).ask(address), address)
})

test('a listener at the wildcard of IPv6 is at the addresses of both families', async (t) => {
  const { socket, port } = await startAt(t, '::', ['127.0.0.1', '127.0.0.2', '::1'])
  t.is(await socket.bind(), undefined)
  for (const address of ['127.0.0.1', '127.0.0.2', '::1'])
    t.is(await (await udpClient(t, port, address)).ask(address), address)
})

test('one client has a session at each address that it asks', async (t) => {
  const { socket, port, endpoint, open } = await startAt(t, '0.0.0.0', ['127.0.0.1', '127.0.0.2'])
  await socket.bind()
  const client = createSocket('udp4')
  t.teardown(() => client.close())
  client.send('1', port, '127.0.0.1')
  const [, one] = await once(client, 'message')
  client.send('2', port, '127.0.0.2')
  const [, other] = await once(client, 'message')
  t.deepEqual([one.address, other.address], ['127.0.0.1', '127.0.0.2'])
  t.is(endpoint.received.length, 2)
  t.is(open(), 2)
})

test('addresses are followed as they come and go', async (t) => {
  const machine = ['127.0.0.1']
  const { socket, port, open, logged } = await startAt(t, '0.0.0.0', machine)
  t.is(await socket.bind(), undefined)
  t.is(await (await udpClient(t, port)).ask('1'), '1')
  t.is(open(), 1)
  machine.splice(0, 1, '127.0.0.2')
  await eventually(() => assert.equal(open(), 0))
  t.is(await (await udpClient(t, port, '127.0.0.2')).ask('2'), '2')
  t.true(socket.isBound)
  const { leave } = await occupy(port)
  await leave()
  t.deepEqual(logged, [])
})

test('an address that comes and is taken by another program is told once, and bound when it is free', async (t) => {
  const machine = ['127.0.0.1']
  const { socket, port, logged } = await startAt(t, '0.0.0.0', machine)
  await socket.bind()
  const { leave } = await occupy(port, '127.0.0.2')
  machine.push('127.0.0.2')
  await eventually(() => assert.equal(logged.length, 1))
  t.false(socket.isBound)
  t.is(
    await socket.bind(),
    `127.0.0.2:${port} (UDP) is in use by another program: stop that program, or choose another port or port offset`,
  )
  await leave()
  await eventually(() => assert.ok(socket.isBound))
  t.is(logged.length, 1)
})

test('a machine without an address of the family has nothing to bind', async (t) => {
  const { socket } = await startAt(t, '0.0.0.0', ['::1'])
  t.regex((await socket.bind()) ?? '', /has no address of this family/)
  t.false(socket.isBound)
})

test('a port that another program has is told, and bound when it is free', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { plane, port, apply } = await startUdp(t, { listeners: [] })
  const { leave } = await occupy(port)
  const listeners = { endpoints: { a: [endpoint.endpoint] } }
  const [result] = Object.values(await apply(listeners))
  t.deepEqual(result, {
    isBound: false,
    problem: `127.0.0.1:${port} (UDP) is in use by another program on the node: stop that program, or choose another port`,
  })
  await leave()
  t.deepEqual(Object.values(await apply(listeners)), [bound])
  await plane.drain(0)
})

test('an address that the machine does not have is told', async (t) => {
  const { report } = await startUdp(t, { listeners: [{ address: '203.0.113.7' }] })
  t.regex(JSON.stringify(report), /does not have the address/)
})

test('several Gateways have one port, each at an address of its own', async (t) => {
  const a = await udpEndpoint(t, (_, client, server) => server.send('a', client.port))
  const b = await udpEndpoint(t, (_, client, server) => server.send('b', client.port))
  const rule = (backend: string) => ({
    name: `udproute/test/${backend}/rule/0`,
    backendRefs: [{ name: backend, weight: 1, backend }],
  })
  const { port } = await startUdp(t, {
    listeners: [
      { address: '127.0.0.11', gateway: 'gateway/test/a', rule: rule('a') },
      { address: '127.0.0.12', gateway: 'gateway/test/b', rule: rule('b') },
    ],
    endpoints: { a: [a.endpoint], b: [b.endpoint] },
  })
  t.is(await (await udpClient(t, port, '127.0.0.11')).ask('?'), 'a')
  t.is(await (await udpClient(t, port, '127.0.0.12')).ask('?'), 'b')
})

test('a listener that is removed ends its sessions, and its port is free for the next one', async (t) => {
  const endpoint = await udpEndpoint(t)
  const endpoints = { a: [endpoint.endpoint] }
  const { port, apply, records, open } = await startUdp(t, { endpoints })
  const client = await udpClient(t, port)
  await client.ask('1')
  await apply({ listeners: [], endpoints })
  t.deepEqual(records[0]?.flags, ['drained'])
  t.is(open(), 0)
  t.deepEqual(Object.values(await apply({ endpoints })), [bound])
  t.is(await client.ask('2'), '2')
  // From the address alone to all of them, which it is one of.
  const everywhere = { listeners: [{ address: '0.0.0.0' }], endpoints }
  t.deepEqual(Object.values(await apply(everywhere)), [bound])
  t.is(await client.ask('3'), '3')
})

test('while the gateway ends, sessions go on and no new ones are opened', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, plane, records, refused } = await startUdp(t, {
    endpoints: { a: [endpoint.endpoint] },
    limits: { datagramDrainIdleMs: 60_000 },
  })
  const client = await udpClient(t, port)
  await client.ask('1')
  plane.announceEnd()
  t.is(await (await udpClient(t, port)).ask('still'), 'still')
  const drained = plane.drain(700)
  await eventually(async () => {
    await (await udpClient(t, port)).send('late')
    assert.ok(refused.includes('draining'))
  })
  t.is(await client.ask('2'), '2')
  t.is(records.length, 0)
  await drained
  t.true(records.length >= 2)
  t.true(records.every(({ flags }) => flags.join() === 'drained'))
})

test('sessions that are silent do not keep the gateway from its end', async (t) => {
  const endpoint = await udpEndpoint(t)
  const { port, plane, records } = await startUdp(t, {
    endpoints: { a: [endpoint.endpoint] },
    limits: { datagramDrainIdleMs: 50 },
  })
  await (await udpClient(t, port)).ask('1')
  const begun = performance.now()
  await plane.drain(60_000)
  t.true(performance.now() - begun < 30_000)
  t.deepEqual(records[0]?.flags, ['drained'])
})
