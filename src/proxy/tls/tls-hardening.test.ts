// What a TLS listener does not offer, whatever it carries: weak suites and renegotiation.
import test, { type ExecutionContext } from 'ava'
import { once } from 'node:events'
import { connect, getCiphers, type ConnectionOptions, type TLSSocket } from 'node:tls'
import {
  backendsOf,
  startStreams,
  streamBackend,
  tlsListener,
} from '../../testing/proxy/streams/streams.ts'
import { cipherSuites } from '../../snapshot/cipher-suites.ts'
import { frameType } from '../frames/frame.ts'
import { flag, frame, preface, requestFields } from '../../testing/proxy/client-side/frames.ts'
import { testCertificate } from '../../testing/proxy/client-side/certificate.ts'
import { wireOf } from '../../testing/proxy/client-side/wire.ts'

const ec = await testCertificate(['a.test'])
const rsa = await testCertificate(['a.test'], { name: 'secret/test/rsa', keyType: 'rsa' })
const tls = { certificates: [ec.name, rsa.name] }

/** An HTTPS listener for web.test and a TLS listener for a.test, on one port. */
async function start(t: ExecutionContext) {
  const backend = await streamBackend(t)
  const gateway = await startStreams(t, (port) => ({
    listeners: [
      { ...tlsListener(port, 'web.test', { tls }), protocol: 'HTTPS', tls, hosts: [] },
      tlsListener(port, 'a.test', { tls }),
    ],
    ...backendsOf({ echo: [backend.endpoint] }),
    certificates: { [ec.name]: ec, [rsa.name]: rsa },
  }))
  return { ...gateway, backend }
}

async function shake(t: ExecutionContext, port: number, options: ConnectionOptions) {
  const common = {
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2',
  } as const
  const socket = connect({ ...common, ...options })
  t.teardown(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

function renegotiate(socket: TLSSocket): Promise<Error | null> {
  socket.on('error', () => undefined)
  return new Promise((resolve) => {
    socket.renegotiate({}, resolve)
    socket.once('close', () => resolve(new Error('closed')))
  })
}

for (const [what, before] of [
  ['before a request', ''],
  ['in the middle of a head', 'GET / HTTP/1.1\r\nHost: '],
  ['after an answer', 'GET / HTTP/1.1\r\nHost: web.test\r\n\r\n'],
] as const)
  test(`a client that renegotiates ${what} of HTTP/1.1 loses its connection at the first time`, async (t) => {
    const { port, refused, open } = await start(t)
    const socket = await shake(t, port, { servername: 'web.test' })
    const { closed, until } = wireOf(socket)
    if (before !== '') await new Promise((sent) => socket.write(before, sent))
    if (before.endsWith('\r\n\r\n')) await until(/http$/)
    t.truthy(await renegotiate(socket))
    await closed
    t.deepEqual([refused, open()], [['renegotiation'], 0])
  })

// By hand: Node's own HTTP/2 client aborts its process when its connection renegotiates.
test('a client that renegotiates loses its HTTP/2 connection at the first time', async (t) => {
  const { port, refused, open } = await start(t)
  const socket = await shake(t, port, { servername: 'web.test', ALPNProtocols: ['h2'] })
  const { until, closed } = wireOf(socket)
  const request = requestFields({ ':scheme': 'https', ':authority': 'web.test' })
  const head = frame(frameType.headers, flag.endStream | flag.endHeaders, 1, request)
  socket.write(Buffer.concat([preface, frame(frameType.settings, 0, 0), head]))
  await until(/http/)
  t.truthy(await renegotiate(socket))
  await closed
  t.deepEqual([refused, open()], [['renegotiation'], 0])
})

test('a client that renegotiates loses its stream at the first time, and the endpoint sees a reset', async (t) => {
  const { port, refused, backend, record } = await start(t)
  const socket = await shake(t, port, { servername: 'a.test' })
  socket.write('hello')
  const far = await backend.accepted()
  await far.until(/hello/)
  t.truthy(await renegotiate(socket))
  t.is(await far.fate, 'reset')
  t.deepEqual((await record()).flags, ['client-reset'])
  t.deepEqual(refused, ['renegotiation'])
})

for (const servername of ['web.test', 'a.test'])
  test(`of all suites ${servername} offers those with authenticated encryption and forward secrecy`, async (t) => {
    const { port } = await start(t)
    const offered: string[] = []
    for (const suite of getCiphers().map((name) => name.toUpperCase())) {
      const version = suite.startsWith('TLS_') ? 'TLSv1.3' : 'TLSv1.2'
      const options = { minVersion: version, maxVersion: version, servername } as const
      // Node writes some names in another way than OpenSSL reads them.
      const socket = await shake(t, port, {
        ...options,
        ciphers: version === 'TLSv1.3' ? suite : `${suite}:@SECLEVEL=0`,
      }).catch(() => undefined)
      if (socket?.getCipher().name === suite) offered.push(suite)
      socket?.destroy()
    }
    t.deepEqual(offered.toSorted(), cipherSuites.toSorted())
  })
