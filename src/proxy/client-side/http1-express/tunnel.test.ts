// WebSocket over HTTP/1.1: real endpoints on real sockets, bytes as they are.
import test from 'ava'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { WebSocket, WebSocketServer } from 'ws'
import { dial, exchange, wireOf, type Wire } from '../../../testing/proxy/client-side/wire.ts'
import {
  startPlane,
  type Teardown,
  type TestPlaneOptions,
} from '../../../testing/proxy/client-side/plane.ts'

const upgrade =
  'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n'

/** A plane that joins every upgrade with a fresh connection to an endpoint of the test's own. */
async function tunnelling(t: Teardown, options: TestPlaneOptions = {}) {
  const upstreams: Promise<Wire & { socket: Socket }>[] = []
  const next = Promise.withResolvers<Socket>()
  const endpoint = createServer({ allowHalfOpen: true }, (socket) => next.resolve(socket))
  await listen(endpoint)
  t.teardown(async () => void endpoint.close())
  const outcome = Promise.withResolvers<string>()
  const counted = Promise.withResolvers<{ received: number; sent: number }>()
  const ready = Promise.withResolvers<void>()
  const { port } = await startPlane(t, {
    ...options,
    pipeline: async (request) => {
      const upstream = connect({ port: portOf(endpoint), host: '127.0.0.1', allowHalfOpen: true })
      await once(upstream, 'connect')
      await ready.promise
      await request.switchProtocols([['Sec-WebSocket-Accept', 'y']], upstream).then(
        () => outcome.resolve('ended'),
        (error: Error) => outcome.resolve(error.message),
      )
      counted.resolve(request.bytes)
    },
  })
  const upstream = next.promise.then((socket) => ({ ...wireOf(socket), socket }))
  upstreams.push(upstream)
  return {
    port,
    upstream,
    outcome: outcome.promise,
    counted: counted.promise,
    start: ready.resolve,
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

test('bytes go both ways after the 101, and each direction ends for itself', async (t) => {
  const { port, upstream, outcome, counted, start } = await tunnelling(t)
  start()
  const client = dial(t, port)
  client.send(upgrade)
  const head = await client.until(/\r\n\r\n/)
  t.is(
    head,
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: y\r\n\r\n',
  )
  const endpoint = await upstream
  client.send('ping')
  await endpoint.until(/^ping$/)
  client.socket.end()
  t.is(await endpoint.closed, 'ping')
  endpoint.send('pong')
  await client.until(/pong$/)
  endpoint.socket.end()
  await client.closed
  t.is(await outcome, 'ended')
  t.deepEqual(await counted, { received: 4, sent: 4 })
})

test('bytes that came before the 101 reach the endpoint only after it', async (t) => {
  const { port, upstream, start } = await tunnelling(t)
  const client = dial(t, port)
  client.send(`${upgrade}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`)
  const endpoint = await upstream
  await new Promise(setImmediate)
  t.is(endpoint.received().length, 0)
  start()
  await client.until(/101/)
  t.is(await endpoint.until(/\r\n\r\n/), 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n')
})

test('an endpoint that breaks off cuts the client', async (t) => {
  const { port, upstream, outcome, start } = await tunnelling(t)
  start()
  const client = dial(t, port)
  client.send(upgrade)
  await client.until(/\r\n\r\n/)
  const endpoint = await upstream
  endpoint.socket.resetAndDestroy()
  await client.closed
  t.not(await outcome, 'ended')
})

test('a client that breaks off cuts the endpoint', async (t) => {
  const { port, upstream, outcome, start } = await tunnelling(t)
  start()
  const client = dial(t, port)
  client.send(upgrade)
  await client.until(/\r\n\r\n/)
  const endpoint = await upstream
  client.socket.resetAndDestroy()
  await endpoint.closed
  t.not(await outcome, 'ended')
})

test('a tunnel in which nothing moves is closed', async (t) => {
  const { port, upstream, outcome, start } = await tunnelling(t, { limits: { tunnelIdleMs: 30 } })
  start()
  const client = dial(t, port)
  client.send(upgrade)
  await client.closed
  await (
    await upstream
  ).closed
  t.not(await outcome, 'ended')
})

test('a tunnel that is half closed and silent is closed sooner', async (t) => {
  const { port, upstream, start } = await tunnelling(t, { limits: { tunnelHalfClosedMs: 30 } })
  start()
  const client = dial(t, port)
  client.send(upgrade)
  await client.until(/\r\n\r\n/)
  client.socket.end()
  await upstream
  await once(client.socket, 'close')
  t.pass()
})

test('an upgrade may be answered like any other request', async (t) => {
  const { port } = await startPlane(t, {
    pipeline: (request) => request.respond({ status: 403, headers: [], body: 'no' }),
  })
  const answer = await exchange(t, port, `${upgrade}early bytes`)
  t.regex(answer, /^HTTP\/1.1 403 Forbidden\r\n[^]*Connection: close\r\n\r\nno$/)
})

test('a client that goes away before its upgrade was answered aborts it', async (t) => {
  const aborted = Promise.withResolvers<void>()
  const { port, requests } = await startPlane(t, {
    pipeline: async ({ signal }) => {
      await once(signal, 'abort')
      aborted.resolve()
    },
  })
  const client = dial(t, port)
  client.send(upgrade)
  while (requests.length === 0) await new Promise(setImmediate)
  client.socket.resetAndDestroy()
  await aborted.promise
  t.pass()
})

test('an upgrade behind a request that is being served waits as a plain request', async (t) => {
  const { port, requests } = await startPlane(t)
  const client = dial(t, port)
  client.send(`GET / HTTP/1.1\r\nHost: a\r\n\r\n${upgrade}`)
  t.regex(
    await client.closed,
    /^HTTP\/1.1 200 [^]*HTTP\/1.1 200 [^]*Connection: close\r\n[^]*\/chat$/,
  )
  t.is(requests.length, 2)
})

test('switching is refused where no upgrade was asked for', async (t) => {
  const { port } = await startPlane(t, {
    pipeline: async (request) => {
      const nobody = connect({ port, host: '127.0.0.1' })
      await t.throwsAsync(request.switchProtocols([], nobody))
      nobody.destroy()
      await request.respond({ status: 502, headers: [] })
    },
  })
  t.regex(await exchange(t, port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), /502/)
})

test('a WebSocket client and a WebSocket server speak through the gateway', async (t) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  t.teardown(() => server.close())
  await once(server, 'listening')
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(`echo ${data}`)))
  const { port } = await startPlane(t, {
    pipeline: async (request) => {
      const upstream = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
      const lines = request.request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
      upstream.write(
        `GET ${request.request.target} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines}\r\n`,
      )
      const [head] = await once(upstream, 'data')
      const accept = /Sec-WebSocket-Accept: (\S+)/i.exec(String(head))![1]!
      await request.switchProtocols([['Sec-WebSocket-Accept', accept]], upstream)
    },
  })
  const client = new WebSocket(`ws://127.0.0.1:${port}/chat`)
  await once(client, 'open')
  client.send('hello')
  const [message] = await once(client, 'message')
  t.is(String(message), 'echo hello')
  client.close(1000, 'bye')
  const [code, reason] = await once(client, 'close')
  t.deepEqual([code, String(reason)], [1000, 'bye'])
})

test('a large message is carried whole', async (t) => {
  const { port, upstream, start } = await tunnelling(t)
  start()
  const client = dial(t, port)
  client.send(upgrade)
  await client.until(/\r\n\r\n/)
  const { socket } = await upstream
  const all = text(socket)
  client.socket.end(Buffer.alloc(3_000_000, 'x'))
  t.is((await all).length, 3_000_000)
  socket.end()
})
