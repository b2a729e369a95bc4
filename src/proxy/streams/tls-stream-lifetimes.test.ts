// What snapshots do to open streams of TLS listeners, passed on and terminated.
import test from 'ava'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { Duplex } from 'node:stream'
import { connect, type ConnectionOptions } from 'node:tls'
import type { RoutingSnapshot, TlsListener } from '../../snapshot/routing-snapshot.ts'
import { authority, bundle } from '../../testing/proxy/endpoint-side/tls-backend.ts'
import { testCertificate } from '../../testing/proxy/client-side/certificate.ts'
import { clientHello } from '../../testing/proxy/client-side/hello.ts'
import type { Teardown } from '../../testing/proxy/client-side/plane.ts'
import {
  backendsOf,
  dialStream,
  echoBackend,
  peerOf,
  startStreams,
  streamBackend,
  streamRule,
  tlsListener,
  type TestStreams,
} from '../../testing/proxy/streams/streams.ts'

const a = await testCertificate(['a.test'])
const terminate = { tls: { certificates: [a.name] } }
const certificates = { [a.name]: a }
const modes: readonly (readonly [string, Partial<TlsListener>])[] = [
  ['Passthrough', {}],
  ['Terminate', terminate],
]

async function shake(t: Teardown, port: number, options: ConnectionOptions = {}) {
  const raw = connectTcp({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  const over = { socket: raw, servername: 'a.test', rejectUnauthorized: false, ...options }
  const socket = connect(over)
  t.teardown(async () => void raw.destroy())
  const peer = peerOf(socket)
  await once(socket, 'secureConnect')
  return peer
}

/** A stream to a.test through which bytes came already. */
async function begin(t: Teardown, said: Partial<TlsListener>) {
  const backend = await streamBackend(t)
  const gateway = await startStreams(t, (port) => ({
    listeners: [tlsListener(port, 'a.test', said)],
    ...backendsOf({ echo: [backend.endpoint] }),
    certificates,
  }))
  const { port } = gateway
  const client = said.tls ? await shake(t, port) : dialStream(t, port)
  client.send(said.tls ? 'hello' : clientHello({ serverName: 'a.test' }))
  const far = await backend.accepted()
  await far.until(/./s)
  return { ...gateway, client, far }
}

const removals: readonly (readonly [
  string,
  (was: TestStreams, said: Partial<TlsListener>) => Partial<RoutingSnapshot>,
])[] = [
  [
    'its route is deleted',
    ({ port }, said) => ({
      listeners: [tlsListener(port, 'a.test', { ...said, serverNames: [] })],
    }),
  ],
  [
    'its route loses the hostname',
    ({ port }, said) => {
      const serverNames = [{ hostname: 'b.test', rule: streamRule() }]
      return { listeners: [tlsListener(port, '*.test', { ...said, serverNames })] }
    },
  ],
  [
    'the grant for its backend is taken away',
    ({ port }, said) => {
      const serverNames = [{ hostname: 'a.test', rule: streamRule({ invalid: 1 }) }]
      return { listeners: [tlsListener(port, 'a.test', { ...said, serverNames })] }
    },
  ],
  [
    'a more specific listener leads elsewhere',
    ({ port }, said) => {
      const serverNames = [{ hostname: 'a.test', rule: streamRule({ other: 1 }) }]
      const listeners = [
        tlsListener(port, '*.test', said),
        tlsListener(port, 'a.test', { ...said, serverNames }),
      ]
      return { listeners }
    },
  ],
  [
    'its listener changes its mode',
    ({ port }, said) => ({ listeners: [tlsListener(port, 'a.test', said.tls ? {} : terminate)] }),
  ],
]

for (const [mode, said] of modes) {
  for (const [what, changed] of removals)
    test(`a stream of mode ${mode} is cut on both sides when ${what}`, async (t) => {
      const gateway = await begin(t, said)
      await gateway.plane.apply({ ...gateway.snapshot, ...changed(gateway, said) })
      const { client, far } = gateway
      t.deepEqual(await Promise.all([client.fate, far.fate]), ['reset', 'reset'])
      t.deepEqual((await gateway.record()).flags, ['revoked'])
    })

  test(`a stream of mode ${mode} keeps its endpoint through a rollout and another name of its listener`, async (t) => {
    const { plane, port, snapshot, client, far, record } = await begin(t, said)
    const listener = {
      ...tlsListener(port, '*.test', said),
      name: 'gateway/test/gate/listener/new',
    }
    await plane.apply({ ...snapshot, listeners: [listener], ...backendsOf({ echo: [] }) })
    far.send('still here')
    await client.until(/still here/)
    client.end()
    far.end()
    t.deepEqual((await record()).flags, [])
  })
}

test('a stream ends when its listener no longer trusts an authority that could have vouched for its client', async (t) => {
  const echo = await echoBackend(t)
  const mode = 'AllowValidOnly'
  const trusting = (caBundles: readonly string[]) => ({
    tls: { ...terminate.tls, clientValidation: { mode, caBundles } } as const,
  })
  const other = { name: 'configmap/shop/other', certificates: a.certificateChain }
  const gateway = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', trusting([bundle.name]))],
    ...backendsOf({ echo: [echo.endpoint] }),
    certificates,
    caBundles: { [bundle.name]: bundle, [other.name]: other },
  }))
  const { plane, port, snapshot, record } = gateway
  const { certificate: cert, key } = await authority.issue(['client.test'])
  const client = await shake(t, port, { cert, key })
  client.send('1')
  await client.until(/^1$/)
  const trust = (names: readonly string[]) =>
    plane.apply({ ...snapshot, listeners: [tlsListener(port, 'a.test', trusting(names))] })
  await trust([bundle.name, other.name])
  client.send('2')
  await client.until(/^12$/)
  await trust([other.name])
  t.is(await client.fate, 'reset')
  t.deepEqual((await record()).flags, ['revoked'])
})

test('a route that is deleted during the handshake gets no stream', async (t) => {
  const backend = await streamBackend(t)
  const { plane, port, snapshot, record } = await startStreams(t, (on) => ({
    listeners: [tlsListener(on, 'a.test', terminate)],
    ...backendsOf({ echo: [backend.endpoint] }),
    certificates,
  }))
  const raw = connectTcp({ port, host: '127.0.0.1' })
  t.teardown(() => void raw.destroy())
  const gate = Promise.withResolvers<void>()
  const answered = once(raw, 'data')
  const gated = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => void raw.write(chunk, done),
  })
  raw.on('data', (chunk) => void gate.promise.then(() => gated.push(chunk)))
  raw.on('error', () => undefined)
  const client = connect({ socket: gated, servername: 'a.test', rejectUnauthorized: false })
  client.on('error', () => undefined)
  await answered
  const listeners = [tlsListener(port, 'a.test', { ...terminate, serverNames: [] })]
  await plane.apply({ ...snapshot, listeners })
  gate.resolve()
  t.like(await record(), { flags: ['revoked'], attempts: 0 })
})

for (const [mode, said] of modes)
  test(`${mode}: a stream ${mode === 'Passthrough' ? 'goes on' : 'is cut'} when a BackendTLSPolicy comes to its backend`, async (t) => {
    const { plane, snapshot, client, far, record } = await begin(t, said)
    const tls = { hostname: 'db.example', subjectAltNames: [], trust: 'System' } as const
    const { echo } = snapshot.backends
    await plane.apply({ ...snapshot, backends: { echo: { ...echo!, tls } } })
    if (mode === 'Passthrough') {
      far.send('still here')
      await client.until(/still here/)
      client.end()
      far.end()
    }
    t.deepEqual((await record()).flags, mode === 'Passthrough' ? [] : ['revoked'])
  })
