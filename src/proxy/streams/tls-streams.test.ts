// TLS listeners as clients and endpoints see them: passed on or terminated, by server name; and how they end.
import test, { type ExecutionContext } from 'ava'
import { once } from 'node:events'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import {
  connect,
  type ConnectionOptions,
  createServer as createTlsServer,
  type TLSSocket,
} from 'node:tls'
import { SealedText } from '../../resources/sealed-text.ts'
import type {
  BackendTls,
  Certificate,
  HttpListener,
  TlsListener,
} from '../../snapshot/routing-snapshot.ts'
import { listen, type TestBackend } from '../../testing/proxy/endpoint-side/backends.ts'
import { authority, bundle } from '../../testing/proxy/endpoint-side/tls-backend.ts'
import { testCertificate } from '../../testing/proxy/client-side/certificate.ts'
import { clientHello, serverNameExtension } from '../../testing/proxy/client-side/hello.ts'
import { exchange } from '../../testing/proxy/client-side/wire.ts'
import type { Teardown } from '../../testing/proxy/client-side/plane.ts'
import { eventually } from '../../testing/eventually.ts'
import {
  backendsOf,
  dialStream,
  echoBackend,
  peerOf,
  startStreams,
  stillness,
  streamBackend,
  streamRule,
  tlsListener,
  type Peer,
} from '../../testing/proxy/streams/streams.ts'

const a = await testCertificate(['a.test'])
const b = await testCertificate(['b.test'])
const certificates = { [a.name]: a, [b.name]: b }
const terminate = { tls: { certificates: [a.name] } }
const versions = ['TLSv1.2', 'TLSv1.3'] as const

interface Shaken extends Peer {
  readonly socket: TLSSocket
  readonly raw: Socket
}

async function shake(
  t: ExecutionContext,
  port: number,
  options: ConnectionOptions,
): Promise<Shaken> {
  const raw = connectTcp({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  raw.on('error', () => undefined)
  const socket = connect({ socket: raw, rejectUnauthorized: false, ...options })
  t.teardown(() => void raw.destroy())
  const peer = peerOf(socket)
  await once(socket, 'secureConnect')
  return { ...peer, raw }
}

/** A TLS server that tells what it saw of the client, and then sends everything back. */
async function tlsEcho(
  t: Teardown,
  its: Pick<Certificate, 'certificateChain' | 'privateKey'>,
): Promise<TestBackend> {
  const server = createTlsServer(
    { cert: its.certificateChain, key: its.privateKey.reveal(), allowHalfOpen: true },
    (socket) => {
      const { servername, alpnProtocol } = socket as TLSSocket & { servername?: string }
      socket.write(`${String(servername)} ${String(alpnProtocol)}\n`)
      socket.on('error', () => undefined).pipe(socket)
    },
  )
  const backend = await listen(server.on('tlsClientError', () => undefined))
  t.teardown(backend.close)
  return backend
}

test('passed on, the bytes go as they came, the ClientHello in pieces included', async (t) => {
  const backend = await streamBackend(t)
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test')],
    ...backendsOf({ echo: [backend.endpoint] }),
  }))
  const hello = clientHello({ serverName: 'A.test', recordSize: 50 })
  const big = clientHello({
    serverName: 'a.test',
    extensions: [Buffer.concat([Buffer.from([0x5a, 0x5a, 0x40, 0]), Buffer.alloc(16_384, 3)])],
  })
  for (const [bytes, size] of [
    [hello, 1],
    [hello, 30],
    [hello, hello.length],
    [big, 5000],
  ] as const) {
    const client = dialStream(t, port)
    for (let at = 0; at < bytes.length; at += size) {
      client.send(bytes.subarray(at, at + size))
      await new Promise(setImmediate)
    }
    client.end('and more')
    const far = await backend.accepted()
    await far.closed
    t.deepEqual(far.received(), Buffer.concat([bytes, Buffer.from('and more')]))
    far.end('answer')
    t.is(await client.closed, 'answer')
    const { protocol, serverName, flags, rule } = await record()
    t.deepEqual(
      [protocol, serverName, flags, rule],
      ['TLS', 'a.test', [], 'tlsroute/shop/a.test/rule/0'],
    )
  }
})

test('the endpoint’s own TLS reaches the client through a listener of mode Passthrough', async (t) => {
  const backend = await tlsEcho(t, b)
  const { port, logged } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, '*.test')],
    ...backendsOf({ echo: [backend.endpoint] }),
  }))
  const client = await shake(t, port, { servername: 'x.test', ALPNProtocols: ['h2'] })
  t.is(client.socket.getPeerCertificate().subject.CN, 'b.test')
  client.end('hello')
  t.is(await client.closed, 'x.test false\nhello')
  t.deepEqual(logged, [])
})

test('terminated, the endpoint gets the bytes in the clear, and ALPN agrees on nothing', async (t) => {
  const backend = await streamBackend(t)
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', terminate)],
    ...backendsOf({ echo: [backend.endpoint] }),
    certificates,
  }))
  for (const version of versions) {
    const client = await shake(t, port, {
      servername: 'a.test',
      ALPNProtocols: ['h2', 'mqtt'],
      minVersion: version,
      maxVersion: version,
    })
    t.is(client.socket.getPeerCertificate().subject.CN, 'a.test')
    t.is(client.socket.getProtocol(), version)
    t.is(client.socket.alpnProtocol, false)
    client.send('hello')
    const far = await backend.accepted()
    await far.until(/^hello$/)
    far.send('good day')
    await client.until(/^good day$/)
    client.end()
    t.is(await far.fate, 'end')
    far.end('bye')
    t.is(await client.closed, 'good daybye')
    t.is(await client.fate, 'end')
    t.like(await record(), { flags: [], bytesReceived: 5, bytesSent: 11 })
  }
})

for (const version of versions) {
  const only = { servername: 'a.test', minVersion: version, maxVersion: version } as const

  async function terminating(t: ExecutionContext) {
    const backend = await streamBackend(t)
    const gateway = await startStreams(t, (on) => ({
      listeners: [tlsListener(on, 'a.test', terminate)],
      ...backendsOf({ echo: [backend.endpoint] }),
      certificates,
    }))
    const client = await shake(t, gateway.port, only)
    client.send('hello')
    const far = await backend.accepted()
    await far.until(/hello/)
    return { ...gateway, client, far }
  }

  test(`a client of ${version} that is cut is a reset to the endpoint`, async (t) => {
    const { client, far, record } = await terminating(t)
    // The end of TCP alone.
    client.raw.end()
    t.is(await far.fate, 'reset')
    const { flags, error } = await record()
    t.deepEqual(flags, ['client-reset'])
    t.regex(error ?? '', /close_notify/)
  })

  test(`a client of ${version} that is cut after much that is read slowly is a reset to the endpoint`, async (t) => {
    const { client, far } = await terminating(t)
    far.socket.pause()
    const written = Promise.withResolvers<void>()
    client.socket.write(Buffer.alloc(512 * 1024), () => written.resolve())
    await written.promise
    client.raw.end()
    far.socket.resume()
    t.is(await far.fate, 'reset')
  })

  test(`much of ${version} that is read slowly ends as it should`, async (t) => {
    const { client, far, record } = await terminating(t)
    far.socket.pause()
    client.socket.end(Buffer.alloc(16 * 1024 * 1024))
    far.end('b'.repeat(4 * 1024 * 1024))
    t.is((await client.closed).length, 4 * 1024 * 1024)
    far.socket.resume()
    t.is(await far.fate, 'end')
    t.is(far.received().length, 16 * 1024 * 1024 + 5)
    t.deepEqual((await record()).flags, [])
  })

  test(`resets are passed on to and from a client of ${version}`, async (t) => {
    const one = await terminating(t)
    one.far.socket.resetAndDestroy()
    t.is(await one.client.fate, 'reset')
    t.deepEqual((await one.record()).flags, ['upstream-reset'])
    const other = await terminating(t)
    other.client.raw.resetAndDestroy()
    t.is(await other.far.fate, 'reset')
    t.deepEqual((await other.record()).flags, ['client-reset'])
  })
}

test('what is read slowly waits at its sender through TLS too', async (t) => {
  const backend = await streamBackend(t)
  const { port } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', terminate)],
    ...backendsOf({ echo: [backend.endpoint] }),
    certificates,
  }))
  const client = await shake(t, port, { servername: 'a.test' })
  const far = await backend.accepted()
  client.socket.pause()
  const [chunk, count] = [Buffer.alloc(64 * 1024), 1024]
  let written = 0
  for (let index = 0; index < count; index++) far.socket.write(chunk, () => written++)
  far.end()
  t.true((await stillness(() => written)) < count / 2, `${written} chunks`)
  let received = 0
  client.socket.removeAllListeners('data').on('data', (bytes) => (received += bytes.length))
  client.socket.resume()
  t.is(await client.fate, 'end')
  t.is(received, count * chunk.length)
})

const backendTls: BackendTls = { hostname: 'db.example', subjectAltNames: [], trust: [bundle.name] }

async function issued(name: string): Promise<Pick<Certificate, 'certificateChain' | 'privateKey'>> {
  const { certificate, key } = await authority.issue([name])
  return { certificateChain: certificate, privateKey: new SealedText(key) }
}

test('a BackendTLSPolicy is kept: TLS to the endpoint, by its name, with no ALPN', async (t) => {
  const backend = await tlsEcho(t, await issued('db.example'))
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', terminate)],
    ...backendsOf({ echo: [backend.endpoint] }, { tls: backendTls }),
    certificates,
    caBundles: { [bundle.name]: bundle },
  }))
  const client = await shake(t, port, { servername: 'a.test' })
  client.end('hello')
  t.is(await client.closed, 'db.example false\nhello')
  t.deepEqual((await record()).flags, [])
})

test('passed on, the client’s own TLS reaches the endpoint, and no second layer around it', async (t) => {
  const backend = await tlsEcho(t, await issued('db.example'))
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test')],
    ...backendsOf({ echo: [backend.endpoint] }, { tls: backendTls }),
  }))
  const client = await shake(t, port, { servername: 'a.test' })
  client.end('hello')
  t.is(await client.closed, 'a.test false\nhello')
  t.deepEqual((await record()).flags, [])
})

test('hundreds of connections, by TLS on both sides, leave nothing behind', async (t) => {
  const backend = await tlsEcho(t, await issued('db.example'))
  const { port, open, inFlight, records } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', terminate)],
    ...backendsOf({ echo: [backend.endpoint] }, { tls: backendTls }),
    certificates,
    caBundles: { [bundle.name]: bundle },
  }))
  const ways: ((client: Shaken) => void)[] = [
    ({ end }) => end(),
    ({ raw }) => void raw.end(),
    ({ raw }) => void raw.resetAndDestroy(),
    ({ socket }) => void socket.destroy(),
  ]
  for (let round = 0; round < 10; round++)
    await Promise.all(
      [...ways, ...ways, ...ways, ...ways, ...ways].map(async (goes) => {
        const client = await shake(t, port, { servername: 'a.test' })
        await client.until(/db.example/)
        goes(client)
        await client.closed
      }),
    )
  await eventually(() => {
    const left = backend.sockets.filter(({ destroyed }) => !destroyed).length
    if (open() + inFlight() + left > 0)
      throw new Error(`${open()}, ${inFlight()}, ${left} are open`)
  })
  t.is(records.length, 200)
})

test('an endpoint that is not who it should be gets nothing', async (t) => {
  const backend = await tlsEcho(t, await issued('other.example'))
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', terminate)],
    ...backendsOf({ echo: [backend.endpoint] }, { tls: backendTls }),
    certificates,
    caBundles: { [bundle.name]: bundle },
  }))
  const client = await shake(t, port, { servername: 'a.test' })
  client.send('secret')
  t.is(await client.fate, 'reset')
  const { flags, error } = await record()
  t.deepEqual(flags, ['connect-failed'])
  t.regex(error ?? '', /TLS to the endpoint \(SNI db.example\) failed/)
})

test('a policy that can’t be kept sends nothing, and is logged', async (t) => {
  const backend = await echoBackend(t)
  const { port, record, logged } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', terminate)],
    ...backendsOf({ echo: [backend.endpoint] }, { tls: backendTls }),
    certificates,
  }))
  const client = await shake(t, port, { servername: 'a.test' })
  client.send('secret')
  t.is(await client.fate, 'reset')
  t.regex((await record()).error ?? '', /The snapshot has no/)
  t.is(backend.sockets.length, 0)
  t.deepEqual(logged, ['A stream failed'])
})

test('an endpoint whose TLS is cut is a reset to the client', async (t) => {
  const raws: Socket[] = []
  const its = await issued('db.example')
  const tls = createTlsServer({ cert: its.certificateChain, key: its.privateKey.reveal() })
  tls.on('secureConnection', (socket) => void socket.on('error', () => undefined).write('half'))
  const backend = await listen(
    createServer({ allowHalfOpen: true }, (raw) => {
      raws.push(raw)
      tls.emit('connection', raw)
    }),
  )
  t.teardown(backend.close)
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', terminate)],
    ...backendsOf({ echo: [backend.endpoint] }, { tls: backendTls }),
    certificates,
    caBundles: { [bundle.name]: bundle },
  }))
  const client = await shake(t, port, { servername: 'a.test' })
  await client.until(/half/)
  raws[0]!.end()
  t.is(await client.fate, 'reset')
  t.deepEqual((await record()).flags, ['upstream-reset'])
})

function https(port: number, hostname: string, certificate: string): HttpListener {
  const { serverNames: _, ...place } = tlsListener(port, hostname)
  return { ...place, protocol: 'HTTPS', tls: { certificates: [certificate] }, hosts: [] }
}

test('HTTPS and both modes of TLS share a port, and the most specific name has it', async (t) => {
  const [passed, echo] = [await tlsEcho(t, b), await echoBackend(t)]
  const toPassed = [{ hostname: '*.test', rule: streamRule({ passed: 1 }) }]
  const { port } = await startStreams(t, (on) => ({
    listeners: [
      https(on, 'web.test', b.name),
      tlsListener(on, '*.test', { serverNames: toPassed }),
      tlsListener(on, 'a.test', terminate),
    ],
    ...backendsOf({ echo: [echo.endpoint], passed: [passed.endpoint] }),
    certificates,
  }))
  const web = await shake(t, port, { servername: 'web.test', ALPNProtocols: ['http/1.1'] })
  web.send('GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n')
  t.regex(await web.closed, /^HTTP\/1.1 200 .*http$/s)
  const ended = await shake(t, port, { servername: 'a.test' })
  t.is(ended.socket.getPeerCertificate().subject.CN, 'a.test')
  ended.end('echo')
  t.is(await ended.closed, 'echo')
  const through = await shake(t, port, { servername: 'other.test' })
  t.is(through.socket.getPeerCertificate().subject.CN, 'b.test')
  through.end('echo')
  t.is(await through.closed, 'other.test false\necho')
})

test('inside a listener the most specific server name of its routes has the connection', async (t) => {
  const echo = await echoBackend(t)
  const of = (hostname: string) => ({ hostname, rule: streamRule({ echo: 1 }, hostname || 'any') })
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [
      tlsListener(on, '', { serverNames: [of('a.b.test'), of('*.b.test'), of('*.test'), of('')] }),
    ],
    ...backendsOf({ echo: [echo.endpoint] }),
  }))
  for (const [serverName, rule] of [
    ['a.b.test', 'a.b.test'],
    ['x.b.test', '*.b.test'],
    ['y.x.b.test', '*.b.test'],
    ['b.test', '*.test'],
    ['test', 'any'],
    [undefined, 'any'],
  ] as const) {
    const client = dialStream(t, port)
    client.socket.end(clientHello(serverName === undefined ? {} : { serverName }))
    await client.closed
    const known = await record()
    t.is(known.rule, rule)
    t.is(known.serverName, serverName)
  }
})

test('a server name that no listener or no rule has is rejected', async (t) => {
  const echo = await echoBackend(t)
  const { port, record, records, refused } = await startStreams(t, (on) => ({
    listeners: [
      tlsListener(on, '*.test', { serverNames: [{ hostname: 'a.test', rule: streamRule() }] }),
      tlsListener(on, '*.end', { ...terminate, serverNames: [] }),
    ],
    ...backendsOf({ echo: [echo.endpoint] }),
    certificates,
  }))
  for (const hello of [clientHello({ serverName: 'other' }), clientHello({})]) {
    const client = dialStream(t, port)
    client.send(hello)
    t.is(await client.fate, 'reset')
    t.is(client.received().length, 0)
  }
  t.deepEqual(refused, ['no-such-server-name', 'no-such-server-name'])
  t.is(records.length, 0)
  for (const serverName of ['b.test', 'a.end']) {
    const client = dialStream(t, port)
    client.send(clientHello({ serverName }))
    t.is(await client.fate, 'reset')
    t.like(await record(), { flags: ['no-rule'], serverName })
  }
})

for (const [what, refs, flag] of [
  ['an invalid backend', { invalid: 1 }, 'backend-invalid'],
  ['no endpoint', { empty: 1 }, 'no-endpoint'],
] as const) {
  test(`${what} rejects the connection, whatever the listener's mode`, async (t) => {
    const { port, record } = await startStreams(t, (on) => ({
      listeners: [
        tlsListener(on, 'p.test', {
          serverNames: [{ hostname: 'p.test', rule: streamRule(refs) }],
        }),
        tlsListener(on, 'a.test', {
          ...terminate,
          serverNames: [{ hostname: 'a.test', rule: streamRule(refs) }],
        }),
      ],
      ...backendsOf({ empty: [] }),
      certificates,
    }))
    await t.throwsAsync(shake(t, port, { servername: 'p.test' }), { code: 'ECONNRESET' })
    t.deepEqual((await record()).flags, [flag])
    const client = await shake(t, port, { servername: 'a.test' })
    t.is(await client.fate, 'reset')
    t.deepEqual((await record()).flags, [flag])
  })
}

test('what is no TLS, or malformed, is turned away and is no stream', async (t) => {
  const { echo, port, records, refused, open } = await startTwoModes(t)
  t.is(await exchange(t, port, 'GET / HTTP/1.1\r\n\r\n'), '')
  const twice = [serverNameExtension('a.test'), serverNameExtension('b.test')]
  const decodeError = '\u0015\u0003\u0003\u0000\u0002\u0002\u0032'
  t.is(await exchange(t, port, clientHello({ extensions: twice })), decodeError)
  t.is(await exchange(t, port, clientHello({ serverName: 'a.test', recordSize: 1 })), decodeError)
  t.deepEqual(refused, ['not-tls', 'bad-hello', 'bad-hello'])
  // A hello that is one, and a handshake that is none.
  await exchange(
    t,
    port,
    Buffer.concat([clientHello({ serverName: 'a.test' }), Buffer.alloc(500, 7)]),
  )
  t.is(refused.at(-1), 'tls-handshake')
  t.is(records.length, 0)
  t.is(echo.sockets.length, 0)
  while (open() > 0) await new Promise(setImmediate)
})

test('who is silent, or stops amid the hello, is turned away and is no stream', async (t) => {
  const { echo, port, records, refused, open } = await startTwoModes(t, { helloTimeoutMs: 50 })
  t.is(await dialStream(t, port).closed, '')
  t.is(await exchange(t, port, clientHello({ serverName: 'a.test' }).subarray(0, 50)), '')
  t.deepEqual(refused, ['hello-timeout', 'hello-timeout'])
  t.is(records.length, 0)
  t.is(echo.sockets.length, 0)
  while (open() > 0) await new Promise(setImmediate)
})

/** Passthrough for each name, and one name whose TLS ends here. */
async function startTwoModes(
  t: ExecutionContext,
  limits: { readonly helloTimeoutMs?: number } = {},
) {
  const echo = await echoBackend(t)
  const started = await startStreams(
    t,
    (on) => ({
      listeners: [tlsListener(on, ''), tlsListener(on, 'a.test', terminate)],
      ...backendsOf({ echo: [echo.endpoint] }),
      certificates,
    }),
    { lingerMs: 20, ...limits },
  )
  return { echo, ...started }
}

test('garbage after the handshake is a reset to the endpoint', async (t) => {
  const backend = await streamBackend(t)
  const { port, record } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', terminate)],
    ...backendsOf({ echo: [backend.endpoint] }),
    certificates,
  }))
  const client = await shake(t, port, { servername: 'a.test' })
  client.send('good')
  const far = await backend.accepted()
  await far.until(/good/)
  client.raw.write(Buffer.concat([Buffer.from([23, 3, 3, 0, 100]), Buffer.alloc(100, 9)]))
  t.is(await far.fate, 'reset')
  t.deepEqual((await record()).flags, ['client-reset'])
})

test('certificates are chosen and rotated, and the last good one serves', async (t) => {
  const echo = await echoBackend(t)
  const both = { tls: { certificates: [a.name, b.name] } }
  const { plane, port, snapshot } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, '', both)],
    ...backendsOf({ echo: [echo.endpoint] }),
    certificates,
  }))
  const subjectOf = async (servername: string) =>
    (await shake(t, port, { servername })).socket.getPeerCertificate().subject.CN
  t.is(await subjectOf('b.test'), 'b.test')
  t.is(await subjectOf('a.test'), 'a.test')
  const rotated = await testCertificate(['b.test', 'new.test'], { name: b.name })
  await plane.apply({ ...snapshot, certificates: { ...certificates, [b.name]: rotated } })
  t.is(await subjectOf('new.test'), 'b.test')
  const bad = { ...b, certificateChain: 'nonsense' }
  const report = await plane.apply({
    ...snapshot,
    certificates: { ...certificates, [b.name]: bad },
  })
  t.regex(JSON.stringify(report), /the last valid one stays in use/)
  t.is(await subjectOf('new.test'), 'b.test')
})

test('clients show a certificate where the listener asks for one', async (t) => {
  const echo = await echoBackend(t)
  const mode = 'AllowValidOnly'
  const clientValidation = { mode, caBundles: [bundle.name] } as const
  const { port, refused, records } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', { tls: { ...terminate.tls, clientValidation } })],
    ...backendsOf({ echo: [echo.endpoint] }),
    certificates,
    caBundles: { [bundle.name]: bundle },
  }))
  const { certificate: cert, key } = await authority.issue(['client.test'])
  const known = await shake(t, port, { servername: 'a.test', cert, key })
  known.end('hello')
  t.is(await known.closed, 'hello')
  const unknown = await shake(t, port, { servername: 'a.test' })
  await unknown.closed
  t.deepEqual(refused, ['client-certificate'])
  t.is(records.length, 1)
})

test('a listener of mode Passthrough needs no certificate and is bound without one', async (t) => {
  const { plane, port, snapshot } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test')],
  }))
  const missing = tlsListener(port, 'b.test', { tls: { certificates: ['secret/test/missing'] } })
  const report = await plane.apply({ ...snapshot, listeners: [...snapshot.listeners, missing] })
  t.deepEqual(
    Object.values(report).map(({ isBound }) => isBound),
    [true, false],
  )
})

for (const version of versions) {
  test(`${version} sessions resume within a Gateway's TLS listeners and nowhere else`, async (t) => {
    const echo = await echoBackend(t)
    const other: Partial<TlsListener> = { ...terminate, gateway: 'gateway/test/other' }
    const { port } = await startStreams(t, (on) => ({
      listeners: [
        tlsListener(on, 'a.test', terminate),
        tlsListener(on, 'b.test', other),
        https(on, 'web.test', a.name),
      ],
      ...backendsOf({ echo: [echo.endpoint] }),
      certificates,
    }))
    const options = { minVersion: version, maxVersion: version }
    const first = connect({
      ...options,
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      servername: 'a.test',
    })
    t.teardown(() => void first.destroy())
    first.write('x')
    const [session] = await once(first, 'session')
    const resumed = async (servername: string) => {
      const again = await shake(t, port, { ...options, servername, session })
      return again.socket.isSessionReused()
    }
    t.true(await resumed('a.test'))
    t.false(await resumed('b.test'))
    t.false(await resumed('web.test'))
  })
}
