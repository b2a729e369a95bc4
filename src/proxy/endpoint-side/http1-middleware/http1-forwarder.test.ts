// What only HTTP/1.1 can get wrong: endpoints that answer byte by byte what they should not, kept
// connections, upgrades.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import test from 'ava'
import { createHttp1Forwarder } from './http1-forwarder.ts'
import { rawBackend } from '../../../testing/proxy/endpoint-side/backends.ts'
import {
  answered,
  bodyOf,
  failed,
  requestOf,
  readText,
} from '../../../testing/proxy/endpoint-side/requests.ts'

function forwarderFor(t: { teardown(close: () => Promise<void>): void }) {
  const forwarder = createHttp1Forwarder(1_000)
  t.teardown(forwarder.close)
  return forwarder
}

/** Answers each request's head with these bytes. */
async function answering(
  t: { teardown(close: () => Promise<void>): void },
  bytes: string,
  end = true,
) {
  const backend = await rawBackend((socket) => {
    socket.on('data', (chunk) => {
      if (!chunk.includes('\r\n\r\n')) return
      if (end) socket.end(bytes, 'latin1')
      else socket.write(bytes, 'latin1')
    })
  })
  t.teardown(backend.close)
  return backend
}

const refused = test.macro({
  title: (title) => `${title} is not taken for an answer`,
  exec: async (t, bytes: string) => {
    const { endpoint } = await answering(t, bytes)
    const result = failed(await forwarderFor(t).forward(requestOf(), endpoint))
    t.is(result.reason, 'malformed', result.error.message)
    t.false(result.isUnsent)
  },
})

test('a status of 099', refused, 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n')
test('HTTP/2.0 in the status line', refused, 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n')
test('HTTP/0.9 in the status line', refused, 'HTTP/0.9 200 OK\r\nContent-Length: 0\r\n\r\n')
test('another protocol', refused, 'ICY 200 OK\r\n\r\n')
test(
  'an unasked 101 with upgrade headers',
  refused,
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
)
test('an unasked 101 without upgrade headers', refused, 'HTTP/1.1 101 Switching Protocols\r\n\r\n')
test('a head above the limit', refused, `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(62_000)}\r\n\r\n`)
test(
  'a head of too many headers',
  refused,
  `HTTP/1.1 200 OK\r\n${'a:\r\n'.repeat(2_500)}Content-Length: 0\r\n\r\n`,
)
test('two lengths', refused, 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc')
test(
  'a length together with chunks',
  refused,
  'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
)
test(
  'a coding other than chunked',
  refused,
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc',
)
test(
  'chunks in HTTP/1.0',
  refused,
  'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
)
test('a folded header', refused, 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n')
test('a line feed alone', refused, 'HTTP/1.1 200 OK\nContent-Length: 0\n\n')

const cut = test.macro({
  title: (title) => `${title} errors the body`,
  exec: async (t, bytes: string) => {
    const { endpoint } = await answering(t, bytes)
    const { body } = answered(await forwarderFor(t).forward(requestOf(), endpoint))
    await t.throwsAsync(readText(body))
  },
})

const chunkedHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
test('fewer bytes than the length said', cut, 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')
test('a missing last chunk', cut, `${chunkedHead}3\r\nabc\r\n`)
test('a missing end of the trailers', cut, `${chunkedHead}3\r\nabc\r\n0\r\nX: 1\r\n`)
test('a chunk longer than its size', cut, `${chunkedHead}3\r\nabcdef\r\n0\r\n\r\n`)
test('a chunk size that is no number', cut, `${chunkedHead}3\r\nabc\r\nzz\r\n\r\n`)

test('a body that lasts until the connection ends is whole', async (t) => {
  const { endpoint } = await answering(t, 'HTTP/1.0 200 OK\r\nX-CaSe: Kept\r\n\r\nabc')
  const { headers, body } = answered(await forwarderFor(t).forward(requestOf(), endpoint))
  t.deepEqual(headers, [['X-CaSe', 'Kept']])
  t.is(await readText(body), 'abc')
})

test('names, case and order of headers are written as they came', async (t) => {
  const lines = Promise.withResolvers<string>()
  const backend = await rawBackend((socket) => {
    socket.once('data', (head) => {
      lines.resolve(head.toString('latin1'))
      socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
  })
  t.teardown(backend.close)
  await forwarderFor(t).forward(
    requestOf({
      method: 'OPTIONS',
      target: '*',
      headers: [
        ['x-lower', '1'],
        ['X-MiXeD', 'b'],
        ['ACCEPT', 'a/b'],
        ['__proto__', '2'],
        ['constructor', '3'],
      ],
    }),
    backend.endpoint,
  )
  t.is(
    await lines.promise,
    'OPTIONS * HTTP/1.1\r\nHost: shop.example\r\nx-lower: 1\r\nX-MiXeD: b\r\nACCEPT: a/b\r\n' +
      '__proto__: 2\r\nconstructor: 3\r\nConnection: keep-alive\r\n\r\n',
  )
})

test('Expect is passed on, and 100 comes before the body does', async (t) => {
  const backend = await rawBackend((socket) => {
    let seen = ''
    socket.on('data', (chunk) => {
      seen += chunk.toString()
      if (seen.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      if (seen.endsWith('body')) socket.end(`HTTP/1.1 200 OK\r\n\r\n${seen}`)
    })
  })
  t.teardown(backend.close)
  const gate = Promise.withResolvers<void>()
  const informed: number[] = []
  const result = forwarderFor(t).forward(
    requestOf({
      method: 'PUT',
      headers: [['Expect', '100-continue']],
      body: Readable.from(bodyAfter(gate.promise)),
      bodyLength: 4,
      onInform: (status) => {
        informed.push(status)
        gate.resolve()
      },
    }),
    backend.endpoint,
  )
  t.regex(await readText(answered(await result).body), /Expect: 100-continue\r\n/)
  t.deepEqual(informed, [100])
})

async function* bodyAfter(gate: Promise<void>) {
  await gate
  yield Buffer.from('body')
}

test('a kept connection that closes as a request is sent is replaced by a new one', async (t) => {
  let served = 0
  const backend = await rawBackend((socket) => {
    let isFirst = true
    socket.on('data', () => {
      // The second request of a connection is what an endpoint misses that closes for idleness.
      if (isFirst) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      else socket.resetAndDestroy()
      isFirst = false
      served += 1
    })
  })
  t.teardown(backend.close)
  const forwarder = forwarderFor(t)
  const { endpoint } = backend
  await readText(answered(await forwarder.forward(requestOf(), endpoint)).body)
  t.is(await readText(answered(await forwarder.forward(requestOf(), endpoint)).body), 'ok')
  t.is(backend.sockets.length, 2)
  t.is(served, 3)

  await readText(answered(await forwarder.forward(requestOf(), endpoint)).body)
  const post = await forwarder.forward(
    requestOf({ method: 'POST', body: bodyOf(['x']), bodyLength: 1 }),
    endpoint,
  )
  t.is(failed(post).reason, 'reset', 'a POST may have been acted on')
})

test('what an endpoint says unasked is never the answer to the next request', async (t) => {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n'
  const backend = await rawBackend((socket) => {
    socket.once('data', () => socket.write(`${ok}good`))
    kept.push(socket)
  })
  const kept: Socket[] = []
  t.teardown(backend.close)
  const forwarder = forwarderFor(t)
  const { endpoint } = backend
  await readText(answered(await forwarder.forward(requestOf(), endpoint)).body)
  const [connection] = kept
  if (!connection) return t.fail('no connection')
  const closed = once(connection, 'end')
  connection.write(`${ok}evil`)
  await closed
  t.is(await readText(answered(await forwarder.forward(requestOf(), endpoint)).body), 'good')
  t.is(backend.sockets.length, 2)
  return undefined
})

test('two answers to one request end the connection', async (t) => {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n'
  const { endpoint, sockets } = await answering(t, `${ok}good${ok}evil`, false)
  const forwarder = forwarderFor(t)
  for (let i = 0; i < 3; i += 1) {
    const result = await forwarder.forward(requestOf(), endpoint)
    if (result.type === 'response') t.is(await readText(result.body).catch(() => 'good'), 'good')
  }
  t.is(sockets.length, 3)
})

const upgrade = requestOf({
  headers: [
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['Sec-WebSocket-Version', '13'],
  ],
  upgrade: 'websocket',
})

test('an upgrade is asked for, and gives both byte streams, with what came along', async (t) => {
  const head = Promise.withResolvers<string>()
  const backend = await rawBackend((socket) => {
    socket.once('data', (bytes) => {
      head.resolve(bytes.toString())
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nfirst ',
      )
      socket.on('data', (chunk) => socket.end(chunk))
    })
  })
  t.teardown(backend.close)
  const result = await forwarderFor(t).forward(upgrade, backend.endpoint)
  if (result.type !== 'switch') return t.fail(result.type)
  t.deepEqual(result.headers, [['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=']])
  t.regex(await head.promise, /\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n$/)
  result.socket.write('echo')
  t.is(await readText(result.socket), 'first echo')
  return undefined
})

const refusedUpgrade = test.macro({
  title: (title) => `an upgrade answered by ${title} fails as malformed`,
  exec: async (t, bytes: string) => {
    const { endpoint } = await answering(t, bytes)
    t.is(failed(await forwarderFor(t).forward(upgrade, endpoint)).reason, 'malformed')
  },
})

test(
  'another protocol',
  refusedUpgrade,
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
)
test('101 alone', refusedUpgrade, 'HTTP/1.1 101 Switching Protocols\r\n\r\n')

test('an upgrade that is refused by status is a response', async (t) => {
  const { endpoint } = await answering(t, 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno')
  const { status, body } = answered(await forwarderFor(t).forward(upgrade, endpoint))
  t.is(status, 403)
  t.is(await readText(body), 'no')
})
