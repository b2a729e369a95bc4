// What becomes of TLS connections that clients keep, when the listener of their host becomes another one.
import test, { type ExecutionContext } from 'ava'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:tls'
import type { HttpListener, RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { makeAuthority } from '../testing/authority.ts'
import { createDataPlane } from './data-plane.ts'
import { freePort } from '../testing/free-ports.ts'
import { testCertificate } from '../testing/proxy/client-side/certificate.ts'
import { watch } from '../testing/proxy/client-side/plane.ts'
import { wireOf } from '../testing/proxy/client-side/wire.ts'
import {
  exampleHost,
  exampleMatch,
  exampleRule,
  exampleSnapshot,
} from '../testing/proxy/request-examples.ts'
import { createPipeline } from './request/request-pipeline.ts'

const a = await testCertificate(['a.test', '*.test'])
const other = await testCertificate(['a.test'], { name: 'secret/test/other' })
const certificates = { [a.name]: a, [other.name]: other }
const clients = await makeAuthority('clients')
const bundle = (certificate: string) => ({
  name: 'configmap/test/clients',
  certificates: certificate,
})

type Said = Partial<HttpListener> & Pick<HttpListener, 'name' | 'hostname'>

/** Every request that a listener has is answered with 302. */
async function start(t: ExecutionContext, ...first: readonly Said[]) {
  const port = await freePort()
  const seen = watch()
  const requestPipeline = createPipeline({ observer: seen.observer })
  const plane = createDataPlane({ requestPipeline, observer: seen.observer })
  t.teardown(() => plane.drain(0))
  const redirect = { type: 'RequestRedirect', hostname: 'served.test', statusCode: 302 } as const
  const match = exampleMatch({ rule: { ...exampleRule(), filters: [redirect] } })
  const place = { address: '127.0.0.1', port, clientPort: port, gateway: 'gateway/test/gate' }
  const listenerOf = (said: Said): HttpListener => ({
    ...place,
    protocol: 'HTTPS',
    tls: { certificates: [a.name] },
    hosts: [exampleHost('', match)],
    ...said,
  })
  const apply = (listeners: readonly Said[], more: Partial<RoutingSnapshot> = {}) =>
    plane.apply(exampleSnapshot({ listeners: listeners.map(listenerOf), certificates, ...more }))
  await apply(first, { caBundles: { 'configmap/test/clients': bundle(clients.certificate) } })
  return { port, apply }
}

async function secure(t: ExecutionContext, port: number, protocol: string, more: object = {}) {
  const options = { servername: 'a.test', rejectUnauthorized: false, ALPNProtocols: [protocol] }
  const socket = connect({ port, host: '127.0.0.1', ...options, ...more })
  t.teardown(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

/** Asks again and again on one connection: the answer's status, and whether it is the last one. */
type Ask = (host: string) => Promise<readonly [number, 'kept' | 'ended']>

const protocols: Readonly<
  Record<string, (t: ExecutionContext, port: number, more?: object) => Promise<Ask>>
> = {
  'HTTP/1.1': async (t, port, more) => {
    const socket = await secure(t, port, 'http/1.1', more)
    const { until, closed } = wireOf(socket)
    let count = 0
    return async (host) => {
      count++
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
      const all = await until(
        (text) => text.split('HTTP/1.1 ').length > count && text.endsWith('\n'),
      )
      const last = all.split('HTTP/1.1 ').at(-1) ?? ''
      const isEnded = /connection: close/i.test(last)
      if (isEnded) await closed
      return [Number(last.slice(0, 3)), isEnded ? 'ended' : 'kept']
    }
  },
  'HTTP/2': async (t, port, more) => {
    const socket = await secure(t, port, 'h2', more)
    const client = connectHttp2('https://a.test', { createConnection: () => socket })
    client.on('error', () => undefined)
    return async (host) => {
      const stream = client.request({ ':path': '/', ':authority': host })
      const [headers] = await once(stream, 'response')
      stream.resume()
      await once(stream, 'close')
      await new Promise(setImmediate)
      return [Number(headers[':status']), client.closed ? 'ended' : 'kept']
    }
  },
}

const old: Said = { name: 'old', hostname: 'a.test' }

for (const [protocol, open] of Object.entries(protocols)) {
  test(`${protocol}: a listener that is renamed, or moved to a ListenerSet, goes on serving its connections`, async (t) => {
    const { port, apply } = await start(t, old)
    const ask = await open(t, port)
    t.deepEqual(await ask('a.test'), [302, 'kept'])
    await apply([{ ...old, name: 'listenerset/test/set/listener/new' }])
    t.deepEqual(await ask('a.test'), [302, 'kept'])
    await apply([
      { ...old, name: 'third' },
      { name: 'wild', hostname: '*.test' },
    ])
    t.deepEqual(await ask('a.test'), [302, 'kept'])
  })

  test(`${protocol}: a listener that moves with a copy of its Secret goes on serving its connections`, async (t) => {
    const clientValidation = (name: string) =>
      ({ mode: 'AllowValidOnly', caBundles: [name] }) as const
    const { port, apply } = await start(t, {
      ...old,
      tls: { certificates: [a.name], clientValidation: clientValidation('configmap/test/clients') },
    })
    const { certificate: cert, key } = await clients.issue(['client.test'])
    const ask = await open(t, port, { cert, key })
    t.deepEqual(await ask('a.test'), [302, 'kept'])
    const copy = { ...a, name: 'secret/moved/a' }
    const copied = { ...bundle(clients.certificate), name: 'configmap/moved/clients' }
    const tls = { certificates: [copy.name], clientValidation: clientValidation(copied.name) }
    await apply([{ ...old, name: 'listenerset/moved/set/listener/new', tls }], {
      certificates: { [copy.name]: copy },
      caBundles: { [copied.name]: copied },
    })
    t.deepEqual(await ask('a.test'), [302, 'kept'])
  })

  test(`${protocol}: a listener that is renamed after its Secret was renewed goes on serving its connections`, async (t) => {
    const { port, apply } = await start(t, old)
    const ask = await open(t, port)
    const renewed = { ...other, name: a.name }
    await apply([old], { certificates: { [a.name]: renewed } })
    await apply([{ ...old, name: 'new' }], { certificates: { [a.name]: renewed } })
    t.deepEqual(await ask('a.test'), [302, 'kept'])
  })

  for (const [what, before, after] of [
    ['a more specific listener is added', { name: 'wild', hostname: '*.test' }, old],
    [
      'its listener has another name and another certificate',
      old,
      { ...old, name: 'new', tls: { certificates: [other.name] } },
    ],
    ['its host is another Gateway’s', old, { ...old, name: 'new', gateway: 'gateway/test/other' }],
  ] as const)
    test(`${protocol}: a client whose own host is misdirected is told once, and that its connection is over: ${what}`, async (t) => {
      const { port, apply } = await start(t, before)
      const ask = await open(t, port)
      t.deepEqual(await ask('a.test'), [302, 'kept'])
      await apply(after === old ? [before, after] : [after])
      t.deepEqual(await ask('a.test'), [421, 'ended'])
      const again = await open(t, port)
      t.deepEqual(await again('a.test'), [302, 'kept'])
    })

  test(`${protocol}: a client whose host has no listener any more is told that its connection is over`, async (t) => {
    const { port, apply } = await start(t, old)
    const ask = await open(t, port)
    await apply([{ name: 'b', hostname: 'b.test' }])
    t.deepEqual(await ask('a.test'), [404, 'ended'])
  })

  test(`${protocol}: a connection that is reused for the host of another listener is kept`, async (t) => {
    const { port } = await start(t, old, { name: 'b', hostname: 'b.test' })
    const ask = await open(t, port)
    t.deepEqual(await ask('b.test'), [421, 'kept'])
    t.deepEqual(await ask('a.test'), [302, 'kept'])
  })

  test(`${protocol}: a client that names no server is told once that the listener for any hostname is another one`, async (t) => {
    const { port, apply } = await start(t, { name: 'any', hostname: '' })
    const ask = await open(t, port, { servername: '' })
    t.deepEqual(await ask('a.test'), [302, 'kept'])
    const tls = { certificates: [other.name] }
    await apply([{ name: 'new', hostname: '', tls }])
    t.deepEqual(await ask('a.test'), [421, 'ended'])
    const again = await open(t, port, { servername: '' })
    t.deepEqual(await again('a.test'), [302, 'kept'])
    await apply([{ name: 'new', hostname: '', tls }, old])
    t.deepEqual(await again('a.test'), [421, 'kept'])
    t.deepEqual(await again('b.test'), [302, 'kept'])
  })

  test(`${protocol}: a listener that is renamed while an authority is taken from it serves no client of before`, async (t) => {
    const clientValidation = {
      mode: 'AllowValidOnly',
      caBundles: ['configmap/test/clients'],
    } as const
    const asking = { ...old, tls: { certificates: [a.name], clientValidation } }
    const { port, apply } = await start(t, asking)
    const { certificate: cert, key } = await clients.issue(['client.test'])
    const ask = await open(t, port, { cert, key })
    t.deepEqual(await ask('a.test'), [302, 'kept'])
    const caBundles = { 'configmap/test/clients': bundle(clients.certificate) }
    await apply([{ ...asking, name: 'new' }], { caBundles })
    t.deepEqual(await ask('a.test'), [302, 'kept'])
    const fresh = await makeAuthority('others')
    await apply([{ ...asking, name: 'newer' }], {
      caBundles: { 'configmap/test/clients': bundle(fresh.certificate) },
    })
    t.deepEqual(await ask('a.test'), [421, 'ended'])
  })
}
