// Chunked requests that are malformed: what can be known of it is known before an endpoint hears of the request.
import { once } from 'node:events'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { buffer, text } from 'node:stream/consumers'
import test from 'ava'
import { ChunkSizes } from './chunk-sizes.ts'
import { testCertificate } from '../../../testing/proxy/client-side/certificate.ts'
import { startPlane } from '../../../testing/proxy/client-side/plane.ts'
import { dial, exchange } from '../../../testing/proxy/client-side/wire.ts'

const certificate = await testCertificate(['a.test'])
const head = 'POST /x HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n'
const whole = `${head}1\r\na\r\n0\r\n\r\n`
const get = 'GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\n'

const refused = test.macro({
  async exec(t, body: string) {
    const { port, requests, refused: reasons } = await startPlane(t)
    t.regex(await exchange(t, port, head + body), /^HTTP\/1\.1 400 [^]*\r\nConnection: close\r\n/)
    t.deepEqual(requests, [])
    t.is(reasons.length, 1)
  },
  title: (_, body) => `chunks ${JSON.stringify(body)} are 400, and no endpoint hears of them`,
})

for (const body of [
  'x\r\n',
  '-1\r\n',
  '+1\r\na\r\n',
  ' 1\r\na\r\n',
  '0x1\r\na\r\n0\r\n\r\n',
  '1 \r\na\r\n0\r\n\r\n',
  '\r\na\r\n0\r\n\r\n',
  '1\na\n0\n\n',
  '1\r\nab\r\n0\r\n\r\n',
  '2\r\na\r\n0\r\n\r\n',
  '1\r\na0\r\n\r\n',
  '1;a\u0000\r\na\r\n0\r\n\r\n',
  '1\r\na\r\nz\r\n',
  '1\r\na\r\n0\r\nbad trailer\r\n\r\n',
  '10000000000000000\r\n',
  'FFFFFFFFFFFFFFFF\r\n',
  '20000000000000\r\n',
  '20000000000001\r\na',
  '0000020000000000001;x=y\r\na',
  '1\r\na\r\n7fffffffffffffff\r\n',
])
  test(refused, body)

test('on a kept connection a chunk of more than 2^53 bytes is 400', async (t) => {
  const { port, requests } = await startPlane(t)
  const wire = dial(t, port)
  wire.send(get)
  await wire.until(/\/1$/)
  wire.send(whole)
  await wire.until(/0\r\n\r\n$/)
  wire.send(`${head}FFFFFFFFFFFFFFF\r\n`)
  t.regex(await wire.closed, /0\r\n\r\nHTTP\/1\.1 400 /)
  t.is(requests.length, 2)
})

for (const before of [get, get + get, `${head.replace('/x', '/y')}1\r\na\r\n0\r\n\r\n${get}`])
  test(`a chunk of more than 2^53 bytes behind ${JSON.stringify(before)} is 400`, async (t) => {
    const { port, requests } = await startPlane(t)
    const last = head.replace('\r\n\r\n', '\r\nX-Last: 1\r\n\r\n')
    const answers = await exchange(t, port, `${before}${last}FFFFFFFFFFFFFFF\r\n`)
    t.regex(answers, /^HTTP\/1\.1 200 [^]*HTTP\/1\.1 400 [^]*\r\nConnection: close\r\n/)
    t.true(requests.every(({ target }) => target !== '/x'))
  })

for (const at of [1, 2, 3, 4, 5, 9])
  test(`a chunk of more than 2^53 bytes is 400 where ${at} bytes of its head came with it`, async (t) => {
    const { port, requests } = await startPlane(t)
    const wire = dial(t, port)
    wire.send(head.slice(0, -at))
    await new Promise(setImmediate)
    wire.send(`${head.slice(-at)}FFFFFFFFFFFFFFF\r\n`)
    t.regex(await wire.closed, /^HTTP\/1\.1 400 /)
    t.deepEqual(requests, [])
  })

for (const body of ['x\r\n', '2\r\na\r\n0\r\n\r\n', '1\r\na\r\n0\r\nbad trailer\r\n\r\n'])
  test(`chunks ${JSON.stringify(body)} right behind their head are 400, and no endpoint hears of them`, async (t) => {
    // Longer than any machine takes to read the second piece.
    const { port, requests } = await startPlane(t, { limits: { bodyAwaitedMs: 60_000 } })
    const wire = dial(t, port)
    wire.send(head)
    await new Promise(setImmediate)
    wire.send(body)
    t.regex(await wire.closed, /^HTTP\/1\.1 400 /)
    t.deepEqual(requests, [])
  })

test('a request whose client waits for the answer before it sends chunks is served', async (t) => {
  const { port } = await startPlane(t, {
    pipeline: (upload) => upload.respond({ status: 200, headers: [], body: 'go on' }),
    limits: { bodyAwaitedMs: 1 },
  })
  const wire = dial(t, port)
  wire.send(head)
  t.regex(await wire.until(/go on$/), /^HTTP\/1\.1 200 /)
})

for (const [what, bad, status] of [
  ['a chunk is malformed', `${head}z\r\n`, 400],
  ['a chunk is too short', `${head}2\r\na\r\n0\r\n\r\n`, 400],
  ['the head is malformed', 'GET /x y z\r\n\r\n', 400],
  ['the version is another', 'GET /x HTTP/2.0\r\n\r\n', 505],
] as const)
  test(`where ${what}, the requests before it are answered, and then it is ${status}`, async (t) => {
    const { port, requests, refused: reasons } = await startPlane(t)
    const got = await exchange(t, port, get + whole + get + bad + get)
    const statuses = [...got.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, each]) => Number(each))
    t.deepEqual(statuses, [200, 200, 200, status])
    t.is(requests.length, 3)
    t.is(reasons.length, 1)
  })

for (const [what, start, ...pieces] of [
  ['after its head', head, 'FFFFFFFFFFFFFF\r\n'],
  ['byte by byte', head, ...'FFFFFFFFFFFFFF\r\n'],
  ['after other chunks', `${head}3\r\nabc\r\n`, '2;x\r\nde', '\r\n40000000', '00000000\r\n'],
] as const)
  test(`a chunk of more than 2^53 bytes that comes ${what} is 400, and its body is cut`, async (t) => {
    const begun = Promise.withResolvers<void>()
    const cut = Promise.withResolvers<void>()
    const { port } = await startPlane(t, {
      limits: { bodyAwaitedMs: 1 },
      pipeline: ({ body }) =>
        new Promise((resolve) => {
          begun.resolve()
          body?.resume().once('error', () => {
            cut.resolve()
            resolve()
          })
        }),
    })
    const wire = dial(t, port)
    wire.send(start)
    await begun.promise
    for (const piece of pieces) {
      wire.send(piece)
      await new Promise(setImmediate)
    }
    t.regex(await wire.closed, /^HTTP\/1\.1 400 /)
    await cut.promise
  })

for (const length of [1, 7, 1_000, head.length - 1, head.length - 2, head.length - 3])
  test(`chunks of usual sizes pass in pieces of ${length} bytes, with hex digits in them`, async (t) => {
    const line = `\r\n\r\n${'f'.repeat(40)}\r\n`
    const size = line.length.toString(16)
    const sent = `${head}${size};a=b\r\n${line}\r\n000${size}\r\n${line}\r\n0\r\nx: y\r\n\r\n`
    const { port } = await startPlane(t)
    const wire = dial(t, port)
    for (let at = 0; at < sent.length; at += length) {
      wire.send(sent.slice(at, at + length))
      await new Promise(setImmediate)
    }
    t.regex(await wire.until(/0\r\nx: y\r\n\r\n$/), /^HTTP\/1\.1 200 /)
  })

for (const [what, ask] of [
  ['in the clear', httpRequest],
  ['over TLS', httpsRequest],
] as const)
  test(`kept connections carry large bodies in chunks, ${what}`, async (t) => {
    const listeners = ask === httpRequest ? [{}] : [{ tls: { certificates: [certificate.name] } }]
    const { port } = await startPlane(t, {
      listeners,
      certificates: [certificate],
      pipeline: async (upload) => {
        const { length } = await buffer(upload.body!)
        await upload.respond({ status: 200, headers: [], body: `${length}` })
      },
    })
    const Agent = ask === httpRequest ? HttpAgent : HttpsAgent
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    t.teardown(() => agent.destroy())
    const options = { port, host: '127.0.0.1', agent, method: 'POST', rejectUnauthorized: false }
    for (const size of [1_000_000, 3, 2_000_000]) {
      const request = ask({ ...options, headers: { host: 'a.test' } })
      for (let left = size; left > 0; left -= 70_000)
        request.write(Buffer.alloc(Math.min(left, 70_000), 'f\r\n'))
      request.end()
      const [answer] = await once(request, 'response')
      t.is(await text(answer), `${size}`)
    }
  })

test('up to 2^53 sizes are counted', (t) => {
  t.true(new ChunkSizes().read(Buffer.from('1FFFFFFFFFFFFF\r\n')))
  t.false(new ChunkSizes().read(Buffer.from('20000000000000\r\n')))
  t.true(new ChunkSizes().read(Buffer.from('0\r\nFFFFFFFFFFFFFFFF: x\r\n\r\nFFFFFFFFFFFFFFFF')))
})
