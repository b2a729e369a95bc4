// What only HTTP/1.1 can get wrong, in both ways of it: endpoints that answer byte by byte what they should not, kept
// connections, upgrades.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import test, { type ExecutionContext } from 'ava'
import type { Forwarder } from './forwarder.ts'
import { rawBackend } from '../../testing/proxy/endpoint-side/backends.ts'
import { forwarderOf, http1Kinds } from '../../testing/proxy/endpoint-side/each-forwarder.ts'
import {
  answered,
  bodyOf,
  failed,
  requestOf,
  readText,
} from '../../testing/proxy/endpoint-side/requests.ts'

interface Given {
  readonly t: ExecutionContext
  readonly forwarder: Forwarder
}

function each(title: string, body: (given: Given) => Promise<void>): void {
  for (const kind of http1Kinds)
    test(`${kind.name}: ${title}`, (t) =>
      body({ t, forwarder: forwarderOf(t, kind, { connectTimeoutMs: 1_000 }) }))
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

function refused(title: string, bytes: string): void {
  each(`${title} is not taken for an answer`, async ({ t, forwarder }) => {
    const { endpoint } = await answering(t, bytes)
    const result = failed(await forwarder.forward(requestOf(), endpoint))
    t.is(result.reason, 'malformed', result.error.message)
    t.false(result.isUnsent)
  })
}

refused('a status of 099', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n')
refused('HTTP/2.0 in the status line', 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n')
refused('HTTP/0.9 in the status line', 'HTTP/0.9 200 OK\r\nContent-Length: 0\r\n\r\n')
refused('another protocol', 'ICY 200 OK\r\n\r\n')
refused(
  'an unasked 101 with upgrade headers',
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
)
refused('an unasked 101 without upgrade headers', 'HTTP/1.1 101 Switching Protocols\r\n\r\n')
refused('a head above the limit', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(62_000)}\r\n\r\n`)
refused(
  'a head of too many headers',
  `HTTP/1.1 200 OK\r\n${'a:\r\n'.repeat(2_500)}Content-Length: 0\r\n\r\n`,
)
refused('two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc')
refused(
  'a length together with chunks',
  'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
)
refused('a coding other than chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc')
refused('chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')
refused('a folded header', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n')
refused('a line feed alone', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n')

function cut(title: string, bytes: string): void {
  each(`${title} errors the body`, async ({ t, forwarder }) => {
    const { endpoint } = await answering(t, bytes)
    const { body } = answered(await forwarder.forward(requestOf(), endpoint))
    await t.throwsAsync(readText(body))
  })
}

const chunkedHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
cut('fewer bytes than the length said', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')
cut('a missing last chunk', `${chunkedHead}3\r\nabc\r\n`)
cut('a missing end of the trailers', `${chunkedHead}3\r\nabc\r\n0\r\nX: 1\r\n`)
cut('a chunk longer than its size', `${chunkedHead}3\r\nabcdef\r\n0\r\n\r\n`)
cut('a chunk size that is no number', `${chunkedHead}3\r\nabc\r\nzz\r\n\r\n`)

each('a body that lasts until the connection ends is whole', async ({ t, forwarder }) => {
  const { endpoint } = await answering(t, 'HTTP/1.0 200 OK\r\nX-CaSe: Kept\r\n\r\nabc')
  const { headers, body } = answered(await forwarder.forward(requestOf(), endpoint))
  t.deepEqual(headers, [['X-CaSe', 'Kept']])
  t.is(await readText(body), 'abc')
})

each('what came of an answer before it is cut is given', async ({ t, forwarder }) => {
  const bytes = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n'
  const { endpoint } = await answering(t, bytes)
  const { body } = answered(await forwarder.forward(requestOf(), endpoint))
  let seen = ''
  body.on('data', (chunk: Buffer) => (seen += chunk.toString()))
  await once(body, 'error')
  t.is(seen, 'abc')
})

each('a body that lasts until the connection ends is cut by a reset', async ({ t, forwarder }) => {
  const backend = await rawBackend((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nabc', () => socket.resetAndDestroy())
    })
  })
  t.teardown(backend.close)
  const { body } = answered(await forwarder.forward(requestOf(), backend.endpoint))
  await t.throwsAsync(readText(body))
})

each('cookies are one header', async ({ t, forwarder }) => {
  let seen = ''
  const backend = await rawBackend((socket) => {
    socket.once('data', (head) => {
      seen = head.toString('latin1')
      socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
  })
  t.teardown(backend.close)
  const headers = [['Cookie', 'a=b'] as const, ['X', '1'] as const, ['cookie', 'c=d'] as const]
  await forwarder.forward(requestOf({ headers }), backend.endpoint)
  t.regex(seen, /\r\nCookie: a=b; c=d\r\nX: 1\r\n/)
})

each('names, case and order of headers are written as they came', async ({ t, forwarder }) => {
  const lines = Promise.withResolvers<string>()
  const backend = await rawBackend((socket) => {
    socket.once('data', (head) => {
      lines.resolve(head.toString('latin1'))
      socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
  })
  t.teardown(backend.close)
  await forwarder.forward(
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

each('octets above ASCII are written as they came, before a body too', async (given) => {
  const { t, forwarder } = given
  for (const body of [undefined, bodyOf(['abc'])]) {
    const head = Promise.withResolvers<string>()
    const backend = await rawBackend((socket) => {
      socket.once('data', (bytes) => {
        head.resolve(bytes.toString('latin1'))
        socket.end('HTTP/1.1 204 No Content\r\n\r\n')
      })
    })
    t.teardown(backend.close)
    const request = requestOf({ method: 'PUT', headers: [['X', 'ü\xff']], body, bodyLength: 3 })
    await forwarder.forward(request, backend.endpoint)
    t.regex(await head.promise, /\r\nX: ü\xff\r\n/)
  }
})

each('Expect is passed on, and 100 comes before the body does', async ({ t, forwarder }) => {
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
  const result = forwarder.forward(
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

/** The second request of a connection is what an endpoint misses that closes for idleness. */
async function resettingAtSecond({ t }: Given) {
  const backend = await rawBackend((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      socket.once('data', () => socket.resetAndDestroy())
    })
  })
  t.teardown(backend.close)
  return backend
}

each(
  'a kept connection that closes as a request is sent is replaced by a new one',
  async (given) => {
    const { t, forwarder } = given
    const { endpoint, sockets } = await resettingAtSecond(given)
    for (const connections of [1, 2]) {
      const result = await forwarder.forward(requestOf(), endpoint)
      t.is(await readText(answered(result).body), 'ok')
      t.is(sockets.length, connections)
    }
  },
)

each('a POST on such a connection may have been acted on, and fails', async (given) => {
  const { t, forwarder } = given
  const { endpoint, sockets } = await resettingAtSecond(given)
  await readText(answered(await forwarder.forward(requestOf(), endpoint)).body)
  const post = requestOf({ method: 'POST', body: bodyOf(['x']), bodyLength: 1 })
  t.is(failed(await forwarder.forward(post, endpoint)).reason, 'reset')
  t.is(sockets.length, 1)
})

each(
  'what an endpoint says unasked is never the answer to the next request',
  async ({ t, forwarder }) => {
    const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n'
    const backend = await rawBackend((socket) => {
      socket.once('data', () => socket.write(`${ok}good`))
      kept.push(socket)
    })
    const kept: Socket[] = []
    t.teardown(backend.close)
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
  },
)

each('two answers to one request end the connection', async ({ t, forwarder }) => {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n'
  const { endpoint, sockets } = await answering(t, `${ok}good${ok}evil`, false)
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

each(
  'an upgrade is asked for, and gives both byte streams, with what came along',
  async ({ t, forwarder }) => {
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
    const result = await forwarder.forward(upgrade, backend.endpoint)
    if (result.type !== 'switch') return t.fail(result.type)
    t.deepEqual(result.headers, [['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=']])
    t.regex(await head.promise, /\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n$/)
    result.socket.write('echo')
    t.is(await readText(result.socket), 'first echo')
    return undefined
  },
)

function refusedUpgrade(title: string, bytes: string): void {
  each(`an upgrade answered by ${title} fails as malformed`, async ({ t, forwarder }) => {
    const { endpoint } = await answering(t, bytes)
    t.is(failed(await forwarder.forward(upgrade, endpoint)).reason, 'malformed')
  })
}

refusedUpgrade(
  'another protocol',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
)
refusedUpgrade('101 alone', 'HTTP/1.1 101 Switching Protocols\r\n\r\n')

each('an upgrade that is refused by status is a response', async ({ t, forwarder }) => {
  const { endpoint } = await answering(t, 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno')
  const { status, body } = answered(await forwarder.forward(upgrade, endpoint))
  t.is(status, 403)
  t.is(await readText(body), 'no')
})
