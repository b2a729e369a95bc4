// Calls of gRPC that go well: all four kinds, and what must pass the gateway unchanged.
import { once } from 'node:events'
import type { ClientHttp2Stream, ServerHttp2Stream } from 'node:http2'
import { buffer } from 'node:stream/consumers'
import test from 'ava'
import { deadEndpoint } from '../testing/proxy/endpoint-side/backends.ts'
import {
  endWith,
  grpcAnswerHead,
  grpcBackend,
  grpcGateway,
  grpcSnapshot,
  callOutcomeOf,
  startGrpcGateway,
} from '../testing/proxy/grpc.ts'

const good = { 'grpc-status': '0' }

/** Answers each call with what it sent, as it comes. */
function echo(stream: ServerHttp2Stream): void {
  stream.respond(grpcAnswerHead, { waitForTrailers: true })
  stream.once('wantTrailers', () => stream.sendTrailers(good))
  stream.pipe(stream)
}

test('metadata, binary too, and trailers go both ways', async (t) => {
  const binary = Buffer.from([0, 1, 254, 255]).toString('base64')
  const seen = Promise.withResolvers<object>()
  const { call, record } = await grpcGateway(t, (stream, headers) => {
    seen.resolve(headers)
    stream.respond({ ...grpcAnswerHead, 'x-bin': [binary, 'AA=='] }, { waitForTrailers: true })
    endWith(stream, { ...good, 'grpc-message': 'a%20b', 'x-trailing-bin': binary })
  })
  const { head, trailers, resetCode } = await callOutcomeOf(
    call({ 'x-bin': [binary, 'AA=='], 'grpc-encoding': 'gzip', 'grpc-timeout': '90S' }).end('abc'),
  )
  t.like(await seen.promise, {
    ':method': 'POST',
    ':path': '/shop.Cart/Get',
    ':authority': 'shop.example',
    'content-type': 'application/grpc',
    te: 'trailers',
    'x-bin': `${binary}, AA==`,
    'grpc-encoding': 'gzip',
    'grpc-timeout': '90S',
  })
  t.like(head, { ':status': 200, 'content-type': 'application/grpc', 'x-bin': `${binary}, AA==` })
  t.like(trailers, { ...good, 'grpc-message': 'a%20b', 'x-trailing-bin': binary })
  t.is(resetCode, 0)
  t.like(await record(), { protocol: 'HTTP/2', status: 200, grpcStatus: 0, flags: [] })
})

test('an answer of trailers only stays one head that ends the stream', async (t) => {
  const { call, record } = await grpcGateway(t, (stream) =>
    stream.respond(
      { ...grpcAnswerHead, 'grpc-status': '5', 'grpc-message': 'none' },
      { endStream: true },
    ),
  )
  const { head, isTrailersOnly, trailers } = await callOutcomeOf(call().end('abc'))
  t.like(head, { 'grpc-status': '5', 'grpc-message': 'none' })
  t.true(isTrailersOnly)
  t.is(trailers, undefined)
  t.is((await record()).grpcStatus, 5)
})

test('a stream of both sides goes back and forth, message by message', async (t) => {
  const { call } = await grpcGateway(t, echo)
  const stream = call()
  await once(stream, 'response')
  for (const message of ['one', 'two', 'three']) {
    stream.write(message)
    const [answer] = await once(stream, 'data')
    t.is(String(answer), message)
  }
  const over = callOutcomeOf(stream)
  stream.end()
  t.like((await over).trailers, good)
})

test('a stream of the client’s messages is answered once it ended', async (t) => {
  const { call } = await grpcGateway(t, async (stream) => {
    const sum = (await buffer(stream)).length
    stream.respond(grpcAnswerHead, { waitForTrailers: true })
    stream.write(String(sum))
    endWith(stream, good)
  })
  const stream = call()
  for (let i = 0; i < 10; i += 1) stream.write(Buffer.alloc(1_000))
  const { body, trailers } = await callOutcomeOf(stream.end())
  t.is(body.toString(), '10000')
  t.like(trailers, good)
})

test('an endpoint may answer before the client has sent all', async (t) => {
  const { call, record } = await grpcGateway(t, (stream) =>
    stream.respond({ ...grpcAnswerHead, 'grpc-status': '9' }, { endStream: true }),
  )
  const stream = call()
  stream.write('more is to come')
  const { head, isTrailersOnly } = await callOutcomeOf(stream)
  t.is(head['grpc-status'], '9')
  t.true(isTrailersOnly)
  t.like(await record(), { grpcStatus: 9, flags: [] })
})

test('messages of 16 MB pass both ways', async (t) => {
  const { call } = await grpcGateway(t, echo)
  const message = Buffer.alloc(16 * 1024 * 1024, 'x')
  const { body, trailers } = await callOutcomeOf(call().end(message))
  t.true(body.equals(message))
  t.like(trailers, good)
})

test('clients and endpoints may send a mebibyte ahead, a quarter of it of one call', async (t) => {
  const seen = Promise.withResolvers<ServerHttp2Stream['session']>()
  const { client, call } = await grpcGateway(t, (stream) => {
    seen.resolve(stream.session)
    echo(stream)
  })
  await callOutcomeOf(call().end('abc'))
  const atEndpoint = await seen.promise
  for (const session of [client, atEndpoint]) {
    t.is(session?.remoteSettings.initialWindowSize, 256 * 1024)
    // Less the three bytes that were sent.
    t.true((session?.state.remoteWindowSize ?? 0) > 1_000_000)
  }
})

test('hundreds of calls share a connection', async (t) => {
  const { call } = await grpcGateway(t, echo)
  const calls = Array.from({ length: 300 }, async (_, index) => {
    const { body, trailers } = await callOutcomeOf(call().end(`call ${index}`))
    return body.toString() === `call ${index}` && trailers?.['grpc-status'] === '0'
  })
  t.true((await Promise.all(calls)).every(Boolean))
})

test('a client that does not read holds up its endpoint, and no other call', async (t) => {
  let taken = 0
  const { call } = await grpcGateway(t, (stream, { 'x-how': how }) => {
    if (how !== 'flood') return echo(stream)
    stream.respond(grpcAnswerHead, { waitForTrailers: true })
    const chunk = Buffer.alloc(64 * 1024)
    const flood = () => {
      do taken += chunk.length
      while (stream.write(chunk) && taken < 256 * 1024 * 1024)
    }
    stream.on('drain', flood)
    flood()
  })
  const slow = call({ 'x-how': 'flood' })
  slow.pause()
  await once(slow, 'response')
  for (let i = 0; i < 100; i += 1) t.like((await callOutcomeOf(call().end('x'))).trailers, good)
  t.true(taken < 4 * 1024 * 1024, `${taken} bytes were taken`)
})

test('a call goes to another endpoint where one can’t be reached, with its messages', async (t) => {
  const { endpoint } = await grpcBackend(t, echo)
  const dead = await deadEndpoint(t)
  const { call, record } = await startGrpcGateway(t, grpcSnapshot({ shop: [dead, endpoint] }))
  const flags = new Set<string>()
  for (let i = 0; i < 20; i += 1) {
    const { body } = await callOutcomeOf(call().end('abc'))
    t.is(body.toString(), 'abc')
    for (const flag of (await record()).flags) flags.add(flag)
  }
  t.true(flags.has('failed-over'))
})

test('mirrors get a call’s messages by HTTP/2, and its endpoint alone is heard', async (t) => {
  const copied = Promise.withResolvers<string>()
  const copy = await grpcBackend(t, async (stream) => {
    copied.resolve((await buffer(stream)).toString())
    stream.respond({ ...grpcAnswerHead, 'grpc-status': '13' }, { endStream: true })
  })
  const { endpoint } = await grpcBackend(t, echo)
  const mirror = { type: 'RequestMirror', backend: 'copy', numerator: 1, denominator: 1 } as const
  const { call } = await startGrpcGateway(
    t,
    grpcSnapshot({ shop: [endpoint], copy: [copy.endpoint] }, { filters: [mirror] }),
  )
  const stream: ClientHttp2Stream = call()
  stream.write('one')
  const { body, trailers } = await callOutcomeOf(stream.end('two'))
  t.is(body.toString(), 'onetwo')
  t.like(trailers, good)
  t.is(await copied.promise, 'onetwo')
})
