// What only HTTP/2 can get wrong: ends that are none, refused streams, connections that go away.
import { once } from 'node:events'
import { constants, Http2ServerResponse } from 'node:http2'
import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { createHttp2Forwarder } from './http2-forwarder.ts'
import { createHttp2Pools } from './http2-pools.ts'
import {
  httpBackend,
  rawBackend,
  type Handler,
} from '../../../testing/proxy/endpoint-side/backends.ts'
import { answerFirstStream, frames } from '../../../testing/proxy/endpoint-side/frames.ts'
import {
  answered,
  bodyOf,
  failed,
  requestOf,
  readText,
} from '../../../testing/proxy/endpoint-side/requests.ts'

function forwarderFor(t: { teardown(close: () => Promise<void>): void }) {
  const forwarder = createHttp2Forwarder(createHttp2Pools(1_000))
  t.teardown(forwarder.close)
  return forwarder
}

async function answering(
  t: { teardown(close: () => Promise<void>): void },
  bytes: readonly Buffer[],
  then: 'stay' | 'close' = 'stay',
) {
  const backend = await rawBackend((socket) =>
    answerFirstStream(socket, () => {
      socket.write(Buffer.concat(bytes))
      if (then === 'close') socket.end()
    }),
  )
  t.teardown(backend.close)
  return backend
}

const ok = frames.head({ ':status': '200' })
const part = frames.data('part')

const ended = test.macro({
  title: (title) => `an answer that ${title} is whole`,
  exec: async (t, bytes: readonly Buffer[], then?: 'close') => {
    const { endpoint } = await answering(t, bytes, then)
    const { body } = answered(await forwarderFor(t).forward(requestOf(), endpoint))
    t.is(await readText(body), 'part')
  },
})

test('ends with its last DATA', ended, [ok, frames.data('part', true)])
test('ends with an empty DATA', ended, [ok, part, frames.data('', true)])
test('ends with trailers', ended, [ok, part, frames.head({ 'x-sum': '1' }, true)])
test('ends, then resets what is left of the request', ended, [
  ok,
  frames.data('part', true),
  frames.reset(constants.NGHTTP2_NO_ERROR),
])
test('ends as the connection does', ended, [ok, frames.data('part', true)], 'close')

test('an answer in more frames than are read at once is whole where its connection ends', async (t) => {
  const pieces = Array.from({ length: 900 }, () => frames.paddedData('ab'))
  const { endpoint } = await answering(t, [ok, ...pieces, frames.data('', true)], 'close')
  const { body } = answered(await forwarderFor(t).forward(requestOf(), endpoint))
  t.is((await readText(body)).length, 1_800)
})

test('an answer in DATA of one byte is read a little in each turn', async (t) => {
  const pieces = Array.from({ length: 20_000 }, () => frames.data('x'))
  const { endpoint } = await answering(t, [ok, ...pieces, frames.data('', true)])
  const { body } = answered(await forwarderFor(t).forward(requestOf(), endpoint))
  let all = 0
  let most = 0
  let ofTurn = 0
  body.on('data', (chunk: Buffer) => {
    if (ofTurn === 0) setImmediate(() => (ofTurn = 0))
    all += chunk.length
    ofTurn += chunk.length
    most = Math.max(most, ofTurn)
  })
  await once(body, 'end')
  t.is(all, 20_000)
  t.true(most < 1_024, `${most}`)
})

const ends = test.macro({
  title: (_, says: string) => `an endpoint that sends ${says} without end loses its connection`,
  exec: async (t, _says: string, bytes: Buffer, reason: string) => {
    const { endpoint } = await answering(t, [ok, ...Array.from({ length: 3_000 }, () => bytes)])
    const { body } = answered(await forwarderFor(t).forward(requestOf(), endpoint))
    const error = await t.throwsAsync(readText(body))
    t.regex(error.message, new RegExp(reason))
  },
})

test(ends, 'frames of a type that nobody knows', frames.unknown(), 'too-many-idle-frames')
test(ends, 'GOAWAY', frames.goaway(1), 'too-many-idle-frames')
test(ends, 'small DATA with padding', frames.paddedData('a'), 'too-many-padded-data')

const cut = test.macro({
  title: (title) => `an answer that ${title} is cut`,
  exec: async (t, bytes: readonly Buffer[], then?: 'close') => {
    for (const body of [undefined, bodyOf(['abc'])]) {
      const { endpoint } = await answering(t, bytes, then)
      const result = await forwarderFor(t).forward(requestOf({ method: 'POST', body }), endpoint)
      await t.throwsAsync(readText(answered(result).body))
    }
  },
})

test('is reset with NO_ERROR', cut, [ok, part, frames.reset(constants.NGHTTP2_NO_ERROR)])
test('is reset with CANCEL', cut, [ok, part, frames.reset(constants.NGHTTP2_CANCEL)])
test('is reset with INTERNAL_ERROR', cut, [
  ok,
  part,
  frames.reset(constants.NGHTTP2_INTERNAL_ERROR),
])
test('stops as the connection ends', cut, [ok, part], 'close')
test('stops after GOAWAY as the connection ends', cut, [ok, part, frames.goaway(1)], 'close')
test('is shorter than its length says', cut, [
  frames.head({ ':status': '200', 'content-length': '10' }),
  frames.data('part', true),
])

const refused = test.macro({
  title: (title) => `${title} is not taken for an answer`,
  exec: async (t, bytes: readonly Buffer[]) => {
    const { endpoint } = await answering(t, bytes)
    t.is(failed(await forwarderFor(t).forward(requestOf(), endpoint)).reason, 'malformed')
  },
})

test('a status of 099', refused, [frames.head({ ':status': '099' }, true)])
test('a status of 101', refused, [frames.head({ ':status': '101' })])
test('no status', refused, [frames.head({ 'x-a': '1' }, true)])
test('a header of one hop', refused, [frames.head({ ':status': '200', connection: 'close' }, true)])

test('DATA before a head', refused, [part])
test('an end before a head', refused, [frames.data('', true)])
test('an interim answer that ends its stream', refused, [frames.head({ ':status': '103' }, true)])
test('a length that is none', refused, [
  frames.head({ ':status': '200', 'content-length': 'x' }, true),
])
test('a status behind a header', refused, [frames.head({ 'x-a': '1', ':status': '200' }, true)])

test('trailers with a pseudo-header cut the answer', cut, [
  ok,
  part,
  frames.head({ ':status': '200' }, true),
])

test('what came before a reset is read before the answer fails', async (t) => {
  const { endpoint } = await answering(t, [ok, part, frames.reset(constants.NGHTTP2_CANCEL)])
  const { body } = answered(await forwarderFor(t).forward(requestOf(), endpoint))
  let read = ''
  await t.throwsAsync(async () => {
    for await (const bytes of body) read += String(bytes)
  })
  t.is(read, 'part')
})

test('a header with a character that none may have is left out', async (t) => {
  const head = frames.head({ ':status': '200', 'x-a': 'a\u0001b', 'x-b': 'c' }, true)
  const { endpoint } = await answering(t, [head])
  const { headers } = answered(await forwarderFor(t).forward(requestOf(), endpoint))
  t.deepEqual(headers, [['x-b', 'c']])
})

test('a stream that is refused was not sent', async (t) => {
  const { endpoint } = await answering(t, [frames.reset(constants.NGHTTP2_REFUSED_STREAM)])
  const result = failed(await forwarderFor(t).forward(requestOf(), endpoint))
  t.is(result.reason, 'reset')
  t.true(result.isUnsent)
})

test('a stream that GOAWAY leaves out was not sent', async (t) => {
  const { endpoint } = await answering(t, [frames.goaway(0)])
  const result = failed(await forwarderFor(t).forward(requestOf(), endpoint))
  t.true(result.isUnsent)
})

test('after GOAWAY the next request has a new connection', async (t) => {
  const { endpoint, sockets } = await answering(t, [
    ok,
    frames.data('part', true),
    frames.goaway(1),
  ])
  const forwarder = forwarderFor(t)
  for (let i = 0; i < 3; i += 1)
    t.is(await readText(answered(await forwarder.forward(requestOf(), endpoint)).body), 'part')
  t.is(sockets.length, 3)
})

test('a connection that the endpoint does not close after its GOAWAY is closed all the same', async (t) => {
  const closed = Promise.withResolvers<void>()
  const backend = await rawBackend((socket) => {
    socket.once('close', closed.resolve)
    // Who has hung up does not take what still comes, which is how the endpoint learns of it.
    socket.once('end', () => {
      const talking = setInterval(() => socket.write(frames.settings()), 50)
      socket.once('close', () => clearInterval(talking))
    })
    answerFirstStream(socket, () =>
      socket.write(Buffer.concat([ok, frames.data('part', true), frames.goaway(1)])),
    )
  })
  t.teardown(backend.close)
  const answer = answered(await forwarderFor(t).forward(requestOf(), backend.endpoint))
  t.is(await readText(answer.body), 'part')
  await closed.promise
})

test('the end of a connection that said GOAWAY leaves the one that took its place', async (t) => {
  const go = Promise.withResolvers<void>()
  let count = 0
  const backend = await httpBackend('h2c', (_request, response) => {
    count += 1
    if (count > 1) return void response.end('ok')
    response.write('first ')
    void go.promise.then(() => response.end('second'))
    // Graceful: the stream that is open ends in peace.
    if (response instanceof Http2ServerResponse) response.stream.session?.close()
  })
  t.teardown(backend.close)
  const forwarder = forwarderFor(t)
  const send = async () => answered(await forwarder.forward(requestOf(), backend.endpoint)).body
  const first = await send()
  await once(first, 'readable')
  t.is(await readText(await send()), 'ok')
  t.is(backend.sockets.length, 2)
  const [socket] = backend.sockets
  const closed = socket && once(socket, 'close')
  go.resolve()
  t.is(await readText(first), 'first second')
  await closed
  await turn()
  t.is(await readText(await send()), 'ok')
  t.is(backend.sockets.length, 2)
})

test('an endpoint’s limit of streams is kept, by more connections', async (t) => {
  let open = 0
  const waiting = Promise.withResolvers<void>()
  const handler: Handler = (_request, response) => {
    open += 1
    if (open === 5) waiting.resolve()
    void waiting.promise.then(() => response.end('ok'))
  }
  const backend = await httpBackend('h2c', handler, { settings: { maxConcurrentStreams: 2 } })
  t.teardown(backend.close)
  const forwarder = forwarderFor(t)
  const answers = await Promise.all(
    Array.from({ length: 5 }, async () =>
      readText(answered(await forwarder.forward(requestOf(), backend.endpoint)).body),
    ),
  )
  t.deepEqual(answers, Array(5).fill('ok'))
  t.is(backend.sockets.length, 3)
})

test('a port that accepts and says nothing is given up by the connect timeout', async (t) => {
  const backend = await rawBackend(() => {})
  t.teardown(backend.close)
  const forwarder = createHttp2Forwarder(createHttp2Pools(30))
  const body = bodyOf(['abc'])
  const result = failed(
    await forwarder.forward(requestOf({ method: 'POST', body }), backend.endpoint),
  )
  t.is(result.reason, 'connect')
  t.false(body.readableDidRead)
})

test('a slow reader holds up its own stream and no other', async (t) => {
  const backend = await httpBackend('h2c', (request, response) => {
    response.end(request.url === '/large' ? Buffer.alloc(4_000_000) : 'small')
  })
  t.teardown(backend.close)
  const forwarder = forwarderFor(t)
  const large = answered(await forwarder.forward(requestOf({ target: '/large' }), backend.endpoint))
  const small = answered(await forwarder.forward(requestOf(), backend.endpoint))
  t.is(await readText(small.body), 'small')
  t.is((await readText(large.body)).length, 4_000_000)
  t.is(backend.sockets.length, 1)
})

test('an upgrade is sent as the plain request that it also is', async (t) => {
  const backend = await httpBackend('h2c', (request, response) => response.end(request.method))
  t.teardown(backend.close)
  const result = await forwarderFor(t).forward(
    requestOf({ upgrade: 'websocket' }),
    backend.endpoint,
  )
  t.is(await readText(answered(result).body), 'GET')
})
