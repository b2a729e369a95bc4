// HTTP/1.1 requests as bytes: what must not pass is answered as it should be, and never reaches the
// pipeline.
import { buffer } from 'node:stream/consumers'
import test from 'ava'
import { dial, exchange } from '../../../testing/proxy/client-side/wire.ts'
import { echoExchange, startPlane } from '../../../testing/proxy/client-side/plane.ts'

const host = 'Host: a.test\r\n'
const close = 'Connection: close\r\n'
const chunked = 'Transfer-Encoding: chunked\r\n'

const refuses = test.macro({
  async exec(t, status: number, bytes: string) {
    const { port, requests, refused } = await startPlane(t)
    const answer = await exchange(t, port, bytes)
    t.true(answer.startsWith(`HTTP/1.1 ${status} `), answer)
    t.regex(answer, /\r\nConnection: close\r\n/i)
    t.deepEqual(requests, [])
    t.is(refused.length, 1)
  },
  title: (_, status, bytes) =>
    `${String(status)} for ${JSON.stringify(String(bytes).slice(0, 100))}`,
})

test(refuses, 501, `POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`)
test(refuses, 400, `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`)
test(refuses, 501, `POST / HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n`)
test(refuses, 400, `POST / HTTP/1.0\r\n${host}${chunked}\r\n0\r\n\r\n`)
test(refuses, 400, `POST / HTTP/1.1\r\n${host}${chunked}Content-Length: 3\r\n\r\n0\r\n\r\n`)
test(refuses, 400, `POST / HTTP/1.1\r\n${host}Content-Length: 3\r\n${chunked}\r\n0\r\n\r\n`)
test(refuses, 400, `POST / HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`)
test(refuses, 400, `POST / HTTP/1.1\r\n${host}Content-Length: 3, 3\r\n\r\nabc`)
test(refuses, 400, `POST / HTTP/1.1\r\n${host}Content-Length: 0x3\r\n\r\nabc`)
test(refuses, 400, `GET / HTTP/1.1\r\n${host}Host: b.test\r\n\r\n`)
test(refuses, 400, `GET / HTTP/1.1\r\n${host}${host}\r\n`)
test(refuses, 400, 'GET / HTTP/1.1\r\nHost: a, b\r\n\r\n')
test(refuses, 400, 'GET / HTTP/1.1\r\nHost: a b/@:x\r\n\r\n')
test(refuses, 400, 'GET / HTTP/1.1\r\nHost:\r\n\r\n')
test(refuses, 400, 'GET / HTTP/1.1\r\n\r\n')
test(refuses, 400, 'GET / HTTP/1.1\r\nHost : a\r\n\r\n')
test(refuses, 400, `GET / HTTP/1.1\r\n${host}X: a\r\n b\r\n\r\n`)
test(refuses, 400, `GET / HTTP/1.1\r\n${host}X: a\u0000b\r\n\r\n`)
test(refuses, 400, `GET / HTTP/1.1\r\n${host}X: a\rb\r\n\r\n`)
test(refuses, 400, `GET / HTTP/1.1\r\n${host}X\u00e9: a\r\n\r\n`)
test(refuses, 400, `GET ftp://a.test/ HTTP/1.1\r\n${host}\r\n`)
test(refuses, 400, `GET * HTTP/1.1\r\n${host}\r\n`)
test(refuses, 400, `GET /a#b HTTP/1.1\r\n${host}\r\n`)
test(refuses, 400, `GET /a\\b HTTP/1.1\r\n${host}\r\n`)
test(refuses, 400, `GET /a\tb HTTP/1.1\r\n${host}\r\n`)
test(refuses, 400, `GET /\u00e9 HTTP/1.1\r\n${host}\r\n`)
test(refuses, 400, `GET /open/..%2fclosed HTTP/1.1\r\n${host}\r\n`)
test(refuses, 505, `GET / HTTP/2.0\r\n${host}\r\n`)
test(refuses, 505, `GET / HTTP/0.9\r\n${host}\r\n`)
test(refuses, 505, `GET / HTTP/3.7\r\n${host}\r\n`)
test(refuses, 400, 'GET /\r\n\r\n')
for (const protocol of [
  'HTTP/1.10',
  'HTTP/1',
  'HTTP/1.1x',
  'HTTP/x.1',
  'HTTP/',
  'http/1.1',
  'HTP/1.1',
])
  test(refuses, 400, `GET / ${protocol}\r\n${host}\r\n`)
test(refuses, 400, `GET / RTSP/1.0\r\n${host}\r\n`)
test(refuses, 400, `OPTIONS / RTSP/1.1\r\n${host}\r\n`)
test(refuses, 400, `DESCRIBE / RTSP/1.0\r\n${host}\r\n`)
test(refuses, 400, `SOURCE / ICE/1.0\r\n${host}\r\n`)
test(refuses, 501, `CONNECT a.test:443 HTTP/1.1\r\n${host}\r\n`)
test(refuses, 400, `PRI / HTTP/1.1\r\n${host}\r\n`)
test(refuses, 400, `\u0016\u0003\u0001\u0000\u0005hello\r\n\r\n`)
test(refuses, 417, `PUT / HTTP/1.1\r\n${host}Expect: tea\r\nContent-Length: 1\r\n\r\na`)
test(refuses, 431, `GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(61_440)}\r\n\r\n`)
test(refuses, 414, `GET /${'x'.repeat(61_440)} HTTP/1.1\r\n${host}\r\n`)
test(refuses, 414, `GET /?${'x'.repeat(61_400)} HTTP/1.1\r\n${host}X: ${'x'.repeat(100)}\r\n\r\n`)
test(refuses, 414, `GET http://a.test/?${'x'.repeat(200_000)} HTTP/1.1\r\n${host}\r\n`)
test(refuses, 431, `GET / HTTP/1.1\r\n${host}${'a: 1\r\n'.repeat(200)}\r\n`)

test('a head of just under 60 KiB is served', async (t) => {
  const { port } = await startPlane(t)
  const cookie = `Cookie: ${'x'.repeat(61_000)}\r\n`
  t.regex(
    await exchange(t, port, `GET / HTTP/1.1\r\n${host}${close}${cookie}\r\n`),
    /^HTTP\/1.1 200 /,
  )
})

test('RTSP in the first line is found in whatever pieces it comes', async (t) => {
  const { port, requests } = await startPlane(t)
  const wire = dial(t, port)
  for (const byte of `\r\nGET / RTSP/1.0\r\n${host}\r\n`) {
    wire.send(byte)
    await new Promise(setImmediate)
  }
  t.regex(await wire.closed, /^HTTP\/1.1 400 /)
  t.deepEqual(requests, [])
})

test('a connection that spoke HTTP/1.1 can’t go on with RTSP/1.0', async (t) => {
  const { port, requests } = await startPlane(t)
  const wire = dial(t, port)
  wire.send(`GET /1 HTTP/1.1\r\n${host}\r\n`)
  await wire.until(/\/1$/)
  wire.send(`GET /2 RTSP/1.0\r\n${host}\r\n`)
  t.regex(await wire.closed, /HTTP\/1.1 400 /)
  t.is(requests.length, 1)
})

const ofSecond = test.macro({
  async exec(t, status: number, bytes: string) {
    const { port, requests } = await startPlane(t)
    const wire = dial(t, port)
    wire.send(`GET /1 HTTP/1.1\r\n${host}\r\n`)
    await wire.until(/\/1$/)
    wire.send(bytes)
    t.regex(await wire.closed, new RegExp(`HTTP/1.1 ${status} `))
    t.is(requests.length, 1)
  },
  title: (_, status, bytes) =>
    `on a kept connection ${JSON.stringify(String(bytes).slice(0, 30))} is refused with ${status}`,
})
test(ofSecond, 414, `GET /${'x'.repeat(61_440)} HTTP/1.1\r\n${host}\r\n`)
test(ofSecond, 431, `GET /2 HTTP/1.1\r\n${host}X: ${'x'.repeat(61_440)}\r\n\r\n`)
test(ofSecond, 505, `GET /2 HTTP/2.0\r\n${host}\r\n`)
test(ofSecond, 400, `GET /2 HTTP/1.10\r\n${host}\r\n`)

test('trailers that are too large are refused with 431, in whatever pieces they come', async (t) => {
  const { port } = await startPlane(t, {
    pipeline: async ({ body }) => void (await buffer(body!).catch(() => undefined)),
  })
  const wire = dial(t, port)
  wire.send(`POST /1 HTTP/1.1\r\n${host}${chunked}\r\n1\r\na\r\n0\r\nX: `)
  for (let pieces = 0; pieces < 16; pieces++) {
    wire.send('x'.repeat(4_096))
    await new Promise(setImmediate)
  }
  t.regex(await wire.closed, /HTTP\/1.1 431 /)
})

for (const minor of [2, 3, 9])
  test(`HTTP/1.${minor} is served as HTTP/1.1, and its connection ends`, async (t) => {
    const { port, requests } = await startPlane(t)
    const bytes = `PUT /x HTTP/1.${minor}\r\n${host}${chunked}\r\n1\r\na\r\n0\r\n\r\n`
    const answer = await exchange(t, port, bytes)
    t.regex(answer, /^HTTP\/1.1 200 [^]*\r\nConnection: close\r\n/i)
    t.like(requests, [{ httpVersion: '1.1', target: '/x' }])
  })

test('a request that comes byte by byte is served', async (t) => {
  const { port } = await startPlane(t)
  const wire = dial(t, port)
  for (const byte of `PUT /x HTTP/1.1\r\n${host}${close}Content-Length: 3\r\n\r\nabc`) {
    wire.send(byte)
    await new Promise(setImmediate)
  }
  t.regex(await wire.closed, /^HTTP\/1.1 200 [^]*\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n$/)
})

test('the shortest of requests is served without waiting for more', async (t) => {
  const { port } = await startPlane(t)
  t.regex(await exchange(t, port, 'PUT / HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 200 /)
})

test('an absolute form is routed by its own authority', async (t) => {
  const { port, requests } = await startPlane(t)
  await exchange(t, port, `GET http://B.test:81/x/../y?z HTTP/1.1\r\n${host}${close}\r\n`)
  t.like(requests[0], { authority: 'B.test:81', hostname: 'b.test', target: '/y?z' })
})

test('what is routed is what the pipeline may forward', async (t) => {
  const { port, requests } = await startPlane(t)
  await exchange(t, port, `GET /a/%2e%2E/b//c?d=/../e HTTP/1.1\r\n${host}${close}\r\n`)
  t.is(requests[0]?.target, '/b//c?d=/../e')
})

test('header names keep their case', async (t) => {
  const { port, requests } = await startPlane(t)
  await exchange(
    t,
    port,
    `GET / HTTP/1.1\r\n${host}X-Some-CASE: 1\r\n${close}x-some-case: 2\r\n\r\n`,
  )
  t.deepEqual(requests[0]?.headers, [
    ['X-Some-CASE', '1'],
    ['x-some-case', '2'],
  ])
})

test('bytes above ASCII in a header’s value stay what they are', async (t) => {
  const { port, requests } = await startPlane(t)
  await exchange(t, port, `GET / HTTP/1.1\r\n${host}${close}X: \u00fc\u00ff\r\n\r\n`)
  t.deepEqual(requests[0]?.headers, [['X', '\u00fc\u00ff']])
})

test('an upgrade to h2c is ignored, and its answer is the last of the connection', async (t) => {
  const { port, requests } = await startPlane(t)
  const upgrade =
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'
  const wire = dial(t, port)
  wire.send(`GET /1 HTTP/1.1\r\n${host}${upgrade}\r\nGET /2 HTTP/1.1\r\n${host}\r\n`)
  t.regex(await wire.closed, /^HTTP\/1.1 200 [^]*Connection: close\r\n[^]*\/1$/)
  t.deepEqual(
    requests.map(({ headers, upgrade: asked }) => [headers, asked]),
    [[[], undefined]],
  )
})

test('pipelined requests are served one at a time, in order', async (t) => {
  let running = 0
  let most = 0
  const { port } = await startPlane(t, {
    pipeline: async (request) => {
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running--
      await echoExchange(request)
    },
  })
  const bytes = [1, 2, 3, 4, 5].map(
    (n) => `POST /${n} HTTP/1.1\r\n${host}${chunked}\r\n1\r\n${n}\r\n0\r\n\r\n`,
  )
  const wire = dial(t, port)
  wire.send(bytes.join(''))
  await wire.until(/\/1\r\n[^]*\/2\r\n[^]*\/3\r\n[^]*\/4\r\n[^]*\/5\r\n[^]*0\r\n\r\n$/)
  t.is(most, 1)
})

test('of 20,000 pipelined requests in one write those that fit are answered, then it closes', async (t) => {
  const { port, requests, refused } = await startPlane(t)
  const { socket, send, closed } = dial(t, port)
  const failed: Error[] = []
  socket.on('error', (error) => failed.push(error))
  const heads = Array.from({ length: 20_000 }, (_, at) => `GET /${at} HTTP/1.1\r\n${host}\r\n`)
  send(heads.join(''))
  const answers = (await closed).split('HTTP/1.1 200 OK').slice(1)
  t.is(answers.length, 65)
  t.true(answers.every((answer, at) => answer.endsWith(`/${at}`)))
  t.deepEqual(
    answers.filter((answer) => answer.includes('Connection: close')),
    [answers.at(-1)],
  )
  t.is(requests.length, 65)
  t.deepEqual([refused, failed], [['too-many-pipelined'], []])
})

test('20,000 pipelined requests of which the first is not answered start one', async (t) => {
  const { port, requests, refused, open } = await startPlane(t, {
    pipeline: () => new Promise(() => undefined),
  })
  const { socket, send } = dial(t, port)
  send(`GET / HTTP/1.1\r\n${host}\r\n`.repeat(20_000))
  while (refused.length === 0) await new Promise(setImmediate)
  t.is(requests.length, 1)
  t.deepEqual(refused, ['too-many-pipelined'])
  socket.destroy()
  while (open() > 0) await new Promise(setImmediate)
})

test('nothing is served after an answer that says close', async (t) => {
  const { port, requests } = await startPlane(t)
  const first = `GET /first HTTP/1.1\r\n${host}Expect: 100-continue\r\n\r\n`
  const answer = await exchange(t, port, `${first}PUT /second HTTP/1.1\r\n${host}\r\n`)
  t.regex(answer, /^HTTP\/1\.1 200 [^]*Connection: close/)
  t.deepEqual(
    requests.map(({ target }) => target),
    ['/first'],
  )
})

test('what comes after a valid request is refused after its answer', async (t) => {
  const answer = Promise.withResolvers<void>()
  const { port, refused } = await startPlane(t, {
    pipeline: async (request) => {
      await answer.promise
      await echoExchange(request)
    },
  })
  const wire = dial(t, port)
  wire.send(`GET /1 HTTP/1.1\r\n${host}\r\nnonsense\r\n\r\n`)
  await new Promise(setImmediate)
  answer.resolve()
  const all = await wire.closed
  t.regex(all, /^HTTP\/1.1 200 OK\r\n[^]*\/1HTTP\/1.1 400 [^]*Connection: close\r\n/)
  t.deepEqual(refused, ['bad-syntax'])
})

test('a slow head is answered with 408', async (t) => {
  const limits = { headTimeoutMs: 250, headCheckMs: 20 }
  const { port, requests, refused } = await startPlane(t, { limits })
  t.regex(await exchange(t, port, `GET / HT`), /^HTTP\/1.1 408 /)
  t.regex(await exchange(t, port, `GET / HTTP/1.1\r\nHost: `), /^HTTP\/1.1 408 /)
  t.deepEqual([requests, refused], [[], ['header-timeout', 'header-timeout']])
})

test('a slow second head is answered with 408', async (t) => {
  const { port, requests } = await startPlane(t, {
    limits: { headTimeoutMs: 250, headCheckMs: 20 },
  })
  const wire = dial(t, port)
  wire.send(`GET /1 HTTP/1.1\r\n${host}\r\n`)
  await wire.until(/\/1$/)
  wire.send('GET /2 HTTP/1.1\r\n')
  t.regex(await wire.closed, /HTTP\/1.1 408 /)
  t.is(requests.length, 1)
})

test('a client that says nothing is hung up on', async (t) => {
  const { port, refused } = await startPlane(t, { limits: { headTimeoutMs: 50 } })
  t.is(await dial(t, port).closed, '')
  t.deepEqual(refused, ['header-timeout'])
})

test('an idle connection is closed', async (t) => {
  const { port, open } = await startPlane(t, { limits: { keepAliveMs: 1 } })
  const wire = dial(t, port)
  wire.send(`GET /1 HTTP/1.1\r\n${host}\r\n`)
  await wire.until(/\/1$/)
  t.is(open(), 1)
  await wire.closed
})

test('a request in which nothing moves is given up, be it that its pipeline does not answer', async (t) => {
  const { port } = await startPlane(t, {
    limits: { idleMs: 50 },
    pipeline: () => new Promise(() => {}),
  })
  const wire = dial(t, port)
  wire.send(`POST / HTTP/1.1\r\n${host}Content-Length: 10\r\n\r\nabc`)
  t.is(await wire.closed, '')
})
