// Clients that close their side after their last request, in the clear and over TLS (RFC 9112 §9.6).
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import test, { type ExecutionContext } from 'ava'
import type { Exchange } from '../words/exchange.ts'
import type { Limits } from './limits.ts'
import { testCertificate } from '../../testing/proxy/client-side/certificate.ts'
import { startPlane } from '../../testing/proxy/client-side/plane.ts'
import { wireOf } from '../../testing/proxy/client-side/wire.ts'

const certificate = await testCertificate(['a.test'])
const get = (path: string, version = '1.1') => `GET ${path} HTTP/${version}\r\nHost: a.test\r\n\r\n`

/** Every request waits until the test answers it. */
async function waiting(t: ExecutionContext, isTls: boolean, limits: Partial<Limits> = {}) {
  const exchanges: Exchange[] = []
  const over = Promise.withResolvers<void>()
  const { port } = await startPlane(t, {
    limits,
    ...(isTls && {
      listeners: [{ hostname: 'a.test', tls: { certificates: [certificate.name] } }],
      certificates: [certificate],
    }),
    pipeline: async (exchange) => {
      exchanges.push(exchange)
      await Promise.race([over.promise, once(exchange.signal, 'abort')])
    },
  })
  const raw = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true })
  const secured = { socket: raw, servername: 'a.test', rejectUnauthorized: false }
  // Node's types leave out what it takes.
  const halfOpen: ConnectionOptions & { allowHalfOpen: true } = { port, allowHalfOpen: true }
  const socket: Socket = isTls ? connectTls({ ...halfOpen, ...secured }) : raw
  t.teardown(() => {
    over.resolve()
    raw.destroy()
  })
  const next = async (count: number): Promise<Exchange> => {
    while (exchanges.length < count) await new Promise(setImmediate)
    return exchanges[count - 1]!
  }
  return { ...wireOf(socket), socket, next }
}

/** Until the gateway, too, has seen the end. */
async function ended({ socket }: { readonly socket: Socket }): Promise<void> {
  socket.end()
  await once(socket, 'finish')
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
}

for (const [what, isTls] of [
  ['in the clear', false],
  ['over TLS', true],
] as const) {
  test(`${what}: a client that closes its side after its request gets its answer`, async (t) => {
    const client = await waiting(t, isTls)
    client.send(get('/1'))
    const exchange = await client.next(1)
    await ended(client)
    t.false(exchange.signal.aborted)
    await exchange.respond({ status: 200, headers: [], body: 'late' })
    const answer = await client.closed
    t.regex(answer, /^HTTP\/1\.1 200 OK\r\n[^]*\r\nConnection: close\r\n\r\nlate$/)
  })

  test(`${what}: an answer that streams goes on to a client that closed its side`, async (t) => {
    const client = await waiting(t, isTls)
    client.send(get('/1'))
    const exchange = await client.next(1)
    const body = new PassThrough()
    const answered = exchange.respond({ status: 200, headers: [], body })
    body.write('one')
    await client.until(/one/)
    await ended(client)
    body.end('two')
    await answered
    t.regex(await client.closed, /3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n$/)
  })

  test(`${what}: each of the requests before the end is answered, the last with close`, async (t) => {
    const client = await waiting(t, isTls)
    client.send(`${get('/1')}${get('/2')}`)
    const first = await client.next(1)
    await ended(client)
    await first.respond({ status: 200, headers: [], body: 'one' })
    const second = await client.next(2)
    await second.respond({ status: 200, headers: [], body: 'two' })
    const [one = '', two = ''] = (await client.closed).split(/(?<=one)/)
    t.notRegex(one, /connection: close/i)
    t.regex(two, /Connection: close\r\n\r\ntwo$/)
  })

  test(`${what}: a client that is asked whether it is gone, and is not, gets its answer`, async (t) => {
    const client = await waiting(t, isTls, { halfClosedProbeMs: 10 })
    client.send(get('/1'))
    const exchange = await client.next(1)
    client.socket.end()
    await client.until(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 100 /)
    await exchange.respond({ status: 200, headers: [], body: 'late' })
    t.regex(
      await client.closed,
      /^(HTTP\/1\.1 100 Continue\r\n\r\n)+HTTP\/1\.1 200 OK\r\n[^]*late$/,
    )
    t.false(exchange.signal.aborted)
  })

  test(`${what}: a client that is gone frees its request soon`, async (t) => {
    const client = await waiting(t, isTls, { halfClosedProbeMs: 10 })
    client.send(get('/1'))
    const { signal } = await client.next(1)
    client.socket.destroy()
    if (!signal.aborted) await once(signal, 'abort')
    t.pass()
  })

  test(`${what}: a client of HTTP/1.0 that closed its side is gone when nothing was written for a while`, async (t) => {
    const client = await waiting(t, isTls, { halfClosedProbeMs: 5, halfClosedMs: 30 })
    client.send(get('/1', '1.0'))
    const { signal } = await client.next(1)
    client.socket.end()
    await once(signal, 'abort')
    t.is(await client.closed, '')
  })

  test(`${what}: a client that is gone in mid-answer frees its request soon`, async (t) => {
    const client = await waiting(t, isTls, { halfClosedProbeMs: 5, halfClosedMs: 30 })
    client.send(get('/1'))
    const exchange = await client.next(1)
    const answered = exchange.respond({ status: 200, headers: [], body: new PassThrough() })
    await client.until(/\r\n\r\n/)
    client.socket.destroy()
    await t.throwsAsync(answered)
    t.true(exchange.signal.aborted)
  })

  test(`${what}: a request whose body the client's end cuts is not answered as whole`, async (t) => {
    const client = await waiting(t, isTls)
    client.send('POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nab')
    const exchange = await client.next(1)
    const cut = once(exchange.body!, 'error')
    exchange.body!.resume()
    client.socket.end()
    await cut
    t.pass()
  })
}
