// How calls of gRPC end early: given up by their client, by their deadline, by their endpoint, or with the
// connection to it.
import { once } from 'node:events'
import { constants, type ServerHttp2Stream } from 'node:http2'
import test from 'ava'
import { rawBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { answerFirstStream, frames } from '../testing/proxy/endpoint-side/frames.ts'
import {
  endWith,
  grpcAnswerHead,
  grpcGateway,
  grpcSnapshot,
  callOutcomeOf,
  startGrpcGateway,
} from '../testing/proxy/grpc.ts'

const good = { 'grpc-status': '0' }
const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } = constants

test('a call that its client cancels is cancelled at the endpoint', async (t) => {
  const seen = Promise.withResolvers<ServerHttp2Stream>()
  const { call, record } = await grpcGateway(t, (stream) => seen.resolve(stream))
  const stream = call()
  stream.write('abc')
  const atEndpoint = await seen.promise
  const closed = once(atEndpoint, 'close')
  stream.close(NGHTTP2_CANCEL)
  await closed
  t.is(atEndpoint.rstCode, NGHTTP2_CANCEL)
  t.true((await record()).flags.includes('client-gone'))
})

test('so is one that was answered in part', async (t) => {
  const seen = Promise.withResolvers<ServerHttp2Stream>()
  const { call } = await grpcGateway(t, (stream) => {
    stream.respond(grpcAnswerHead)
    stream.write('part')
    seen.resolve(stream)
  })
  const stream = call().end('abc')
  await once(stream, 'data')
  const atEndpoint = await seen.promise
  const closed = once(atEndpoint, 'close')
  stream.close(NGHTTP2_CANCEL)
  await closed
  t.is(atEndpoint.rstCode, NGHTTP2_CANCEL)
})

test('a call past its deadline is told so, and cancelled at the endpoint', async (t) => {
  const seen = Promise.withResolvers<ServerHttp2Stream>()
  const { call, record } = await grpcGateway(t, (stream) => seen.resolve(stream))
  const { head, isTrailersOnly } = await callOutcomeOf(call({ 'grpc-timeout': '1S' }).end('abc'))
  t.is(head['grpc-status'], '4')
  t.true(isTrailersOnly)
  const atEndpoint = await seen.promise
  if (!atEndpoint.closed) await once(atEndpoint, 'close')
  t.is(atEndpoint.rstCode, NGHTTP2_CANCEL)
  t.like(await record(), { grpcStatus: 4, flags: ['request-timeout'] })
})

test('one that was answered in part is told so in trailers', async (t) => {
  const seen = Promise.withResolvers<ServerHttp2Stream>()
  const { call, record } = await grpcGateway(t, (stream) => {
    stream.respond(grpcAnswerHead)
    stream.write('part')
    seen.resolve(stream)
  })
  // Its client sends on, as of a call whose end it does not know. The part arrives before the deadline on a busy
  // machine, too.
  const stream = call({ 'grpc-timeout': '3S' })
  stream.write('abc')
  const { head, body, trailers } = await callOutcomeOf(stream)
  t.is(head['grpc-status'], undefined)
  t.is(body.toString(), 'part')
  t.like(trailers, { 'grpc-status': '4' })
  const atEndpoint = await seen.promise
  if (!atEndpoint.closed) await once(atEndpoint, 'close')
  t.is(atEndpoint.rstCode, NGHTTP2_CANCEL)
  const { grpcStatus, flags } = await record()
  t.is(grpcStatus, 4)
  t.true(flags.includes('request-timeout'))
})

test('a grpc-timeout that is malformed limits nothing, and the endpoint gets it', async (t) => {
  const seen = Promise.withResolvers<unknown>()
  const { call } = await grpcGateway(t, (stream, headers) => {
    seen.resolve(headers['grpc-timeout'])
    stream.respond(grpcAnswerHead, { waitForTrailers: true })
    endWith(stream, good)
  })
  t.like((await callOutcomeOf(call({ 'grpc-timeout': '1' }).end())).trailers, good)
  t.is(await seen.promise, '1')
})

const answerHead = frames.head({ ':status': '200', 'content-type': 'application/grpc' })
const cuts: readonly (readonly [string, number | 'close', string])[] = [
  ['is reset with CANCEL', NGHTTP2_CANCEL, '1'],
  ['is reset with NO_ERROR', constants.NGHTTP2_NO_ERROR, '13'],
  ['is reset with INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR, '13'],
  ['stops as the connection ends', 'close', '14'],
]

for (const [what, ending, status] of cuts)
  test(`an answer that ${what} is ended with status ${status}`, async (t) => {
    const backend = await rawBackend((socket) =>
      answerFirstStream(socket, () => {
        socket.write(Buffer.concat([answerHead, frames.data('part')]))
        if (ending === 'close') socket.end()
        else socket.write(frames.reset(ending))
      }),
    )
    t.teardown(backend.close)
    const { call, record } = await startGrpcGateway(t, grpcSnapshot({ shop: [backend.endpoint] }))
    const { body, trailers, resetCode } = await callOutcomeOf(call().end('abc'))
    t.is(body.toString(), 'part')
    t.like(trailers, { 'grpc-status': status })
    t.is(resetCode, 0)
    t.like(await record(), { grpcStatus: Number(status), flags: ['response-cut'] })
  })

test('an answer that is no gRPC is cut as any other', async (t) => {
  const { call } = await grpcGateway(t, (stream) => {
    stream.respond({ ':status': 200 })
    stream.write('part', () => stream.destroy(new Error('cut')))
  })
  const { trailers, resetCode } = await callOutcomeOf(call().end('abc'))
  t.is(trailers, undefined)
  t.not(resetCode, 0)
})

test('a stream that is refused is tried again, with the messages that were sent', async (t) => {
  let tries = 0
  const { call, record } = await grpcGateway(t, (stream) => {
    tries += 1
    stream.once('data', (message: Buffer) => {
      if (tries === 1) return stream.close(NGHTTP2_REFUSED_STREAM)
      stream.respond(grpcAnswerHead, { waitForTrailers: true })
      stream.write(message)
      endWith(stream, good)
    })
  })
  const stream = call()
  stream.write('abc')
  const { body, trailers } = await callOutcomeOf(stream)
  t.is(body.toString(), 'abc')
  t.like(trailers, good)
  t.is(tries, 2)
  t.like(await record(), { attempts: 2, grpcStatus: 0, flags: ['retried'] })
})

test('after GOAWAY a call below its last stream ends well, one above is made on another connection', async (t) => {
  const first = Promise.withResolvers<ServerHttp2Stream>()
  const connections = new Set<unknown>()
  const { call } = await grpcGateway(t, (stream, { 'x-call': which }) => {
    const isFresh = !connections.has(stream.session)
    connections.add(stream.session)
    if (which === 'first') return first.resolve(stream)
    if (!isFresh) return stream.session?.goaway(0, 1)
    stream.respond(grpcAnswerHead, { waitForTrailers: true })
    stream.pipe(stream, { end: false })
    stream.once('end', () => endWith(stream, good))
  })
  const below = callOutcomeOf(call({ 'x-call': 'first' }).end('abc'))
  const held = await first.promise
  const above = await callOutcomeOf(call({ 'x-call': 'second' }).end('second'))
  t.is(above.body.toString(), 'second')
  t.like(above.trailers, good)
  t.is(connections.size, 2)

  held.respond(grpcAnswerHead, { waitForTrailers: true })
  held.write('first')
  endWith(held, good)
  const { body, trailers } = await below
  t.is(body.toString(), 'first')
  t.like(trailers, good)
})

test('a call may be silent for as long as its client answers pings', async (t) => {
  const seen = Promise.withResolvers<ServerHttp2Stream>()
  const { client, call } = await grpcGateway(t, (stream) => seen.resolve(stream), { idleMs: 30 })
  const stream = call()
  stream.write('abc')
  const over = callOutcomeOf(stream)
  const atEndpoint = await seen.promise
  for (let i = 0; i < 3; i += 1) await once(client, 'ping')
  atEndpoint.respond(grpcAnswerHead, { waitForTrailers: true })
  endWith(atEndpoint, good)
  t.like((await over).trailers, good)
})
