// TLS as clients see it: which certificate, which protocol, which sessions resume, and what is refused.
import test, { type ExecutionContext } from 'ava'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { PassThrough } from 'node:stream'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { text } from 'node:stream/consumers'
import type { HttpListener } from '../../snapshot/routing-snapshot.ts'
import { asCertificate, testCertificate } from '../../testing/proxy/client-side/certificate.ts'
import { clientHello, serverNameExtension } from '../../testing/proxy/client-side/hello.ts'
import { snapshotOnPort, startPlane } from '../../testing/proxy/client-side/plane.ts'
import { dial, exchange, wireOf } from '../../testing/proxy/client-side/wire.ts'

const a = await testCertificate(['a.test'])
const b = await testCertificate(['b.test'])
const wild = await testCertificate(['*.wild.test'])

function listener(
  hostname: string,
  certificates: readonly string[],
  more: Partial<HttpListener> = {},
) {
  return { name: hostname, hostname, tls: { certificates }, ...more }
}

const onA = listener('a.test', [a.name])

async function shake(
  t: ExecutionContext,
  port: number,
  options: ConnectionOptions,
): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
  socket.on('error', () => undefined)
  t.teardown(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

function subject(socket: TLSSocket): unknown {
  return socket.getPeerCertificate().subject.CN
}

function get(socket: TLSSocket, path = '/'): void {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a.test\r\n\r\n`)
}

test('the server name chooses the listener and its certificate', async (t) => {
  const listeners = [onA, listener('*.wild.test', [wild.name]), listener('', [b.name])]
  const { port } = await startPlane(t, { listeners, certificates: [a, b, wild] })
  for (const [servername, cn] of [
    ['a.test', 'a.test'],
    ['A.TEST.', 'a.test'],
    ['x.wild.test', '*.wild.test'],
    ['x.y.wild.test', '*.wild.test'],
    ['wild.test', 'b.test'],
    ['other', 'b.test'],
    [undefined, 'b.test'],
  ] as const) {
    const socket = await shake(t, port, servername === undefined ? {} : { servername })
    t.is(subject(socket), cn, servername)
  }
})

test('the pipeline is told the server name, the Gateway and the listener', async (t) => {
  const seen: unknown[] = []
  const { port } = await startPlane(t, {
    listeners: [onA],
    certificates: [a],
    pipeline: (request) => {
      seen.push(request.connection.tls, request.request.scheme)
      return request.respond({ status: 200, headers: [] })
    },
  })
  const socket = await shake(t, port, { servername: 'A.test' })
  get(socket)
  await once(socket, 'data')
  const [facts, scheme] = seen
  t.like(facts, { serverName: 'a.test', gateway: 'gateway/test/gate', listener: 'a.test' })
  t.is(scheme, 'https')
})

test('ALPN chooses HTTP/2 where the client knows it', async (t) => {
  const { port, requests } = await startPlane(t, { listeners: [onA], certificates: [a] })
  const both = await shake(t, port, { servername: 'a.test', ALPNProtocols: ['http/1.1', 'h2'] })
  t.is(both.alpnProtocol, 'h2')
  const client = connectHttp2('https://a.test', { createConnection: () => both })
  t.is(await text(client.request({ ':path': '/two' })), '/two')
  client.destroy()
  const one = await shake(t, port, { servername: 'a.test', ALPNProtocols: ['http/1.1'] })
  t.is(one.alpnProtocol, 'http/1.1')
  get(one, '/one')
  t.regex(await wireOf(one).until(/\/one$/), /^HTTP\/1.1 200 /)
  const none = await shake(t, port, { servername: 'a.test' })
  t.is(none.alpnProtocol, false)
  t.deepEqual(
    requests.map(({ httpVersion, scheme }) => [httpVersion, scheme]),
    [
      ['2', 'https'],
      ['1.1', 'https'],
    ],
  )
})

test('a client that knows neither protocol is refused', async (t) => {
  const { port, refused } = await startPlane(t, { listeners: [onA], certificates: [a] })
  await t.throwsAsync(shake(t, port, { servername: 'a.test', ALPNProtocols: ['spdy/3'] }), {
    message: /no application protocol/,
  })
  t.deepEqual(refused, ['tls-handshake'])
})

test('HTTP/2 without ALPN is refused', async (t) => {
  const { port, requests } = await startPlane(t, { listeners: [onA], certificates: [a] })
  const socket = await shake(t, port, { servername: 'a.test' })
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  t.regex(await wireOf(socket).closed, /^HTTP\/1.1 400 /)
  t.deepEqual(requests, [])
})

test('TLS 1.2 and 1.3 are spoken, TLS 1.1 is not', async (t) => {
  const { port } = await startPlane(t, { listeners: [onA], certificates: [a] })
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await shake(t, port, {
      servername: 'a.test',
      minVersion: version,
      maxVersion: version,
    })
    t.is(socket.getProtocol(), version)
  }
  await t.throwsAsync(
    shake(t, port, {
      servername: 'a.test',
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }),
    { message: /protocol version|alert/ },
  )
})

test('a server name without a listener is refused with unrecognized_name', async (t) => {
  const { port, requests, refused } = await startPlane(t, { listeners: [onA], certificates: [a] })
  for (const options of [{ servername: 'b.test' }, {}]) {
    await t.throwsAsync(shake(t, port, options), { message: /unrecognized.name/i })
  }
  t.deepEqual(refused, ['no-such-server-name', 'no-such-server-name'])
  t.deepEqual(requests, [])
})

test('what is not TLS, not a valid hello or too much of one is hung up on', async (t) => {
  const { port, requests, refused } = await startPlane(t, { listeners: [onA], certificates: [a] })
  t.is(await exchange(t, port, 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'), '')
  const twice = clientHello({ serverName: 'a.test', extensions: [serverNameExtension('b.test')] })
  t.is(await exchange(t, port, twice), '\u0015\u0003\u0003\u0000\u0002\u0002\u0032')
  await exchange(t, port, clientHello({ serverName: 'a.test', recordSize: 1 }))
  t.deepEqual(refused, ['not-tls', 'bad-hello', 'bad-hello'])
  t.deepEqual(requests, [])
})

test('a client that is silent, or stops in its hello, is hung up on', async (t) => {
  const limits = { helloTimeoutMs: 50 }
  const { port, refused } = await startPlane(t, { listeners: [onA], certificates: [a], limits })
  t.is(await dial(t, port).closed, '')
  t.is(await exchange(t, port, clientHello({ serverName: 'a.test' }).subarray(0, 50)), '')
  t.deepEqual(refused, ['hello-timeout', 'hello-timeout'])
})

test('a client that stops after its hello is hung up on', async (t) => {
  const limits = { handshakeTimeoutMs: 50 }
  const { port, refused, open } = await startPlane(t, {
    listeners: [onA],
    certificates: [a],
    limits,
  })
  await exchange(t, port, await realHello('a.test'))
  t.deepEqual(refused, ['tls-handshake'])
  while (open() > 0) await new Promise(setImmediate)
})

/** The first flight of a real client. */
async function realHello(servername: string): Promise<Buffer> {
  const { createServer } = await import('node:net')
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const client = connect({ port, host: '127.0.0.1', servername })
  client.on('error', () => undefined)
  const [socket] = await once(server, 'connection')
  const [bytes] = await once(socket, 'data')
  client.destroy()
  socket.destroy()
  server.close()
  return bytes
}

test('a hello in pieces of any size is understood', async (t) => {
  const { port } = await startPlane(t, { listeners: [onA], certificates: [a] })
  const hello = await realHello('a.test')
  for (const size of [1, 100, hello.length - 1]) {
    const wire = dial(t, port)
    for (let at = 0; at < hello.length; at += size) {
      wire.send(hello.subarray(at, at + size))
      await new Promise(setImmediate)
    }
    // A ServerHello.
    await wire.until((received) => received.startsWith('\u0016') && received[5] === '\u0002')
  }
  t.pass()
})

function sessionOf(socket: TLSSocket): Promise<Buffer> {
  return once(socket, 'session').then(([session]) => session)
}

const versions = ['TLSv1.2', 'TLSv1.3'] as const

for (const version of versions) {
  test(`${version} sessions resume within a Gateway and not in another one`, async (t) => {
    const listeners = [
      onA,
      listener('a2.test', [a.name]),
      listener('b.test', [a.name], { gateway: 'gateway/test/other' }),
    ]
    const { port } = await startPlane(t, { listeners, certificates: [a] })
    const options = { minVersion: version, maxVersion: version }
    const first = connect({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      servername: 'a.test',
      ...options,
    })
    t.teardown(() => void first.destroy())
    const got = sessionOf(first)
    await once(first, 'secureConnect')
    get(first)
    const session = await got
    t.false(first.isSessionReused())
    const again = await shake(t, port, { servername: 'a.test', session, ...options })
    t.true(again.isSessionReused())
    get(again, '/again')
    await wireOf(again).until(/\/again$/)
    // The same certificate, the same process: only the Gateway is another.
    const other = await shake(t, port, { servername: 'b.test', session, ...options })
    t.false(other.isSessionReused())
  })
}

test('sessions still resume after a certificate was rotated, but the certificate is the new one', async (t) => {
  const { port, plane } = await startPlane(t, { listeners: [onA], certificates: [a] })
  const first = await shake(t, port, { servername: 'a.test' })
  get(first, '/1')
  const wire = wireOf(first)
  await wire.until(/\/1$/)
  const rotated = await testCertificate(['a.test'], { name: a.name })
  await plane.apply(snapshotOnPort(port, [onA], [rotated]))
  const second = await shake(t, port, { servername: 'a.test' })
  t.not(second.getPeerCertificate().fingerprint256, first.getPeerCertificate().fingerprint256)
  get(first, '/2')
  await wire.until(/\/2$/)
  t.pass()
})

test('a rotation reaches clients without a server name, too', async (t) => {
  const any = listener('', [a.name])
  const { port, plane } = await startPlane(t, { listeners: [any], certificates: [a] })
  const first = await shake(t, port, {})
  const rotated = await testCertificate(['new.test'], { name: a.name })
  await plane.apply(snapshotOnPort(port, [any], [rotated]))
  t.is(subject(await shake(t, port, {})), 'new.test')
  t.is(subject(first), 'a.test')
})

test('of several certificates the one that covers the server name is offered', async (t) => {
  const { port } = await startPlane(t, {
    listeners: [listener('', [a.name, b.name, wild.name])],
    certificates: [a, b, wild],
  })
  for (const [servername, cn] of [
    ['b.test', 'b.test'],
    ['x.wild.test', '*.wild.test'],
    ['c.test', 'a.test'],
  ]) {
    t.is(subject(await shake(t, port, { servername: servername! })), cn)
  }
  t.is(subject(await shake(t, port, {})), 'a.test')
})

test('a certificate for the very name goes before a wildcard', async (t) => {
  const exact = await testCertificate(['x.wild.test'])
  const { port } = await startPlane(t, {
    listeners: [listener('*.wild.test', [wild.name, exact.name])],
    certificates: [wild, exact],
  })
  t.is(subject(await shake(t, port, { servername: 'x.wild.test' })), 'x.wild.test')
  t.is(subject(await shake(t, port, { servername: 'y.wild.test' })), '*.wild.test')
})

test('of two certificates for one name the client gets the one whose key it can verify', async (t) => {
  const rsa = await testCertificate(['a.test'], { name: 'secret/test/rsa', keyType: 'rsa' })
  const { port } = await startPlane(t, {
    listeners: [listener('a.test', [rsa.name, a.name])],
    certificates: [a, rsa],
  })
  const options = { servername: 'a.test' }
  const withRsa = await shake(t, port, {
    ...options,
    sigalgs: 'rsa_pss_rsae_sha256:rsa_pkcs1_sha256',
  })
  t.truthy(withRsa.getPeerCertificate().modulus)
  const withEc = await shake(t, port, { ...options, sigalgs: 'ecdsa_secp256r1_sha256' })
  t.is(withEc.getPeerCertificate().asn1Curve, 'prime256v1')
})

const garbage = asCertificate('secret/test/bad', 'not a certificate', 'top secret key')
const mixed = asCertificate('secret/test/mixed', a.certificateChain, b.privateKey.reveal())

test('a certificate that can’t be loaded takes only its own listener out', async (t) => {
  const listeners = [
    onA,
    listener('bad.test', [garbage.name]),
    listener('mixed.test', [mixed.name]),
    listener('missing.test', ['secret/test/missing']),
  ]
  const { port, report, logged } = await startPlane(t, {
    listeners,
    certificates: [a, garbage, mixed],
  })
  t.deepEqual(report['a.test'], { isBound: true })
  t.like(report['bad.test'], { isBound: false })
  t.regex(JSON.stringify(report['bad.test']), /secret\/test\/bad can't be served: it is not a PEM/)
  t.regex(
    JSON.stringify(report['mixed.test']),
    /the private key does not belong to the certificate/,
  )
  t.regex(JSON.stringify(report['missing.test']), /secret\/test\/missing is missing/)
  t.notRegex(JSON.stringify([report, logged]), /top secret|BEGIN/)
  t.is(subject(await shake(t, port, { servername: 'a.test' })), 'a.test')
  await t.throwsAsync(shake(t, port, { servername: 'bad.test' }), { message: /unrecognized/ })
})

test('after a rotation to something that can’t be loaded the last good certificate serves', async (t) => {
  const { port, plane } = await startPlane(t, { listeners: [onA], certificates: [a] })
  const bad = asCertificate(a.name, 'nonsense', 'nonsense')
  for (let rounds = 0; rounds < 2; rounds++) {
    const report = await plane.apply(snapshotOnPort(port, [onA], [bad]))
    t.like(report['a.test'], { isBound: false })
    t.regex(JSON.stringify(report['a.test']), /the last valid one stays in use/)
    t.is(subject(await shake(t, port, { servername: 'a.test' })), 'a.test')
  }
  const report = await plane.apply(snapshotOnPort(port, [onA], [a]))
  t.deepEqual(report['a.test'], { isBound: true })
})

test('a port changes from HTTP to HTTPS and back, and nobody stays on it in the clear', async (t) => {
  const { port, plane } = await startPlane(t)
  const kept = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
  const plain = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
  const wire = dial(t, port)
  wire.send(kept)
  await wire.until(/\/$/)
  t.like(await plane.apply(snapshotOnPort(port, [onA], [a])), { 'a.test': { isBound: true } })
  await wire.closed
  t.is(await exchange(t, port, plain), '')
  t.is(subject(await shake(t, port, { servername: 'a.test' })), 'a.test')
  await plane.apply(snapshotOnPort(port))
  t.regex(await exchange(t, port, plain), /200/)
})

test('a port with HTTPS serves no HTTP, whatever else is listed for it', async (t) => {
  const { port, report } = await startPlane(t, {
    listeners: [{ name: 'plain' }, onA],
    certificates: [a],
  })
  t.like(report, { 'a.test': { isBound: true }, plain: { isBound: false } })
  t.is(await exchange(t, port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), '')
})

test('a slow head over TLS is answered with 408', async (t) => {
  const { port } = await startPlane(t, {
    listeners: [onA],
    certificates: [a],
    limits: { headTimeoutMs: 300, headCheckMs: 20 },
  })
  for (const start of ['GET', 'GET / HTTP/1.1\r\nHost']) {
    const socket = await shake(t, port, { servername: 'a.test' })
    socket.write(start)
    t.regex(await wireOf(socket).closed, /^HTTP\/1.1 408 /)
  }
})

test('a WebSocket over TLS is joined with its endpoint', async (t) => {
  const { port } = await startPlane(t, {
    listeners: [onA],
    certificates: [a],
    pipeline: (request) => request.switchProtocols([], new PassThrough()),
  })
  const socket = await shake(t, port, { servername: 'a.test', ALPNProtocols: ['http/1.1'] })
  const wire = wireOf(socket)
  wire.send(
    'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly',
  )
  await wire.until(/^HTTP\/1.1 101 [^]*\r\n\r\nearly$/)
  wire.send(' late')
  await wire.until(/early late$/)
  socket.end()
  await wire.closed
  t.pass()
})
