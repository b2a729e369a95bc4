// Clients that send or read slowly, through the whole data plane: what they hold of an endpoint.
import { once } from 'node:events'
import { request as httpRequest, type ClientRequest } from 'node:http'
import { connect } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import type { Backend } from '../snapshot/routing-snapshot.ts'
import { eventually } from '../testing/eventually.ts'
import { frame, preface, request as requestFrame } from '../testing/proxy/client-side/frames.ts'
import { dial } from '../testing/proxy/client-side/wire.ts'
import { httpBackend, rawBackend, type Handler } from '../testing/proxy/endpoint-side/backends.ts'
import { snapshotOfRule } from '../testing/proxy/gateway.ts'
import { startGrpcGateway, type GrpcGateway } from '../testing/proxy/grpc.ts'
import { frameType } from './frames/frame.ts'
import type { Limits } from './sockets/limits.ts'

type Test = { teardown(close: () => Promise<void>): void }
type Version = 'HTTP/1.1' | 'HTTP/2'

const KiB = 1024
const minutes = 60_000
const patient = { readAheadRestMs: minutes, readAheadMs: minutes }

const echo: Handler = (request, response) => {
  request.on('error', () => {})
  response.on('error', () => {})
  // Each piece is answered as it comes.
  request.on('data', (piece: Buffer) => void response.write(piece))
  request.on('end', () => response.end())
}

async function gatewayTo(
  t: Test,
  protocol: Backend['protocol'],
  handler: Handler,
  limits: Partial<Limits> = {},
) {
  let requests = 0
  const backend = await httpBackend(protocol, (request, response) => {
    requests += 1
    handler(request, response)
  })
  t.teardown(backend.close)
  const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] }, protocol)
  const gateway = await startGrpcGateway(t, snapshot, limits)
  /** What the endpoint has had so far. */
  const had = () => ({ connections: backend.sockets.length, requests })
  return { gateway, had }
}

interface Post {
  readonly body: Writable
  /** The gateway reads the body. */
  readonly awaited: Promise<unknown>
  /** The answer's body. */
  readonly answer: Promise<Readable>
}

function post(
  { port, client }: GrpcGateway,
  version: Version,
  headers: Record<string, string | number>,
): Post {
  const expecting = { ...headers, expect: '100-continue' }
  if (version === 'HTTP/2') {
    const stream = client.request({ ':method': 'POST', ':path': '/', ...expecting })
    stream.on('error', () => {})
    const answer = once(stream, 'response').then(() => stream)
    answer.catch(() => {})
    return { body: stream, awaited: once(stream, 'continue'), answer }
  }
  const request: ClientRequest = httpRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    headers: expecting,
    agent: false,
  })
  request.on('error', () => {}).flushHeaders()
  const answer = once(request, 'response').then(([response]): Readable => response)
  answer.catch(() => {})
  return { body: request, awaited: once(request, 'continue'), answer }
}

for (const version of ['HTTP/1.1', 'HTTP/2'] as const) {
  for (const protocol of ['http1', 'h2c'] as const) {
    const from = `${version} to ${protocol}`

    for (const [what, headers] of [
      ['with a length', { 'content-length': 10 }],
      ['of unknown length', {}],
    ] as const)
      test(`${from}: bodies ${what} that come slowly hold no connection of the endpoint`, async (t) => {
        const { gateway, had } = await gatewayTo(t, protocol, echo, patient)
        const posts = Array.from({ length: 40 }, () => post(gateway, version, headers))
        await Promise.all(posts.map(({ awaited }) => awaited))
        for (const { body } of posts) body.write('01234')
        const other = await fetch(`http://127.0.0.1:${gateway.port}/`)
        t.is(other.status, 200)
        // That of the other client alone.
        t.deepEqual(had(), { connections: 1, requests: 1 })
        for (const { body } of posts) body.end('56789')
        const answers = posts.map(async ({ answer }) => text(await answer))
        t.deepEqual(await Promise.all(answers), Array(40).fill('0123456789'))
      })

    test(`${from}: a long body gets a connection once its beginning is there, and is streamed`, async (t) => {
      const { gateway, had } = await gatewayTo(t, protocol, echo, patient)
      const { body, awaited, answer } = post(gateway, version, { 'content-length': 200 * KiB })
      await awaited
      body.write('x'.repeat(64 * KiB - 1))
      await fetch(`http://127.0.0.1:${gateway.port}/`)
      t.deepEqual(had(), { connections: 1, requests: 1 })
      body.write('y')
      const read = await answer
      const first = once(read, 'data')
      t.true(String((await first)[0]).startsWith('x'))
      read.pause()
      body.end('z'.repeat(136 * KiB))
      t.true((await text(read)).endsWith('z'))
    })

    test(`${from}: a client that waits for an answer to what it sent gets it, piece by piece`, async (t) => {
      const { gateway } = await gatewayTo(t, protocol, echo, {
        readAheadRestMs: 10,
        readAheadMs: minutes,
      })
      const { body, awaited, answer } = post(gateway, version, {})
      await awaited
      body.write('one')
      const read = await answer
      t.is(String((await once(read, 'data'))[0]), 'one')
      body.write('two')
      t.is(String((await once(read, 'data'))[0]), 'two')
      body.end('three')
      t.is(await text(read), 'three')
    })
  }

  test(`${version}: a client that leaves before its body is whole is not forwarded`, async (t) => {
    const { gateway, had } = await gatewayTo(t, 'http1', echo, patient)
    const { body, awaited } = post(gateway, version, { 'content-length': 10 })
    await awaited
    body.write('01234')
    body.destroy()
    const { attempts, flags } = await gateway.record()
    t.is(attempts, 0)
    t.is(flags.length, 1)
    t.true(flags[0] === 'client-gone' || flags[0] === 'body-cut', flags[0])
    t.deepEqual(had(), { connections: 0, requests: 0 })
  })
}

test('gRPC: a message is forwarded at once, however long the client rests', async (t) => {
  const { gateway } = await gatewayTo(t, 'h2c', echo, patient)
  const call = gateway.call({ ':path': '/' })
  call.write('message')
  t.is(String((await once(call, 'data'))[0]), 'message')
  call.end()
})

for (const protocol of ['http1', 'h2c'] as const)
  test(`HTTP/1.1 to ${protocol}: a client that left while its body was not read ends its request`, async (t) => {
    const asked = Promise.withResolvers<void>()
    // It reads nothing of the body.
    const { gateway } = await gatewayTo(t, protocol, () => asked.resolve(), {
      halfClosedProbeMs: 20,
    })
    const client = connect(gateway.port, '127.0.0.1')
    client.on('error', () => {})
    const length = 1024 * KiB * KiB
    client.write(`POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: ${length}\r\n\r\n`)
    let taken = 0
    const send = () =>
      void client.write(Buffer.alloc(64 * KiB), (error) => {
        taken += 1
        if (!error) send()
      })
    send()
    await asked.promise
    // Until all buffers on the way are full.
    for (let before = -1; before < taken; await wait(50)) before = taken
    client.destroy()
    t.deepEqual((await gateway.record()).flags, ['client-gone'])
  })

test('answers below 64 KiB that nobody reads hold no connection of the endpoint', async (t) => {
  const length = 60 * KiB
  let asked = 0
  let left = 0
  const backend = await rawBackend((socket) => {
    // By the gateway, soon after no request uses it.
    socket.once('close', () => (left += 1))
    socket.once('data', () => {
      asked += 1
      socket.write(`HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: ${length}\r\n\r\n`)
      socket.write(Buffer.alloc(length))
    })
    socket.once('end', () => socket.end())
  })
  t.teardown(backend.close)
  const gateway = await startGrpcGateway(t, snapshotOfRule({}, { shop: [backend.endpoint] }))
  const unread = dial(t, gateway.port)
  // A window of nothing: none of it goes to the client, nor to its system.
  const noWindow = Buffer.from([0, 4, 0, 0, 0, 0])
  unread.send(Buffer.concat([preface, frame(frameType.settings, 0, 0, noWindow)]))
  for (let stream = 1; stream < 40; stream += 2) unread.send(requestFrame(stream))
  await eventually(() => assert.deepEqual({ asked, left }, { asked: 20, left: 20 }))
  t.notRegex(String(unread.received()), /\0{100}/)
})
