// Clients that go away before they have what they came for: nothing of theirs is kept, whatever the limits.
import test, { type ExecutionContext } from 'ava'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { eventually } from '../../testing/eventually.ts'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import { freePort } from '../../testing/free-ports.ts'
import { rawBackend } from '../../testing/proxy/endpoint-side/backends.ts'
import { testCertificate } from '../../testing/proxy/client-side/certificate.ts'
import { TlsCarrier } from '../sockets/tls-carrier.ts'
import {
  backendsOf,
  startStreams,
  streamBackend,
  streamRule,
  tcpListener,
  tlsListener,
} from '../../testing/proxy/streams/streams.ts'

const a = await testCertificate(['a.test'])
const tls = { certificates: [a.name] }
const ways = {
  ends: (socket: Socket) => void socket.end(),
  closes: (socket: Socket) => void socket.destroy(),
  resets: (socket: Socket) => void socket.resetAndDestroy(),
}

/** HTTPS, both modes of TLS, and TCP, at limits that no test waits for. */
async function start(t: ExecutionContext, endpoint?: Endpoint) {
  const tcpPort = await freePort()
  const own = endpoint ?? (await streamBackend(t)).endpoint
  const gateway = await startStreams(
    t,
    (port) => ({
      listeners: [
        { ...tlsListener(port, 'web.test'), protocol: 'HTTPS', tls, hosts: [] },
        tlsListener(port, 'a.test', { tls }),
        tlsListener(port, 'passed.test'),
        tcpListener(tcpPort, streamRule()),
      ],
      ...backendsOf({ echo: [own] }),
      certificates: { [a.name]: a },
    }),
    { handshakeTimeoutMs: 60_000, helloTimeoutMs: 60_000, streamConnectMs: 60_000 },
  )
  const isFree = () => eventually(() => assert.equal(gateway.open(), 0))
  return { ...gateway, tcpPort, isFree }
}

async function dial(t: ExecutionContext, port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => undefined).resume()
  t.teardown(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** What a TLS client says first. */
async function helloTo(t: ExecutionContext, servername: string): Promise<Buffer> {
  const hello = Promise.withResolvers<Buffer>()
  const backend = await rawBackend((socket) => void socket.once('data', hello.resolve))
  t.teardown(backend.close)
  const client = connectTls({ port: backend.endpoint.port, servername })
  client.on('error', () => undefined)
  const bytes = await hello.promise
  client.destroy()
  return bytes
}

for (const [way, leave] of Object.entries(ways)) {
  for (const servername of ['web.test', 'a.test', 'passed.test'])
    for (const [what, part] of [
      ['amid its ClientHello', (hello: Buffer) => hello.subarray(0, 90)],
      ['after its ClientHello', (hello: Buffer) => hello],
      [
        'after more of its handshake',
        (hello: Buffer) => Buffer.concat([hello, Buffer.from([20, 3, 3, 0, 1, 1])]),
      ],
    ] as const) {
      // Its handshake is its endpoint's, from the whole ClientHello on.
      if (servername === 'passed.test' && what !== 'amid its ClientHello') continue
      test(`a client of ${servername} that ${way} ${what} is freed at once`, async (t) => {
        const { port, open, isFree } = await start(t)
        const socket = await dial(t, port)
        socket.write(part(await helloTo(t, servername)))
        await eventually(() => assert.equal(open(), 1))
        leave(socket)
        await isFree()
        t.pass()
      })
    }

  for (const said of ['', 'hello'])
    test(`a client of TLS that is terminated and ${way} ${said && 'after a word '}while its endpoint is connected to is freed at once`, async (t) => {
      const { port, record, isFree } = await start(t, await deafEndpoint(t))
      const raw = await dial(t, port)
      const over = { socket: new TlsCarrier(raw), servername: 'a.test', rejectUnauthorized: false }
      const secure = connectTls(over)
      secure.on('error', () => undefined)
      await once(secure, 'secureConnect')
      if (said !== '') await new Promise((sent) => secure.write(said, sent))
      // TCP, without a word of TLS.
      leave(raw)
      t.deepEqual((await record()).flags, ['client-reset'])
      await isFree()
    })
}

for (const servername of [undefined, 'passed.test'])
  test(`a client of ${servername ?? 'TCP'} that resets while its endpoint is connected to is freed at once`, async (t) => {
    const { port, tcpPort, record, isFree } = await start(t, await deafEndpoint(t))
    const socket = await dial(t, servername ? port : tcpPort)
    const said = servername ? await helloTo(t, servername) : 'hello'
    await new Promise((sent) => socket.write(said, sent))
    socket.resetAndDestroy()
    t.deepEqual((await record()).flags, ['client-reset'])
    await isFree()
  })

/** It listens and accepts nothing: its queue is full. */
async function deafEndpoint(t: ExecutionContext): Promise<Endpoint> {
  const deaf = `
    const server = require('node:net').createServer()
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })`
  const child = spawn(process.execPath, ['-e', deaf], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => void child.kill('SIGKILL'))
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(String(said))
  const first = [await dial(t, port), await dial(t, port)]
  t.is(first.length, 2)
  return { address: '127.0.0.1', port, name: 'deaf' }
}
