// Bodies, trailers and endings of HTTP/2, on the wire: a reset is never taken for an end, either way.
import { once } from 'node:events'
import { connect, type ClientHttp2Session } from 'node:http2'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Exchange, Response } from '../../words/exchange.ts'
import { frameType } from '../../frames/frame.ts'
import {
  errorCodeIn,
  fields,
  flag,
  frame,
  framesIn,
  hasReset,
  hello,
  request,
  statusIn,
} from '../../../testing/proxy/client-side/frames.ts'
import {
  echoExchange,
  startPlane,
  type Teardown,
} from '../../../testing/proxy/client-side/plane.ts'
import { dial } from '../../../testing/proxy/client-side/wire.ts'
import { eachHttp2Way } from '../../../testing/proxy/client-side/each-http2-way.ts'

eachHttp2Way((way, test) => {
  const post = { ':method': 'POST', ':path': '/' }
  const ofOne = (stream: number) => (one: { stream: number }) => one.stream === stream

  async function session(t: Teardown, pipeline: (exchange: Exchange) => Promise<void>) {
    const plane = await startPlane(t, {
      http2: way,
      pipeline,
    })
    const client: ClientHttp2Session = connect(`http://127.0.0.1:${plane.port}`)
    t.teardown(async () => client.destroy())
    return { ...plane, client }
  }

  function answering(t: Teardown, answer: () => Response) {
    return session(t, (exchange) => exchange.respond(answer()).catch(() => undefined))
  }

  test('bodies and trailers go both ways', async (t) => {
    const { client } = await session(t, echoExchange)
    const stream = client.request(post, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-t': ['1', '2'], te: 'trailers' }))
    const trailers = once(stream, 'trailers')
    stream.end('abc')
    t.is(await text(stream), 'abc')
    t.like((await trailers)[0], { 'x-t': '1, 2', te: undefined })
  })

  test('a large body goes through whole', async (t) => {
    const { client } = await session(t, echoExchange)
    const stream = client.request(post)
    stream.end(Buffer.alloc(2_000_000, 'x'))
    t.is((await text(stream)).length, 2_000_000)
  })

  test('an answer that is a head alone is not overtaken by the end of an unread request', async (t) => {
    const { client } = await answering(t, () => ({ status: 204, headers: [] }))
    for (let i = 0; i < 10; i += 1) {
      const stream = client.request(post).end()
      const status = await new Promise((resolve) => {
        stream.once('response', (headers) => resolve(headers[':status'])).once('close', resolve)
      })
      t.is(status, 204)
    }
  })

  const cutBy = test.macro({
    async exec(t, code: number) {
      const outcome = Promise.withResolvers<unknown>()
      const { port, requests } = await startPlane(t, {
        http2: way,
        pipeline: async ({ body, signal }) => {
          const isAborted = once(signal, 'abort')
          await text(body!).then(outcome.resolve, outcome.resolve)
          await isAborted
        },
      })
      const wire = dial(t, port)
      wire.send(hello)
      wire.send(request(1, { ':method': 'POST' }, flag.endHeaders))
      wire.send(frame(frameType.data, 0, 1, 'abc'))
      while (requests.length === 0) await new Promise(setImmediate)
      if (code === -1) wire.socket.destroy()
      else wire.send(frame(frameType.reset, 0, 1, Buffer.from([0, 0, 0, code])))
      t.true((await outcome.promise) instanceof Error)
    },
    title: (_, code) =>
      code === -1 ? 'a closed connection cuts the body' : `a reset with code ${code} cuts the body`,
  })

  for (const code of [0, 2, 8, -1]) test(cutBy, code)

  const resets = test.macro({
    async exec(t, _says: string, headers: Response['headers'], fail: (body: PassThrough) => void) {
      const body = new PassThrough()
      body.write('abc')
      const outcome = Promise.withResolvers<unknown>()
      const { port } = await startPlane(t, {
        http2: way,
        pipeline: (exchange) =>
          exchange.respond({ status: 200, headers, body }).then(outcome.resolve, outcome.resolve),
      })
      const wire = dial(t, port)
      wire.send(hello)
      wire.send(request(1))
      await wire.until(/abc/)
      fail(body)
      t.true((await outcome.promise) instanceof Error)
      await wire.until(hasReset)
      const frames = framesIn(wire.received()).filter(ofOne(1))
      t.false(frames.some(({ flags }) => (flags & flag.endStream) !== 0))
      t.is(errorCodeIn(frames.at(-1)!), 2)
    },
    title: (_, says) => `an answer that ${says} is reset, not ended`,
  })

  test(resets, 'fails', [], (body) => body.destroy(new Error('gone')))
  test(resets, 'is cut', [], (body) => body.destroy())
  test(resets, 'ends too early', [['content-length', '5']], (body) => body.end())
  test(resets, 'goes on too long', [['content-length', '4']], (body) => body.end('defg'))

  test('an answer whose body has failed already is a head, and then a reset', async (t) => {
    const { client } = await answering(t, () => ({
      status: 201,
      headers: [],
      body: new PassThrough().on('error', () => {}).destroy(new Error('gone')),
    }))
    for (let i = 0; i < 10; i += 1) {
      const stream = client.request({ ':path': '/' }).on('error', () => {})
      const status = new Promise((resolve) => {
        stream.once('response', (headers) => resolve(headers[':status'])).once('close', resolve)
      })
      const closed = new Promise((resolve) => stream.once('close', resolve))
      t.is(await status, 201)
      await closed
      t.is(stream.rstCode, 2)
    }
  })

  test('an answer’s head goes out before its body, lower case, without what belongs to HTTP/1.1', async (t) => {
    const body = new PassThrough()
    const { client } = await answering(t, () => ({
      status: 201,
      headers: [
        ['X-Some', '1'],
        ['Connection', 'x-some'],
        ['Transfer-Encoding', 'chunked'],
        ['Keep-Alive', 'x'],
        ['Set-Cookie', 'a=1'],
        ['set-cookie', 'b=2'],
        ['Content-Type', 'a/b'],
        ['content-type', 'c/d'],
        ['X-High', '\u00fc'],
      ],
      body,
    }))
    const [headers] = await once(client.request({ ':path': '/' }), 'response')
    t.like(headers, {
      ':status': 201,
      'x-some': '1',
      'set-cookie': ['a=1', 'b=2'],
      'x-high': '\u00fc',
    })
    t.is(headers['connection'] ?? headers['transfer-encoding'] ?? headers['keep-alive'], undefined)
    body.end()
  })

  test('HEAD, 204 and 304 end with their head', async (t) => {
    let status = 200
    const { client } = await answering(t, () => ({
      status,
      headers: [['content-length', '5']],
      body: Readable.from([]),
    }))
    for (const [method, code] of [
      ['HEAD', 200],
      ['GET', 204],
      ['GET', 304],
      ['HEAD', 404],
    ] as const) {
      status = code
      const stream = client.request({ ':path': '/', ':method': method })
      const [headers, flags] = await once(stream, 'response')
      t.is(headers[':status'], code)
      t.is(headers['content-length'], code === 204 ? undefined : '5')
      t.is(flags & flag.endStream, flag.endStream)
      t.is(await text(stream), '')
    }
  })

  test('trailers follow an answer, and none are an empty frame', async (t) => {
    let count = 0
    const { client } = await answering(t, () => ({
      status: 200,
      headers: [],
      body: Readable.from([Buffer.from('abc')]),
      trailers: () => (count++ === 0 ? [['Grpc-Status', '0']] : []),
    }))
    const first = client.request({ ':path': '/' })
    const trailers = once(first, 'trailers')
    t.is(await text(first), 'abc')
    t.like((await trailers)[0], { 'grpc-status': '0' })
    t.is(await text(client.request({ ':path': '/' })), 'abc')
  })

  test('an answer before the end of the body is whole, trailers included; then the client may stop', async (t) => {
    const { port } = await startPlane(t, {
      http2: way,
      pipeline: (exchange) =>
        exchange.respond({
          status: 200,
          headers: [],
          body: Readable.from([Buffer.from('enough')]),
          trailers: () => [['x-t', '1']],
        }),
    })
    const wire = dial(t, port)
    wire.send(hello)
    wire.send(request(1, { ':method': 'POST' }, flag.endHeaders))
    wire.send(frame(frameType.data, 0, 1, 'abc'))
    await wire.until(hasReset)
    const types = framesIn(wire.received()).filter(ofOne(1))
    t.deepEqual(
      types
        .filter(({ type }) => type !== frameType.windowUpdate)
        .map(({ type, flags }) => [type, flags & flag.endStream]),
      [
        [frameType.headers, 0],
        [frameType.data, 0],
        [frameType.headers, 1],
        [frameType.reset, 0],
      ],
    )
    t.is(errorCodeIn(types.at(-1)!), 0)
  })

  test('an early answer without trailers is whole, then the client may stop', async (t) => {
    const { port } = await startPlane(t, {
      http2: way,
      pipeline: (exchange) => exchange.respond({ status: 413, headers: [], body: 'too much' }),
    })
    const wire = dial(t, port)
    wire.send(hello)
    wire.send(request(1, { ':method': 'POST' }, flag.endHeaders))
    await wire.until(hasReset)
    const frames = framesIn(wire.received()).filter(ofOne(1))
    t.deepEqual(
      frames.map(({ type }) => type),
      [frameType.headers, frameType.data, frameType.reset],
    )
    t.is(statusIn(frames[0]!), 413)
    t.is(frames[1]!.flags & flag.endStream, 1)
    t.is(errorCodeIn(frames[2]!), 0)
  })

  test('100 is sent when the body is first read, 103 when it is told', async (t) => {
    const { client } = await session(t, async (exchange) => {
      exchange.inform(103, [
        ['link', '</a>'],
        ['Content-Length', '5'],
      ])
      exchange.inform(101, [])
      const body = await text(exchange.body!)
      await exchange.respond({ status: 200, headers: [], body })
    })
    const stream = client.request({ ...post, expect: '100-continue' })
    const told: unknown[] = []
    stream.on('headers', (headers) => told.push(headers[':status'], headers['content-length']))
    stream.once('continue', () => stream.end('abc'))
    t.is(await text(stream), 'abc')
    t.deepEqual(told, [103, undefined, 100, undefined])
  })

  test('a client that goes away while it is answered is an error of respond', async (t) => {
    const body = new PassThrough()
    const outcome = Promise.withResolvers<unknown>()
    const { client } = await session(t, (exchange) =>
      exchange.respond({ status: 200, headers: [], body }).then(outcome.resolve, outcome.resolve),
    )
    const stream = client.request({ ':path': '/' })
    await once(stream, 'response')
    stream.close(8)
    t.true((await outcome.promise) instanceof Error)
    t.true(body.destroyed)
  })

  test('a client that gives no window slows the endpoint down', async (t) => {
    let produced = 0
    const chunk = Buffer.alloc(16 * 1024)
    const { client } = await answering(t, () => ({
      status: 200,
      headers: [],
      body: new Readable({
        read() {
          produced += chunk.length
          this.push(produced > 200 * chunk.length ? null : chunk)
        },
      }),
    }))
    const stream = client.request({ ':path': '/' })
    await once(stream, 'response')
    let before = -1
    for (let rounds = 0; rounds < 50 || before !== produced; rounds++) {
      before = produced
      await new Promise(setImmediate)
    }
    t.true(produced < 50 * chunk.length, `${produced}`)
    t.is((await text(stream)).length, 200 * chunk.length)
  })

  test('an answer that can’t be written is refused before any of it was', async (t) => {
    const { client } = await session(t, async (exchange) => {
      await t.throwsAsync(exchange.respond({ status: 200, headers: [['x', 'a\nb']] }))
      await t.throwsAsync(exchange.respond({ status: 1000, headers: [] }))
      await t.throwsAsync(exchange.switchProtocols([], new PassThrough()))
      await exchange.respond({ status: 502, headers: [], body: 'sorry' })
    })
    const stream = client.request({ ':path': '/' })
    const [headers] = await once(stream, 'response')
    t.is(headers[':status'], 502)
    t.is(await text(stream), 'sorry')
  })

  test('request trailers without those that are framing', async (t) => {
    const given = Promise.withResolvers<Response['headers']>()
    const { port } = await startPlane(t, {
      http2: way,
      pipeline: async (exchange) => {
        await text(exchange.body!)
        given.resolve(exchange.trailers())
        await exchange.respond({ status: 200, headers: [] })
      },
    })
    const wire = dial(t, port)
    wire.send(hello)
    wire.send(request(1, { ':method': 'POST' }, flag.endHeaders))
    wire.send(frame(frameType.data, 0, 1, 'abc'))
    const trailers = fields(
      ['x-t', '1'],
      ['host', 'b'],
      ['authorization', 'x'],
      ['x_forwarded_for', 'y'],
    )
    wire.send(frame(frameType.headers, flag.endStream | flag.endHeaders, 1, trailers))
    t.deepEqual(await given.promise, [['x-t', '1']])
  })
})
