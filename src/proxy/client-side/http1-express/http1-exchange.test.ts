// Bodies, trailers, framing and endings of HTTP/1.1, seen from both sides of an exchange: nothing that
// was cut may look complete to anyone.
import test from 'ava'
import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Exchange, Response } from '../../words/exchange.ts'
import { dial, exchange } from '../../../testing/proxy/client-side/wire.ts'
import { startPlane, type Teardown } from '../../../testing/proxy/client-side/plane.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n'
const post = 'POST / HTTP/1.1\r\nHost: a\r\n'
const close = 'Connection: close\r\n'

/** A plane that answers everything with this. */
function answering(t: Teardown, answer: () => Response) {
  return startPlane(t, { pipeline: (request) => request.respond(answer()).catch(() => undefined) })
}

/** A plane that gives its first exchange to the test. */
async function capturing(t: Teardown) {
  const captured = Promise.withResolvers<Exchange>()
  const over = Promise.withResolvers<void>()
  t.teardown(async () => over.resolve())
  const { port } = await startPlane(t, {
    pipeline: (request) => {
      captured.resolve(request)
      return over.promise
    },
  })
  return { port, captured: captured.promise, over: () => over.resolve() }
}

test('a body with a length is given whole', async (t) => {
  const { port, captured } = await capturing(t)
  dial(t, port).send(`${post}Content-Length: 3\r\n\r\nabc`)
  const { body, bodyLength, bytes } = await captured
  t.is(bodyLength, 3)
  t.is(await text(body!), 'abc')
  t.deepEqual(bytes, { received: 3, sent: 0 })
})

test('a chunked body is given with its trailers, without framing and what the gateway tells itself', async (t) => {
  const { port, captured } = await capturing(t)
  const trailers =
    'X-T: 1\r\nAuthorization: x\r\nHost: b\r\nX-Forwarded-For: ::1\r\nForwarded: for=a\r\nX-Real-IP: ::1\r\nx-t: 2\r\n'
  dial(t, port).send(
    `${post}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n${trailers}\r\n`,
  )
  const request = await captured
  t.is(await text(request.body!), 'abcde')
  t.deepEqual(request.trailers(), [
    ['X-T', '1'],
    ['x-t', '2'],
  ])
})

test('no body is undefined, and Content-Length: 0 a length of 0', async (t) => {
  const first = await capturing(t)
  dial(t, first.port).send(`${get}\r\n`)
  t.like(await first.captured, { body: undefined, bodyLength: undefined })
  const second = await capturing(t)
  dial(t, second.port).send(`${post}Content-Length: 0\r\n\r\n`)
  t.like(await second.captured, { body: undefined, bodyLength: 0 })
})

const cut = test.macro({
  async exec(t, bytes: string) {
    const { port, captured } = await capturing(t)
    const wire = dial(t, port)
    wire.send(bytes)
    const { body, signal } = await captured
    const read = text(body!)
    await new Promise(setImmediate)
    wire.socket.destroy()
    await t.throwsAsync(read, { message: /did not send all/ })
    if (!signal.aborted) await once(signal, 'abort')
    t.true(signal.aborted)
  },
  title: (_, bytes) => `a body that is cut is an error: ${JSON.stringify(bytes)}`,
})

test(cut, `${post}Content-Length: 10\r\n\r\nabc`)
test(cut, `${post}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`)
test(cut, `${post}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n`)

test('a body whose chunks are not valid is an error, and 400', async (t) => {
  const { port, captured } = await capturing(t)
  const wire = dial(t, port)
  wire.send(`${post}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`)
  const { body } = await captured
  const read = text(body!)
  wire.send('nonsense\r\n')
  t.regex(await wire.closed, /^HTTP\/1.1 400 /)
  wire.socket.destroy()
  await t.throwsAsync(read)
})

test('a body that nobody reads may be cut', async (t) => {
  const { port, captured } = await capturing(t)
  const wire = dial(t, port)
  wire.send(`${post}Content-Length: 10\r\n\r\nabc`)
  const { signal } = await captured
  wire.socket.destroy()
  await once(signal, 'abort')
  t.pass()
})

test('an answer with a length keeps it, headers keep their case and order', async (t) => {
  const { port } = await answering(t, () => ({
    status: 201,
    headers: [
      ['X-B', '1'],
      ['content-LENGTH', '3'],
      ['x-a', '2'],
      ['X-B', '3'],
    ],
    body: Readable.from([Buffer.from('abc')]),
  }))
  const answer = await exchange(t, port, `${get}${close}\r\n`)
  t.regex(
    answer,
    /^HTTP\/1.1 201 Created\r\nX-B: 1\r\ncontent-LENGTH: 3\r\nx-a: 2\r\nX-B: 3\r\nDate: [^]*\r\n\r\nabc$/,
  )
})

test('an answer of unknown length is chunked', async (t) => {
  const { port } = await answering(t, () => ({
    status: 200,
    headers: [],
    body: Readable.from([Buffer.from('abc')]),
  }))
  const answer = await exchange(t, port, `${get}${close}\r\n`)
  t.regex(answer, /Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/)
})

test('an answer of unknown length to HTTP/1.0 ends with its connection', async (t) => {
  const { port } = await answering(t, () => ({
    status: 200,
    headers: [],
    body: Readable.from([Buffer.from('abc')]),
  }))
  const answer = await exchange(t, port, 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
  t.regex(answer, /Connection: close\r\n\r\nabc$/)
})

test('trailers follow a chunked answer', async (t) => {
  const { port } = await answering(t, () => ({
    status: 200,
    headers: [],
    body: Readable.from([Buffer.from('abc')]),
    trailers: () => [
      ['X-T', '1'],
      ['x-t', '2'],
    ],
  }))
  const answer = await exchange(t, port, `${get}${close}\r\n`)
  t.regex(answer, /3\r\nabc\r\n0\r\nX-T: 1\r\nx-t: 2\r\n\r\n$/)
})

test('a length is given up for trailers that are announced', async (t) => {
  const { port } = await answering(t, () => ({
    status: 200,
    headers: [
      ['Content-Length', '3'],
      ['Trailer', 'X-T'],
    ],
    body: Readable.from([Buffer.from('abc')]),
    trailers: () => [['X-T', '1']],
  }))
  const answer = await exchange(t, port, `${get}${close}\r\n`)
  t.regex(answer, /Trailer: X-T\r\n[^]*3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n$/)
})

test('framing and connection headers of an answer are the listener’s', async (t) => {
  const { port } = await answering(t, () => ({
    status: 200,
    headers: [
      ['Connection', 'x'],
      ['Transfer-Encoding', 'gzip'],
      ['Upgrade', 'h2c'],
      ['Keep-Alive', 'x'],
    ],
    body: 'abc',
  }))
  const answer = await exchange(t, port, `${get}${close}\r\n`)
  t.notRegex(answer, /gzip|h2c|x\r\n/)
  t.regex(answer, /Content-Length: 3\r\n/)
})

const bodiless = test.macro({
  async exec(t, status: number, method: string, expected: RegExp) {
    const { port } = await answering(t, () => ({
      status,
      headers: [['Content-Length', '5']],
      body: method === 'HEAD' || status !== 200 ? Readable.from([]) : 'xxxxx',
    }))
    const wire = dial(t, port)
    const request = `${method} / HTTP/1.1\r\nHost: a\r\n`
    wire.send(`${request}\r\n${request}${close}\r\n`)
    const answers = (await wire.closed).split('HTTP/1.1 ').slice(1)
    t.is(answers.length, 2)
    for (const answer of answers) t.regex(answer, expected)
  },
  title: (_, status, method) => `${method} answered with ${status} has no body`,
})

test(bodiless, 200, 'HEAD', /^200 [^]*Content-Length: 5\r\n[^]*\r\n\r\n$/)
test(bodiless, 304, 'GET', /^304 [^]*Content-Length: 5\r\n[^]*\r\n\r\n$/)
test(bodiless, 204, 'GET', /^204 (?![^]*Content-Length)(?![^]*Transfer-Encoding)[^]*\r\n\r\n$/)

test('a chunked answer that is cut has no last chunk', async (t) => {
  const body = new PassThrough()
  const { port } = await answering(t, () => ({ status: 200, headers: [], body }))
  const wire = dial(t, port)
  wire.send(`${get}\r\n`)
  body.write('abc')
  await wire.until(/abc\r\n/)
  body.destroy(new Error('The endpoint went away'))
  t.regex(await wire.closed, /\r\n\r\n3\r\nabc\r\n$/)
})

for (const version of ['1.0', '1.1'])
  test(`an answer to HTTP/${version} whose body has failed already is a head, and then a cut`, async (t) => {
    const { port } = await answering(t, () => ({
      status: 201,
      headers: [],
      body: new PassThrough().on('error', () => {}).destroy(new Error('gone')),
    }))
    const wire = dial(t, port)
    wire.send(`GET / HTTP/${version}\r\nHost: a\r\n\r\n`)
    const received = await wire.closed
    t.regex(received, /^HTTP\/1\.1 201 Created\r\n/)
    t.notRegex(received, /\r\n0\r\n/)
  })

test('an answer that is cut without an error has no last chunk either', async (t) => {
  const body = new PassThrough()
  const { port } = await answering(t, () => ({ status: 200, headers: [], body }))
  const wire = dial(t, port)
  wire.send(`${get}\r\n`)
  body.write('abc')
  await wire.until(/abc\r\n/)
  body.destroy()
  t.regex(await wire.closed, /\r\n\r\n3\r\nabc\r\n$/)
})

test('an answer that ends before its length closes the connection', async (t) => {
  const { port } = await answering(t, () => ({
    status: 200,
    headers: [['Content-Length', '5']],
    body: Readable.from([Buffer.from('abc')]),
  }))
  t.regex(await exchange(t, port, `${get}\r\n`), /\r\n\r\nabc$|^$/)
})

test('an answer that goes on beyond its length closes the connection', async (t) => {
  const { port, logged } = await answering(t, () => ({
    status: 200,
    headers: [['Content-Length', '3']],
    body: Readable.from([Buffer.from('abc'), Buffer.from('HTTP/1.1 200 OK\r\n\r\n')]),
  }))
  t.notRegex(await exchange(t, port, `${get}\r\n`), /HTTP[^]*HTTP/)
  t.deepEqual(logged, [])
})

test('an answer to HTTP/1.0 that is cut is a reset, not an end', async (t) => {
  const body = new PassThrough()
  const { port } = await answering(t, () => ({ status: 200, headers: [], body }))
  const wire = dial(t, port)
  const failed = once(wire.socket, 'error')
  wire.send('GET / HTTP/1.0\r\n\r\n')
  body.write('abc')
  await wire.until(/abc/)
  body.destroy(new Error('The endpoint went away'))
  await t.throwsAsync(
    Promise.race([failed.then(([error]) => Promise.reject(error)), once(wire.socket, 'end')]),
    { code: 'ECONNRESET' },
  )
})

test('an answer that can’t be written is refused before any of it was', async (t) => {
  const { port } = await startPlane(t, {
    pipeline: async (request) => {
      await t.throwsAsync(request.respond({ status: 200, headers: [['X', 'a\r\nY: b']] }))
      await t.throwsAsync(request.respond({ status: 101, headers: [] }))
      await t.throwsAsync(request.respond({ status: 1000, headers: [] }))
      await t.throwsAsync(
        request.respond({
          status: 200,
          headers: [['Content-Length', 'x']],
          body: Readable.from([]),
        }),
      )
      await request.respond({ status: 502, headers: [], body: 'sorry' })
      await t.throwsAsync(request.respond({ status: 200, headers: [] }), { message: /before/ })
    },
  })
  t.regex(await exchange(t, port, `${get}${close}\r\n`), /^HTTP\/1.1 502 [^]*sorry$/)
})

test('respond resolves when all was handed over, with the bytes counted', async (t) => {
  const sent = Promise.withResolvers<number>()
  const { port } = await startPlane(t, {
    pipeline: async (request) => {
      await request.respond({
        status: 200,
        headers: [],
        body: Readable.from([Buffer.alloc(300_000)]),
      })
      sent.resolve(request.bytes.sent)
    },
  })
  await exchange(t, port, `${get}${close}\r\n`)
  t.is(await sent.promise, 300_000)
})

test('the head of an answer goes out before the first byte of its body', async (t) => {
  const body = new PassThrough()
  const { port } = await answering(t, () => ({ status: 200, headers: [], body }))
  const wire = dial(t, port)
  wire.send(`${get}\r\n`)
  await wire.until(/\r\n\r\n$/)
  body.end()
  t.pass()
})

test('a client that goes away while it is answered is an error of respond', async (t) => {
  const body = new PassThrough()
  const failed = Promise.withResolvers<unknown>()
  const { port } = await startPlane(t, {
    limits: { halfClosedProbeMs: 5, halfClosedMs: 30 },
    pipeline: (request) =>
      request.respond({ status: 200, headers: [], body }).catch(failed.resolve),
  })
  const wire = dial(t, port)
  wire.send(`${get}\r\n`)
  await wire.until(/\r\n\r\n$/)
  wire.socket.destroy()
  t.true((await failed.promise) instanceof Error)
  t.true(body.destroyed)
})

test('a slow client slows the endpoint down', async (t) => {
  let produced = 0
  const chunk = Buffer.alloc(64 * 1024)
  const body = new Readable({
    read() {
      produced += chunk.length
      if (produced > 200 * chunk.length) this.push(null)
      else this.push(chunk)
    },
  })
  const { port } = await answering(t, () => ({
    status: 200,
    headers: [['Content-Length', `${200 * chunk.length}`]],
    body,
  }))
  const wire = dial(t, port)
  wire.socket.pause()
  wire.send(`${get}${close}\r\n`)
  let before = -1
  for (let rounds = 0; rounds < 50 || before !== produced; rounds++) {
    before = produced
    await new Promise(setImmediate)
  }
  t.true(produced < 200 * chunk.length)
  wire.socket.resume()
  t.true((await wire.closed).length > 200 * chunk.length)
})

test('100 is sent when the body is first read, and not before', async (t) => {
  const { port, captured, over } = await capturing(t)
  const wire = dial(t, port)
  wire.send(`${post}Content-Length: 3\r\nExpect: 100-continue\r\n${close}\r\n`)
  const request = await captured
  await new Promise(setImmediate)
  t.is(wire.received().length, 0)
  const read = text(request.body!)
  t.is(await wire.until(/\r\n\r\n/), 'HTTP/1.1 100 Continue\r\n\r\n')
  wire.send('abc')
  t.is(await read, 'abc')
  request.inform(100, [])
  await request.respond({ status: 200, headers: [] })
  over()
  t.is((await wire.closed).match(/HTTP\/1.1 100/g)?.length, 1)
})

test('an answer without 100 ends the connection', async (t) => {
  const { port } = await answering(t, () => ({ status: 403, headers: [], body: 'no' }))
  const answer = await exchange(t, port, `${post}Content-Length: 3\r\nExpect: 100-continue\r\n\r\n`)
  t.regex(answer, /^HTTP\/1.1 403 [^]*Connection: close\r\n[^]*no$/)
})

test('a body that was given is destroyed where its answer can’t be sent', async (t) => {
  const body = new PassThrough()
  const { port } = await startPlane(t, {
    pipeline: async (request) => {
      request.inform(103, [['x', 'a\nb']])
      await t.throwsAsync(request.respond({ status: 200, headers: [['x', 'a\nb']], body }))
      await request.respond({ status: 502, headers: [] })
    },
  })
  t.regex(await exchange(t, port, `${get}${close}\r\n`), /^HTTP\/1.1 502 /)
  t.true(body.destroyed)
})

test('103 is passed on, to HTTP/1.1 only', async (t) => {
  const { port } = await startPlane(t, {
    pipeline: async (request) => {
      request.inform(103, [
        ['Content-Length', '5'],
        ['Link', '</a>; rel=preload'],
      ])
      await request.respond({ status: 200, headers: [] })
      request.inform(103, [['Link', '</late>']])
    },
  })
  t.regex(
    await exchange(t, port, `${get}${close}\r\n`),
    /^HTTP\/1.1 103 Early Hints\r\nLink: <\/a>; rel=preload\r\n\r\nHTTP\/1.1 200 /,
  )
  t.regex(await exchange(t, port, 'GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 200 /)
})

test('a short body that its answer did not wait for is read away, and the connection kept', async (t) => {
  const { port } = await answering(t, () => ({ status: 404, headers: [], body: 'none' }))
  const wire = dial(t, port)
  wire.send(`${post}Content-Length: 5\r\n\r\nab`)
  await wire.until(/none/)
  wire.send(`cde${get}${close}\r\n`)
  t.regex(await wire.closed, /^HTTP\/1.1 404 [^]*noneHTTP\/1.1 404 [^]*none$/)
})

test('a client that sends a long body in vain still sees the answer, and the connection ends', async (t) => {
  const { port } = await answering(t, () => ({ status: 413, headers: [], body: 'too much' }))
  const wire = dial(t, port)
  wire.send(`${post}Content-Length: 100000000\r\n\r\n`)
  const chunk = Buffer.alloc(64 * 1024)
  const feed = () => {
    while (!wire.socket.destroyed && wire.socket.write(chunk));
  }
  wire.socket.on('drain', feed)
  feed()
  t.regex(await wire.closed, /^HTTP\/1.1 413 [^]*Connection: close\r\n[^]*too much$/)
})

test('an answer that starts before the body has ended can go on beside it', async (t) => {
  const { port } = await startPlane(t, {
    pipeline: (request) => request.respond({ status: 200, headers: [], body: request.body! }),
  })
  const wire = dial(t, port)
  wire.send(`${post}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`)
  await wire.until(/\r\n1\r\na\r\n$/)
  wire.send('1\r\nb\r\n')
  await wire.until(/\r\n1\r\nb\r\n$/)
  wire.send('0\r\n\r\n')
  t.regex(await wire.closed, /\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n$/)
})

test('a request that the pipeline leaves without an answer gets 500', async (t) => {
  const { port, logged } = await startPlane(t, { pipeline: () => Promise.resolve() })
  t.regex(await exchange(t, port, `${get}${close}\r\n`), /^HTTP\/1.1 500 /)
  t.deepEqual(logged, ['A request was left without an answer'])
})

test('a pipeline that throws ends the connection, and says nothing of itself', async (t) => {
  const { port, logged } = await startPlane(t, {
    pipeline: () => Promise.reject(new Error('secret')),
  })
  t.is(await exchange(t, port, `${get}\r\n`), '')
  t.deepEqual(logged, ['The request pipeline failed'])
})
