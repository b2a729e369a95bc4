// TLS to endpoints, for both protocols, against real servers with certificates of an authority made for
// the test.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import test, { type ExecutionContext } from 'ava'
import type { Backend, BackendTls } from '../../../snapshot/routing-snapshot.ts'
import { makeAuthority } from '../../../testing/authority.ts'
import { makeKeyPair } from '../../../testing/key-pair.ts'
import { endpointTlsOf, isCurrent } from './endpoint-tls.ts'
import type { Forwarder } from '../forwarder.ts'
import {
  deadEndpoint,
  httpBackend,
  listen,
  rawBackend,
} from '../../../testing/proxy/endpoint-side/backends.ts'
import {
  forwarderKinds,
  forwarderOf,
  type ForwarderKind,
} from '../../../testing/proxy/endpoint-side/each-forwarder.ts'
import { frames } from '../../../testing/proxy/endpoint-side/frames.ts'
import {
  answered,
  failed,
  requestOf,
  readText,
} from '../../../testing/proxy/endpoint-side/requests.ts'
import {
  authority,
  bundle,
  snapshotCertificate,
  tlsBackend,
  tlsOf,
} from '../../../testing/proxy/endpoint-side/tls-backend.ts'

type Protocol = Backend['protocol']

interface Given {
  readonly t: ExecutionContext
  readonly kind: ForwarderKind
  readonly protocol: Protocol
  readonly forwarder: Forwarder
}

function both(title: string, body: (given: Given) => Promise<void>): void {
  for (const kind of forwarderKinds)
    test(`${kind.name}: ${title}`, (t) =>
      body({ t, kind, protocol: kind.protocol, forwarder: forwarderOf(t, kind) }))
}

both('the endpoint sees the hostname as SNI and the protocol by ALPN', async (given) => {
  const { t, protocol, forwarder } = given
  const { endpoint } = await tlsBackend(t, { protocol })
  const result = answered(await forwarder.forward(requestOf({ tls: tlsOf() }), endpoint))
  const alpn = protocol === 'h2c' ? 'h2' : 'http/1.1'
  t.is(await readText(result.body), `cart.shop.example ${alpn} nobody`)
})

both('a connection is kept for requests of the same settings alone', async (given) => {
  const { t, protocol, forwarder } = given
  const backend = await tlsBackend(t, { protocol, names: ['cart.shop.example', 'b.example'] })
  const send = async (tls: ReturnType<typeof tlsOf>) => {
    const result = answered(await forwarder.forward(requestOf({ tls }), backend.endpoint))
    return readText(result.body)
  }
  const [one, other] = [tlsOf(), tlsOf()]
  await send(one)
  await send(one)
  t.is(backend.sockets.length, 1)
  await send(other)
  t.is(backend.sockets.length, 2)
  t.regex(await send(tlsOf({ hostname: 'b.example' })), /^b\.example /)
  t.is(backend.sockets.length, 3)
})

both('an endpoint with a key on a curve that NIST has no name for is served', async (given) => {
  const { t, protocol, forwarder } = given
  const pair = await authority.issue(['cart.shop.example'], { curve: 'brainpoolP256r1' })
  const { endpoint } = await tlsBackend(t, { protocol, pair })
  const result = answered(await forwarder.forward(requestOf({ tls: tlsOf() }), endpoint))
  t.regex(await readText(result.body), /^cart\.shop\.example /)
})

both('an authority with a weak signature on it vouches, as nobody looks at that', async (given) => {
  const { t, protocol, forwarder } = given
  const root = await makeAuthority('root')
  const weak = await root.intermediate('weak', { hash: 'SHA-1' })
  const pair = await weak.issue(['cart.shop.example'])
  const { endpoint } = await tlsBackend(t, { protocol, pair })
  const trust = { name: 'configmap/shop/weak', certificates: weak.certificate }
  const tls = tlsOf({ trust: [trust.name] }, { bundles: [trust] })
  const result = answered(await forwarder.forward(requestOf({ tls }), endpoint))
  t.regex(await readText(result.body), /^cart\.shop\.example /)
})

both('a client certificate is shown to who asks for it', async (given) => {
  const { t, protocol, forwarder } = given
  const { endpoint } = await tlsBackend(t, {
    protocol,
    requestCert: true,
    ca: authority.certificate,
  })
  const client = snapshotCertificate('secret/shop/client', await authority.issue(['the gateway']))
  const shown = tlsOf({}, { client })
  const result = answered(await forwarder.forward(requestOf({ tls: shown }), endpoint))
  t.regex(await readText(result.body), /the gateway$/)

  const without = failed(await forwarder.forward(requestOf({ tls: tlsOf() }), endpoint))
  t.true(['connect', 'reset'].includes(without.reason), without.reason)
  t.regex(without.error.message, /it asks for a client certificate, and the Gateway has none/)
})

interface Refusal {
  readonly names?: readonly string[]
  readonly settings?: Partial<BackendTls>
  readonly problem: RegExp
}

const refusals: Record<string, Refusal> = {
  'a certificate for another name': {
    names: ['other.example', 'spiffe://shop/other'],
    problem: /for other\.example, spiffe:\/\/shop\/other, not for cart\.shop\.example/,
  },
  'a certificate for the hostname, where the policy names others': {
    settings: { subjectAltNames: [{ type: 'Hostname', value: 'b.example' }] },
    problem: /for cart\.shop\.example, not for b\.example/,
  },
  'a certificate with another URI': {
    names: ['spiffe://shop/cart/more'],
    settings: { subjectAltNames: [{ type: 'URI', value: 'spiffe://shop/cart' }] },
    problem: /for spiffe:\/\/shop\/cart\/more, not for spiffe:\/\/shop\/cart/,
  },
}

for (const [title, { names, settings, problem }] of Object.entries(refusals))
  both(`${title} is refused, and no request is sent`, async ({ t, protocol, forwarder }) => {
    const handler = () => t.fail('a request came through')
    const { endpoint } = await tlsBackend(t, { protocol, handler, ...(names && { names }) })
    const result = failed(await forwarder.forward(requestOf({ tls: tlsOf(settings) }), endpoint))
    t.is(result.reason, 'connect')
    t.true(result.isUnsent)
    t.regex(result.error.message, problem)
  })

both('a certificate that nobody in the bundle vouches for is refused', async (given) => {
  const { t, protocol, forwarder } = given
  const { certificate } = await makeAuthority('somebody else')
  const { endpoint } = await tlsBackend(t, { protocol })
  const tls = tlsOf({}, { bundles: [{ ...bundle, certificates: certificate }] })
  const result = failed(await forwarder.forward(requestOf({ tls }), endpoint))
  t.is(result.reason, 'connect')
  t.regex(
    result.error.message,
    /its certificate is not signed by a CA of configmap\/shop\/authority/,
  )
})

both('authorities that Node.js trusts do not include one made for the test', async (given) => {
  const { t, protocol, forwarder } = given
  const { endpoint } = await tlsBackend(t, { protocol })
  const tls = tlsOf({ trust: 'System' })
  const result = failed(await forwarder.forward(requestOf({ tls }), endpoint))
  t.regex(result.error.message, /its certificate is not signed by a CA of the CA list of Node\.js/)
})

both('a certificate past its end is refused', async ({ t, protocol, forwarder }) => {
  const pair = await authority.issue(['cart.shop.example'], {
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2021-01-01'),
  })
  const { endpoint } = await tlsBackend(t, { protocol, pair })
  const result = failed(await forwarder.forward(requestOf({ tls: tlsOf() }), endpoint))
  t.regex(result.error.message, /has expired/)
})

both('a certificate signed by itself vouches for itself', async ({ t, protocol, forwarder }) => {
  const pair = await makeKeyPair(['cart.shop.example'])
  const { endpoint } = await tlsBackend(t, { protocol, pair })
  const tls = tlsOf({}, { bundles: [{ name: 'configmap/a/b', certificates: pair.certificate }] })
  t.is((await forwarder.forward(requestOf({ tls }), endpoint)).type, 'response')
})

both('an endpoint that speaks no TLS is sent nothing of the request', async (given) => {
  const { t, forwarder } = given
  const seen: string[] = []
  const backend = await rawBackend((socket) => {
    socket.on('data', (bytes) => {
      seen.push(bytes.toString('latin1'))
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
  })
  t.teardown(backend.close)
  const request = requestOf({ tls: tlsOf(), target: '/secret', headers: [['X-Key', 'secret']] })
  const result = failed(await forwarder.forward(request, backend.endpoint))
  t.is(result.reason, 'connect')
  t.true(result.isUnsent)
  t.regex(result.error.message, /it does not speak TLS/)
  t.false(seen.join('').includes('secret'))
})

both('an endpoint that nobody listens at is told as such', async ({ t, forwarder }) => {
  const result = failed(await forwarder.forward(requestOf({ tls: tlsOf() }), await deadEndpoint(t)))
  t.is(result.reason, 'connect')
  t.regex(result.error.message, /ECONNREFUSED/)
})

both('a connection that is lost after the handshake is not blamed on it', async (given) => {
  const { t, protocol, forwarder } = given
  const backend = await tlsBackend(t, {
    protocol,
    handler: () => backend.sockets[0]?.resetAndDestroy(),
  })
  const result = failed(await forwarder.forward(requestOf({ tls: tlsOf() }), backend.endpoint))
  t.is(result.reason, 'reset')
  t.notRegex(result.error.message, /handshake|TLS to the endpoint/)
})

both('an endpoint that never ends its handshake is given up', async ({ t, kind }) => {
  const backend = await rawBackend(() => {})
  t.teardown(backend.close)
  const forwarder = forwarderOf(t, kind, { connectTimeoutMs: 200 })
  const request = requestOf({ tls: tlsOf() })
  const result = failed(await forwarder.forward(request, backend.endpoint))
  t.is(result.reason, 'connect')
  t.regex(result.error.message, /too long to connect/)
})

both('settings that are not current any more lose their idle connections', async (given) => {
  const { t, protocol, forwarder } = given
  const backend = await tlsBackend(t, { protocol })
  const tls = tlsOf()
  const result = answered(await forwarder.forward(requestOf({ tls }), backend.endpoint))
  await readText(result.body)
  const [socket] = backend.sockets
  const closed = once(socket as Socket, 'close')
  forwarder.keep(() => false)
  await closed
  await readText(answered(await forwarder.forward(requestOf({ tls }), backend.endpoint)).body)
  t.is(backend.sockets.length, 2)
})

both('a request on its way ends well when its settings are replaced', async (given) => {
  const { t, protocol, forwarder } = given
  const asked = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const backend = await tlsBackend(t, {
    protocol,
    handler: (_request, response) => {
      response.write('first ')
      asked.resolve()
      void go.promise.then(() => response.end('second'))
    },
  })
  const forwarding = forwarder.forward(requestOf({ tls: tlsOf() }), backend.endpoint)
  await asked.promise
  const closed = once(backend.sockets[0] as Socket, 'close')
  forwarder.keep(() => false)
  go.resolve()
  t.is(await readText(answered(await forwarding).body), 'first second')
  await closed
})

both(
  'a connection that was being made for settings that are replaced is not kept',
  async (given) => {
    const { t, protocol, forwarder } = given
    const backend = await tlsBackend(t, { protocol })
    const connected = once(backend.server, 'connection')
    const forwarding = forwarder.forward(requestOf({ tls: tlsOf() }), backend.endpoint)
    const [socket] = (await connected) as [Socket]
    const closed = once(socket, 'close')
    forwarder.keep(() => false)
    await readText(answered(await forwarding).body)
    await closed
    t.is(backend.sockets.length, 1)
  },
)

both('an endpoint may not ask for another handshake', async ({ t, protocol, forwarder }) => {
  const { certificate: cert, key } = await authority.issue(['cart.shop.example'])
  const told = Promise.withResolvers<Error | null>()
  const ALPNProtocols = [protocol === 'h2c' ? 'h2' : 'http/1.1']
  // By the bytes: Node's own HTTP/2 server does not survive another handshake.
  const server = createServer({ cert, key, ALPNProtocols, maxVersion: 'TLSv1.2' }, (socket) => {
    socket.on('error', told.resolve)
    socket.once('data', () => {
      if (protocol === 'h2c') socket.write(frames.settings())
      socket.renegotiate({}, told.resolve)
    })
  })
  const backend = await listen(server)
  t.teardown(backend.close)
  const result = failed(await forwarder.forward(requestOf({ tls: tlsOf() }), backend.endpoint))
  t.true(['connect', 'reset'].includes(result.reason), result.reason)
  t.regex(String(await told.promise), /no renegotiation/)
})

both("a name that can not be looked for in a certificate is nobody's", async (given) => {
  const { t, protocol, forwarder } = given
  const { endpoint } = await tlsBackend(t, { protocol })
  const tls = tlsOf({ subjectAltNames: [{ type: 'Hostname', value: 'cart\0.shop.example' }] })
  const result = failed(await forwarder.forward(requestOf({ tls }), endpoint))
  t.is(result.reason, 'connect')
  t.true(result.isUnsent)
})

test('HTTP/2 over TLS is spoken only to who chose it by ALPN', async (t) => {
  const kind = forwarderKinds.find(({ protocol }) => protocol === 'h2c')
  const h2c = forwarderOf(t, kind!)
  const { endpoint } = await tlsBackend(t, { ALPNProtocols: ['http/1.1', 'h3'] })
  const result = failed(await h2c.forward(requestOf({ tls: tlsOf() }), endpoint))
  t.is(result.reason, 'connect')
  t.regex(result.error.message, /ALPN/)
})

both('a backend without a policy is spoken to in the clear', async (given) => {
  const { t, protocol, forwarder } = given
  const backend = await httpBackend(protocol, (_, response) => response.end('clear'))
  t.teardown(backend.close)
  const tables = { caBundles: {}, certificates: {} }
  const tls = endpointTlsOf(tables, {}, 'secret/shop/client')
  t.is(tls, undefined)
  t.is((await forwarder.forward(requestOf({ tls }), backend.endpoint)).type, 'response')
})

test('settings are made once, and anew when a bundle or certificate is another object', async (t) => {
  const settings: BackendTls = {
    hostname: 'a.example',
    subjectAltNames: [],
    trust: [bundle.name],
  }
  const client = snapshotCertificate('secret/shop/client', await authority.issue(['the gateway']))
  const tables = {
    caBundles: { [bundle.name]: bundle },
    certificates: { [client.name]: client },
  }
  const snapshot = {
    listeners: [],
    endpoints: {},
    backends: { cart: { name: 'cart', protocol: 'http1' as const, tls: settings } },
    ...tables,
  }
  const made = endpointTlsOf(tables, { tls: settings }, client.name)
  if (!made) return t.fail()
  t.is(endpointTlsOf(tables, { tls: settings }, client.name), made)
  t.true(isCurrent(made, snapshot))

  const rotated = { ...snapshot, caBundles: { [bundle.name]: { ...bundle } } }
  t.false(isCurrent(made, rotated))
  t.not(endpointTlsOf(rotated, { tls: settings }, client.name), made)
  t.false(isCurrent(made, { ...snapshot, certificates: { [client.name]: { ...client } } }))
  t.false(isCurrent(made, { ...snapshot, backends: {} }))
})

test('settings that name what the snapshot lacks, or nobody, are no settings', (t) => {
  const settings = (trust: readonly string[]) => ({
    tls: { hostname: 'a.example', subjectAltNames: [], trust },
  })
  const tables = { caBundles: { [bundle.name]: bundle }, certificates: {} }
  t.throws(() => endpointTlsOf(tables, settings(['configmap/a/b']), undefined), {
    message: 'The snapshot has no configmap/a/b',
  })
  t.throws(() => endpointTlsOf(tables, settings([]), undefined), { message: /cannot be verified/ })
  t.throws(() => endpointTlsOf(tables, settings([bundle.name]), 'secret/a/b'), {
    message: 'The snapshot has no secret/a/b',
  })
})
