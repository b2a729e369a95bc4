import { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setImmediate as nextTurn } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { httpBackend, type Handler } from '../../../testing/proxy/endpoint-side/backends.ts'
import { eventually } from '../../../testing/eventually.ts'
import { dial } from '../../../testing/proxy/client-side/wire.ts'
import { snapshotOfRule, startTestGateway } from '../../../testing/proxy/gateway.ts'
import type { HttpRule } from '../../../snapshot/routing-snapshot.ts'
import type { Limits } from '../../sockets/limits.ts'

const host = 'Host: shop.example\r\n'
const get = (path: string) => `GET ${path} HTTP/1.1\r\n${host}\r\n`
const minutes = 600_000

/** Answers with target, body and trailers. */
const echo: Handler = async (request, response) => {
  const body = await text(request)
  response.end(`${request.url} ${body} ${request.rawTrailers.join(':')}.`)
}

async function gatewayTo(
  t: ExecutionContext,
  { rule = {}, limits = {} }: { rule?: Partial<HttpRule>; limits?: Partial<Limits> } = {},
) {
  let requests = 0
  const backend = await httpBackend('http1', (request, response) => {
    requests += 1
    return echo(request, response)
  })
  t.teardown(backend.close)
  const snapshot = snapshotOfRule(rule, { shop: [backend.endpoint] })
  const gateway = await startTestGateway(t, snapshot, limits, 'direct')
  return { ...gateway, requests: () => requests }
}

test('plain requests of a connection are served one after the other, and told as any other', async (t) => {
  const gateway = await gatewayTo(t)
  const wire = dial(t, gateway.port)
  wire.send(get('/a?b'))
  t.regex(await wire.until(/\/a\?b {2}\.$/), /^HTTP\/1\.1 200 OK\r\n/)
  wire.send(`POST /c HTTP/1.1\r\n${host}Content-Length: 3\r\nUser-Agent: it\r\n\r\nabc`)
  await wire.until(/\/c abc \.$/)
  t.is(gateway.handedOver(), 0)
  t.like(await gateway.record(), { target: '/a?b', status: 200, attempts: 1, flags: [] })
  t.like(await gateway.record(), { bytesReceived: 3, bytesSent: 8, userAgent: 'it' })
})

/** A connection whose system takes its time to say that it took an answer, as that of TLS does. */
function lateConnection() {
  let isLate = true
  let taken: (() => void) | undefined
  const written: string[] = []
  const stream = new Duplex({
    read: () => {},
    write: (chunk, _, callback) => {
      if (chunk.length > 0) written.push(chunk.toString('latin1'))
      if (isLate) taken = callback
      else callback()
    },
  })
  // The reference way asks for it.
  Object.assign(stream, { setTimeout: () => stream })
  const answered = (count: number) => eventually(() => written.length === count)
  // From now on, it says so at once.
  const take = () => {
    isLate = false
    taken?.()
  }
  return { stream, written, answered, take }
}

/** Such a connection, whose first answer its client has and its system does not yet. */
async function behindAnswer(t: ExecutionContext) {
  const gateway = await gatewayTo(t)
  const connection = lateConnection()
  gateway.take(connection.stream)
  connection.stream.push(get('/a'))
  await connection.answered(1)
  return { gateway, ...connection }
}

test('a request behind an answer that is all written is served directly, once the system has the answer', async (t) => {
  const { gateway, stream, written, answered, take } = await behindAnswer(t)
  // In two pieces.
  stream.push(get('/b').slice(0, 20))
  await nextTurn()
  stream.push(get('/b').slice(20))
  await nextTurn()
  t.is(gateway.requests(), 1)
  take()
  await eventually(() => gateway.requests() === 2)
  await answered(2)
  t.regex(written[1]!, /\/b {2}\.$/)
  t.is(gateway.handedOver(), 0)
})

test('half a body behind such an answer, and then the end, is refused', async (t) => {
  const { gateway, stream, written, answered, take } = await behindAnswer(t)
  stream.push(`POST /b HTTP/1.1\r\n${host}Content-Length: 10\r\n\r\nabc`)
  stream.push(null)
  await eventually(() => stream.readableEnded)
  take()
  await answered(2)
  t.regex(written[1]!, /^HTTP\/1\.1 400 /)
  t.is(gateway.requests(), 1)
})

test('what comes behind a request that waits for its turn is read once, and all of it', async (t) => {
  const seen: string[] = []
  const held = Promise.withResolvers<void>()
  const backend = await httpBackend('http1', async (request, response) => {
    seen.push(request.url ?? '')
    if (request.url === '/b') await held.promise
    response.end('x')
  })
  t.teardown(backend.close)
  const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] })
  const limits = { begunPerTurn: 1, begunPerTurnOfNewcomers: 1 }
  const gateway = await startTestGateway(t, snapshot, limits, 'direct')
  const all = Array.from({ length: 17 }, lateConnection)
  for (const { stream, take } of all) {
    take()
    gateway.take(stream)
    stream.push(get('/before'))
  }
  await eventually(() => all.every(({ written }) => written.length === 1))
  const [one, ...others] = all
  for (const { stream } of others) stream.push(get('/other'))
  one!.stream.push(get('/b'))
  one!.stream.push(`GET /c HTTP/1.1\r\n${host}X-A: `)
  await eventually(() => seen.includes('/b'))
  // A value of X-A: by itself it would be a request.
  one!.stream.push(get('/hidden'))
  await nextTurn()
  held.resolve()
  await eventually(() => one!.written.join('').includes('400 Bad Request'))
  t.false(seen.includes('/hidden'))
  for (const { stream } of all) stream.destroy()
})

test('requests that come ahead of their turn behind such an answer are handed over', async (t) => {
  const { gateway, stream, take } = await behindAnswer(t)
  stream.push(get('/b') + get('/c'))
  await nextTurn()
  take()
  await eventually(() => gateway.handedOver() === 1)
  stream.destroy()
  t.pass()
})

test('a client that ends behind such an answer, with half a request, is told so', async (t) => {
  const { gateway, stream, written, answered, take } = await behindAnswer(t)
  stream.push('GET /b')
  stream.push(null)
  await eventually(() => stream.readableEnded)
  take()
  await answered(2)
  t.regex(written[1]!, /^HTTP\/1\.1 400 /)
  t.is(gateway.requests(), 1)
})

const handedOver = test.macro({
  async exec(t, pieces: readonly string[], expected: RegExp) {
    const gateway = await gatewayTo(t, { limits: { readAheadRestMs: minutes } })
    const wire = dial(t, gateway.port)
    wire.send(get('/before'))
    await wire.until(/\/before {2}\.$/)
    t.is(gateway.handedOver(), 0)
    for (const piece of pieces) {
      wire.send(piece)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await wire.until(expected)
    t.is(gateway.handedOver(), 1)
    // It stays there.
    wire.send(get('/behind'))
    await wire.until(/\/behind {2}\.$/)
    t.is(gateway.handedOver(), 1)
  },
  title: (title) => `handed over with every byte: ${title}`,
})

const chunked = `POST /c HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`
test('a head in many pieces', handedOver, get('/pieces').split(''), /\/pieces {2}\.$/)
test('requests ahead of their turn', handedOver, [get('/1') + get('/2')], /\/1 {2}\.[^]*\/2 {2}\.$/)
test('another syntax', handedOver, [get('/x').replace('GET', '\r\nGET')], /\/x {2}\.$/)
test(
  'a request behind a body in chunks that comes later',
  handedOver,
  [`${chunked}3\r\nabc\r\n`, `0\r\n\r\n${get('/next')}`],
  /\/c abc \.[^]*\/next {2}\.$/,
)

const carried = test.macro({
  async exec(t, pieces: readonly string[], expected: RegExp) {
    const gateway = await gatewayTo(t, { limits: { readAheadBytes: 1_000 } })
    const wire = dial(t, gateway.port)
    for (const piece of pieces) {
      wire.send(piece)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await wire.until(expected)
    wire.send(get('/behind'))
    await wire.until(/\/behind {2}\.$/)
    t.is(gateway.handedOver(), 0)
  },
  title: (title) => `in chunks: ${title}`,
})

const trailers = '0\r\na: b\r\nHost: c\r\n\r\n'
const long = `7d0\r\n${'x'.repeat(2_000)}\r\n`
test('trailers', carried, [`${chunked}3\r\nabc\r\n${trailers}`], /\/c abc a:b\.$/)
test(
  'trailers that come later',
  carried,
  [`${chunked}3\r\nabc\r\n`, '3\r\ndef\r\n0\r\n', 'a: b\r\n\r\n'],
  /\/c abcdef a:b\.$/,
)
test(
  'more than is read ahead, and trailers',
  carried,
  [chunked + long, '3\r\nabc\r\n', trailers],
  /\/c x{2000}abc a:b\.$/,
)
test(
  'many of a byte, in one piece',
  carried,
  [`${chunked}${'1\r\na\r\n'.repeat(20_000)}0\r\n\r\n`],
  /\/c a{20000} \.$/,
)
test(
  'many of a byte, behind a long one',
  carried,
  [chunked + long, `${'1\r\na\r\n'.repeat(20_000)}${trailers}`],
  /\/c x{2000}a{20000} a:b\.$/,
)

test('in chunks of a byte, with the end of its connection right behind it', async (t) => {
  const gateway = await gatewayTo(t)
  const many = '1\r\na\r\n'.repeat(20_000)
  for (const [last, answer] of [
    ['0\r\n\r\n', /^HTTP\/1\.1 200 [^]*\/c a{20000} \.$/],
    ['', /^HTTP\/1\.1 400 /],
  ] as const) {
    const wires = Array.from({ length: 4 }, () => dial(t, gateway.port))
    for (const { socket } of wires) socket.end(chunked + many + last)
    for (const { closed } of wires) t.regex(await closed, answer)
  }
})

for (const [what, sent] of Object.entries({
  'when as much as is read ahead is there': `${chunked}${long}`,
  'when its client rests': `${chunked}3\r\nabc\r\n`,
  'when nothing of it came': chunked,
}))
  test(`a body in chunks is passed on ${what}, and goes on`, async (t) => {
    const gateway = await gatewayTo(t, { limits: { readAheadBytes: 1_000, readAheadRestMs: 20 } })
    const wire = dial(t, gateway.port)
    wire.send(sent)
    await eventually(() => gateway.requests() === 1)
    wire.send('3\r\ndef\r\n0')
    wire.send('\r\n\r\n')
    t.regex(await wire.until(/def \.$/), /^HTTP\/1\.1 200 /)
    t.is(gateway.handedOver(), 0)
  })

test('an endpoint that answers piece by piece is heard piece by piece', async (t) => {
  const backend = await httpBackend('http1', (request, response) => void request.pipe(response))
  t.teardown(backend.close)
  const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] })
  const gateway = await startTestGateway(t, snapshot, { readAheadRestMs: 10 }, 'direct')
  const wire = dial(t, gateway.port)
  wire.send(`${chunked}3\r\none\r\n`)
  await wire.until(/one\r\n$/)
  wire.send('3\r\ntwo\r\n')
  await wire.until(/two\r\n$/)
  wire.send('5\r\nthree\r\n0\r\n\r\n')
  await wire.until(/three\r\n0\r\n\r\n$/)
  t.like(await gateway.record(), { bytesReceived: 11, bytesSent: 11, flags: [] })
})

test('a body that gets malformed is 400, and its endpoint hears no end of it', async (t) => {
  let begun = 0
  let whole = 0
  const backend = await httpBackend('http1', (request, response) => {
    if (request.method === 'GET') return void response.end('other')
    begun++
    request.on('error', () => {}).resume()
    request.on('end', () => whole++)
    return undefined
  })
  t.teardown(backend.close)
  const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] })
  const limits = { readAheadBytes: 1_000, readAheadRestMs: minutes }
  const gateway = await startTestGateway(t, snapshot, limits, 'direct')
  for (const [first, requests] of [
    [`${chunked}3\r\nabc\r\n`, 0],
    [`${chunked}${long}`, 1],
  ] as const) {
    const wire = dial(t, gateway.port)
    wire.send(first)
    // By then it was read.
    await gateway.fetch()
    await gateway.record()
    wire.send('x\r\n')
    const answer = await wire.closed
    t.regex(answer, /^HTTP\/1\.1 400 [^]*The framing of the request body is invalid/)
    t.like(await gateway.record(), { status: 499, attempts: requests })
    t.deepEqual([begun, whole], [requests, 0])
  }
  await eventually(() => backend.sockets.every((socket) => socket.destroyed))
})

test('the time for chunks to come begins with their request', async (t) => {
  const limits = { readAheadRestMs: minutes, readAheadMs: performance.now() }
  const gateway = await gatewayTo(t, { limits: { ...limits, headTimeoutMs: 40, headCheckMs: 10 } })
  const wire = dial(t, gateway.port)
  wire.send(`${chunked}3\r\nabc\r\n`)
  // What is late is looked for meanwhile.
  await dial(t, gateway.port).closed
  wire.send('0\r\n\r\n')
  await wire.until(/\/c abc \.$/)
  t.is(gateway.handedOver(), 0)
})

test('a body with a length is there before an endpoint hears of it, and one in chunks too', async (t) => {
  const gateway = await gatewayTo(t, { limits: { readAheadRestMs: minutes } })
  const wire = dial(t, gateway.port)
  wire.send(`POST /l HTTP/1.1\r\n${host}Content-Length: 6\r\n\r\nabc`)
  const other = dial(t, gateway.port)
  other.send(get('/other'))
  await other.until(/\/other/)
  t.is(gateway.requests(), 1)
  wire.send('def')
  await wire.until(/\/l abcdef \.$/)
  wire.send(`${chunked}3\r\nab`)
  other.send(get('/again'))
  await other.until(/\/again/)
  t.is(gateway.requests(), 3)
  wire.send('c\r\n0\r\n\r\n')
  await wire.until(/\/c abc \.$/)
  t.is(gateway.handedOver(), 0)
})

/** Answers `/slow` when told; notes when its client has gone. */
async function slowGateway(t: ExecutionContext, limits: Partial<Limits>) {
  const asked = Promise.withResolvers<() => void>()
  const gone = Promise.withResolvers<void>()
  const backend = await httpBackend('http1', (request, response) => {
    if (request.url !== '/slow') return echo(request, response)
    response.on('close', gone.resolve)
    return asked.resolve(() => void response.end('slow.'))
  })
  t.teardown(backend.close)
  const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] })
  const gateway = await startTestGateway(t, snapshot, limits, 'direct')
  const wire = dial(t, gateway.port)
  wire.send(get('/slow'))
  return { wire, answer: await asked.promise, gone: gone.promise }
}

test('requests ahead of their turn are answered, though their client closed its side', async (t) => {
  const { wire, answer } = await slowGateway(t, {})
  wire.socket.end(get('/next'))
  // By then the gateway has read them.
  for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve))
  answer()
  t.regex(await wire.closed, /slow\.[^]*\/next {2}\.$/)
})

test('a client that sent more requests than are read, and left, is noticed', async (t) => {
  const { wire, gone } = await slowGateway(t, { halfClosedProbeMs: 20 })
  wire.send(get('/next').repeat(10_000))
  for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve))
  wire.socket.resetAndDestroy()
  await gone
  t.pass()
})

test('a rule with retries goes the reference way, one with filters and timeouts does not', async (t) => {
  const retry = { attempts: 1, codes: [500], backoffMs: 1 }
  const retried = await gatewayTo(t, { rule: { retry } })
  t.is((await retried.fetch()).status, 200)
  t.is(retried.handedOver(), 1)
  const set = [{ name: 'x-a', value: 'b' }]
  const filters = [{ type: 'ResponseHeaderModifier' as const, set, add: [], remove: [] }]
  const filtered = await gatewayTo(t, { rule: { filters, timeouts: { requestMs: minutes } } })
  t.is((await filtered.fetch()).headers['x-a'], 'b')
  t.is(filtered.handedOver(), 0)
})

test('a head that does not end in time is 408, and a connection without one is closed', async (t) => {
  const gateway = await gatewayTo(t, { limits: { headTimeoutMs: 40, headCheckMs: 10 } })
  const [slow, silent] = [dial(t, gateway.port), dial(t, gateway.port)]
  slow.send('GET / HT')
  t.regex(await slow.closed, /^HTTP\/1\.1 408 /)
  t.is(await silent.closed, '')
})

test('a connection that rests between requests is closed', async (t) => {
  const gateway = await gatewayTo(t, { limits: { keepAliveMs: 40, headCheckMs: 10 } })
  const wire = dial(t, gateway.port)
  wire.send(get('/'))
  t.regex(await wire.closed, /Keep-Alive: timeout=0\r\n[^]* {3}\.$|\/ {2}\.$/)
})
