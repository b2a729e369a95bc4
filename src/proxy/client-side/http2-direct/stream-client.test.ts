import { once } from 'node:events'
import type { OutgoingHttpHeaders } from 'node:http2'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import {
  httpBackend,
  type Handler,
  rawBackend,
} from '../../../testing/proxy/endpoint-side/backends.ts'
import { snapshotOfRule } from '../../../testing/proxy/gateway.ts'
import { callOutcomeOf, startGrpcGateway } from '../../../testing/proxy/grpc.ts'
import type { HttpRule } from '../../../snapshot/routing-snapshot.ts'
import type { Limits } from '../../sockets/limits.ts'

const MiB = 1024 * 1024
const head = { ':path': '/a?b', ':authority': 'shop.example' }
const post = { ...head, ':method': 'POST' }

/** Answers with method, target, body and trailers. */
const echo: Handler = async (request, response) => {
  request.on('error', () => {})
  const body = await text(request).catch(() => '(cut)')
  response.end(`${request.method} ${request.url} ${body} ${request.rawTrailers.join(':')}.`)
}

/** Resolves once it has not changed for many turns of the loop: both ends are in this process. */
async function still(count: () => number): Promise<void> {
  for (let turns = 0, before = count(); turns < 1_000; turns++) {
    await turn()
    if (count() !== before) turns = 0
    before = count()
  }
}

interface Wanted {
  readonly rule?: Partial<HttpRule>
  readonly limits?: Partial<Limits>
}

async function gatewayTo(
  t: ExecutionContext,
  handler: Handler = echo,
  { rule = {}, limits = {} }: Wanted = {},
) {
  const backend = await httpBackend('http1', handler)
  t.teardown(backend.close)
  const snapshot = snapshotOfRule(rule, { shop: [backend.endpoint] })
  return startGrpcGateway(t, snapshot, limits, 'direct')
}

test('plain requests go by no pipeline, and are told as any other', async (t) => {
  const gateway = await gatewayTo(t)
  const got = await callOutcomeOf(gateway.client.request({ ...head, 'user-agent': 'it' }))
  t.is(got.head[':status'], 200)
  t.is(`${got.body}`, 'GET /a?b  .')
  const upload = gateway.client.request({ ...post, 'content-length': 3 })
  upload.end('abc')
  t.is(`${(await callOutcomeOf(upload)).body}`, 'POST /a?b abc .')
  t.is(gateway.byPipeline(), 0)
  t.like(await gateway.record(), {
    target: '/a?b',
    status: 200,
    attempts: 1,
    flags: [],
    userAgent: 'it',
    protocol: 'HTTP/2',
  })
  t.like(await gateway.record(), { bytesReceived: 3, bytesSent: 15 })
})

test('a body of unknown length goes the same way where it came with its head', async (t) => {
  const gateway = await gatewayTo(t)
  const { client } = gateway
  // Written at once, in one piece with the head.
  const upload = client.request(post)
  upload.end('abc')
  t.is(`${(await callOutcomeOf(upload)).body}`, 'POST /a?b abc .')
  const empty = client.request(post)
  empty.end()
  t.is(`${(await callOutcomeOf(empty)).body}`, 'POST /a?b  .')
})

const byPipeline = test.macro({
  async exec(t, headers: OutgoingHttpHeaders, body: readonly string[], says: string) {
    const gateway = await gatewayTo(t)
    const stream = gateway.client.request({ ...post, ...headers })
    for (const piece of body) {
      stream.write(piece)
      await turn()
    }
    stream.end()
    t.is(`${(await callOutcomeOf(stream)).body}`, says)
    t.is(gateway.byPipeline(), 1)
  },
  title: (what = '') => `by the pipeline goes ${what}`,
})

test('a client that takes trailers', byPipeline, { te: 'trailers' }, [], 'POST /a?b  .')
test(
  'a client that waits for 100',
  byPipeline,
  { expect: '100-continue', 'content-length': 1 },
  ['a'],
  'POST /a?b a .',
)
test('a body of unknown length in pieces', byPipeline, {}, ['a', 'b', 'c'], 'POST /a?b abc .')
test('announced trailers', byPipeline, { trailer: 'x-t' }, ['a'], 'POST /a?b a .')

test('trailers of a request reach its endpoint', async (t) => {
  const gateway = await gatewayTo(t)
  const stream = gateway.client.request(post, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-t': '1' }))
  stream.end('abc')
  t.is(`${(await callOutcomeOf(stream)).body}`, 'POST /a?b abc x-t:1.')
  t.is(gateway.byPipeline(), 1)
})

test('a long body waits for an endpoint that does not read, and then comes whole', async (t) => {
  const opened = Promise.withResolvers<void>()
  const read = Promise.withResolvers<void>()
  const gateway = await gatewayTo(t, async (request, response) => {
    request.pause()
    opened.resolve()
    await read.promise
    let bytes = 0
    for await (const piece of request) bytes += (piece as Buffer).length
    response.end(`${bytes}`)
  })
  const size = 16 * MiB
  const stream = gateway.client.request({ ...post, 'content-length': size })
  const outcome = callOutcomeOf(stream)
  const piece = Buffer.alloc(MiB)
  let sent = 0
  const send = async () => {
    for (; sent < size; sent += piece.length) if (!stream.write(piece)) await once(stream, 'drain')
    stream.end()
  }
  const sending = send()
  await opened.promise
  // What the sockets of the system and the windows take, and no more.
  await still(() => sent)
  t.true(sent < size)
  read.resolve()
  await sending
  t.is(`${(await outcome).body}`, `${size}`)
  t.is(gateway.byPipeline(), 0)
  t.like(await gateway.record(), { bytesReceived: size })
})

test('an answer before the end of the body is whole, and its client may stop', async (t) => {
  const { endpoint, close } = await rawBackend((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nearly'))
  })
  t.teardown(close)
  const snapshot = snapshotOfRule({}, { shop: [endpoint] })
  const gateway = await startGrpcGateway(t, snapshot, {}, 'direct')
  const stream = gateway.client.request({ ...post, 'content-length': MiB })
  stream.on('error', () => {})
  const outcome = callOutcomeOf(stream)
  stream.write(Buffer.alloc(100 * 1024))
  const { body, resetCode } = await outcome
  t.is(`${body}`, 'early')
  t.is(resetCode, 0)
  t.like(await gateway.record(), { status: 200, flags: [] })
})

test('a client that gives its request up ends the work of the endpoint', async (t) => {
  const closed = Promise.withResolvers<void>()
  const gateway = await gatewayTo(t, (_, response) => {
    response.on('close', () => closed.resolve())
    response.write('part')
  })
  const stream = gateway.client.request(head)
  stream.on('error', () => {})
  await once(stream, 'data')
  stream.close(8)
  await closed.promise
  t.like(await gateway.record(), { status: 200, flags: ['client-gone'] })
})

test('an answer that its endpoint cuts has its beginning, and ends with an error', async (t) => {
  const gateway = await gatewayTo(t, (request, response) => {
    response.write('partial')
    setImmediate(() => request.socket.destroy())
  })
  const stream = gateway.client.request(head)
  stream.on('error', () => {})
  const { body, resetCode } = await callOutcomeOf(stream)
  t.is(`${body}`, 'partial')
  t.is(resetCode, 2)
  t.like(await gateway.record(), { status: 200, flags: ['response-cut'] })
})

test('an answer is read no faster than its client takes it', async (t) => {
  let written = 0
  let isOver = false
  const gateway = await gatewayTo(t, async (_, response) => {
    const piece = Buffer.alloc(MiB)
    for (; written < 16 * MiB; written += piece.length)
      if (!response.write(piece)) await once(response, 'drain')
    response.end()
    isOver = true
  })
  const stream = gateway.client.request(head)
  await once(stream, 'response')
  await still(() => written)
  t.false(isOver)
  let bytes = 0
  for await (const piece of stream) bytes += (piece as Buffer).length
  t.is(bytes, 16 * MiB)
})

test('a body that comes too slowly, and one that stops, are answered', async (t) => {
  const slow = await gatewayTo(t, echo, { limits: { bodyGraceMs: 50 } })
  const stream = slow.client.request({ ...post, 'content-length': 10 })
  stream.on('error', () => {}).write('a')
  t.is((await callOutcomeOf(stream)).head[':status'], 408)
  t.like(await slow.record(), { flags: ['body-timeout'] })
  const idle = await gatewayTo(t, echo, { limits: { idleMs: 100 } })
  const stopped = idle.client.request({ ...post, 'content-length': 10 })
  stopped.on('error', () => {}).write('a')
  t.is((await callOutcomeOf(stopped)).head[':status'], 408)
  t.like(await idle.record(), { flags: ['body-timeout'] })
  t.is(slow.byPipeline() + idle.byPipeline(), 0)
})

test('time limits of its rule end a request', async (t) => {
  const never: Handler = (request) => void request.resume()
  const rule = { timeouts: { requestMs: 100 } }
  const gateway = await gatewayTo(t, never, { rule })
  t.is((await callOutcomeOf(gateway.client.request(head))).head[':status'], 504)
  t.like(await gateway.record(), { flags: ['request-timeout'] })
})

test('more requests than may be under way are told so', async (t) => {
  const asked = Promise.withResolvers<void>()
  const limits = { underWay: 1 }
  const gateway = await gatewayTo(t, () => asked.resolve(), { limits })
  gateway.client.request(head).on('error', () => {})
  await asked.promise
  const { head: answer } = await callOutcomeOf(gateway.client.request(head))
  t.is(answer[':status'], 503)
  t.like(await gateway.record(), { flags: ['overloaded'] })
})
