// Requests in which nothing moves, through the whole data plane: who is told what, and whose rule allows it.
// One test at a time: what is measured is the limit, not how busy the others keep the processor.
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { ClientHttp2Stream } from 'node:http2'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { WebSocket } from 'ws'
import type { Backend, HttpRule } from '../snapshot/routing-snapshot.ts'
import { httpBackend, rawBackend, type Handler } from '../testing/proxy/endpoint-side/backends.ts'
import { hello, request as frame } from '../testing/proxy/client-side/frames.ts'
import type { Limits } from './sockets/limits.ts'
import { dial } from '../testing/proxy/client-side/wire.ts'
import { snapshotOfRule } from '../testing/proxy/gateway.ts'
import {
  endWith,
  grpcBackend,
  grpcAnswerHead,
  callOutcomeOf,
  startGrpcGateway,
  type GrpcGateway,
} from '../testing/proxy/grpc.ts'

type Test = { teardown(close: () => Promise<void>): void }
type Version = 'HTTP/1.1' | 'HTTP/2'

const idleMs = 200
/** Longer than the listener allows. */
const longMs = 2 * idleMs
const minutes = 60_000

/** More than buffers on the way take. */
const large = Buffer.alloc(32 * 1024 * 1024)

/** By path: says nothing, answers late, or begins an answer. What it is sent it reads. */
const endpoint: Handler = (request, response) => {
  request.on('error', () => {}).resume()
  response.on('error', () => {})
  if (request.url === '/late') setTimeout(() => response.end('late'), longMs)
  if (request.url === '/begun') response.write('part')
  if (request.url === '/begun-late') {
    response.write('part')
    setTimeout(() => response.end(' and the rest'), longMs)
  }
  if (request.url === '/begun-echo') response.write('part, then ')
  if (request.url?.endsWith('echo')) request.on('end', () => response.end('all of it'))
  if (request.url === '/large') response.end(large)
  if (request.url === '/quick') response.end('quick')
}

async function gatewayTo(
  t: Test,
  {
    protocol = 'http1',
    timeouts = {},
    limits = { idleMs },
  }: {
    protocol?: Backend['protocol']
    timeouts?: HttpRule['timeouts']
    limits?: Partial<Limits>
  },
): Promise<GrpcGateway> {
  const backend = await httpBackend(protocol, endpoint)
  t.teardown(backend.close)
  const snapshot = snapshotOfRule({ timeouts }, { shop: [backend.endpoint] }, protocol)
  const gateway = await startGrpcGateway(t, snapshot, { pingAnswerMs: 2_000, ...limits })
  // The first use of everything is slow.
  for (const version of ['HTTP/1.1', 'HTTP/2'] as const)
    await (
      await ask(gateway, version, { path: '/quick' })
    ).answer
  for (const _ of ['HTTP/1.1', 'HTTP/2']) await gateway.record()
  return gateway
}

interface Asked {
  readonly status: number
  readonly answer: Promise<string>
}

interface How {
  readonly path: string
  /** Writes the body; without it there is none. */
  readonly send?: (body: Writable) => void
  readonly read?: (answer: Readable) => Promise<string>
}

async function ask(
  { port, client }: GrpcGateway,
  version: Version,
  { path, send, read = text }: How,
): Promise<Asked> {
  const method = send ? 'POST' : 'GET'
  if (version === 'HTTP/2') {
    const stream: ClientHttp2Stream = client.request({ ':path': path, ':method': method })
    stream.on('error', () => {})
    if (send) send(stream)
    const [head] = await once(stream, 'response')
    return { status: head[':status'], answer: read(stream) }
  }
  const request = httpRequest({ port, host: '127.0.0.1', path, method, agent: false })
  request.on('error', () => {})
  if (send) send(request)
  else request.end()
  const [response]: IncomingMessage[] = await once(request, 'response')
  return { status: response?.statusCode ?? 0, answer: read(response!) }
}

const stalls = (body: Writable) => void body.write('part')
/** A byte now and then, so many, or until nobody listens any more. */
const trickles = (body: Writable, most = Infinity) => {
  let sent = 0
  const timer = setInterval(() => {
    sent += 1
    if (sent < most) body.write('x')
    else body.end()
  }, 20)
  body.once('close', () => clearInterval(timer))
}
const tricklesOn = (body: Writable) => trickles(body, 25)
const sendsLate = (body: Writable) => {
  body.write('part')
  setTimeout(() => body.end('rest'), longMs)
}

for (const version of ['HTTP/1.1', 'HTTP/2'] as const) {
  for (const protocol of ['http1', 'h2c'] as const) {
    const from = `${version} to ${protocol}`

    test.serial(`${from}: a request that its endpoint leaves unanswered is 504`, async (t) => {
      const gateway = await gatewayTo(t, { protocol })
      const { status, answer } = await ask(gateway, version, { path: '/silent' })
      t.is(status, 504)
      t.is(await answer, 'The request was idle for too long.\n')
      t.like(await gateway.record(), { status: 504, flags: ['idle-timeout'] })
    })

    test.serial(`${from}: a request whose body stalls is 408`, async (t) => {
      const gateway = await gatewayTo(t, { protocol })
      const { status, answer } = await ask(gateway, version, { path: '/echo', send: stalls })
      t.is(status, 408)
      t.is(await answer, 'The request body did not arrive in time.\n')
      t.like(await gateway.record(), { status: 408, flags: ['body-timeout'] })
    })

    const trickling = { idleMs: minutes, bodyGraceMs: 200 }

    test.serial(`${from}: a request whose body trickles is 408`, async (t) => {
      const gateway = await gatewayTo(t, { protocol, limits: trickling })
      const { status, answer } = await ask(gateway, version, { path: '/echo', send: trickles })
      t.is(status, 408)
      t.is(await answer, 'The request body did not arrive in time.\n')
      t.like(await gateway.record(), {
        status: 408,
        flags: ['body-timeout'],
        error: 'The client sent its body too slowly',
      })
    })

    test.serial(
      `${from}: a body may trickle where its rule has a time limit, or its answer has begun`,
      async (t) => {
        const limited = { protocol, limits: trickling, timeouts: { requestMs: minutes } }
        for (const [given, path] of [
          [limited, '/echo'],
          // An answer begins once an endpoint was asked.
          [{ protocol, limits: { ...trickling, readAheadMs: 50 } }, '/begun-echo'],
        ] as const) {
          const gateway = await gatewayTo(t, given)
          const { answer } = await ask(gateway, version, { path, send: tricklesOn })
          t.regex(await answer, /all of it/)
          t.deepEqual((await gateway.record()).flags, [])
        }
      },
    )

    test.serial(
      `${from}: an answer that stalls is cut, and its client is not blamed`,
      async (t) => {
        const gateway = await gatewayTo(t, { protocol })
        const { answer } = await ask(gateway, version, { path: '/begun' })
        await t.throwsAsync(answer)
        t.like(await gateway.record(), { status: 200, flags: ['idle-timeout', 'response-cut'] })
      },
    )

    for (const [name, timeouts] of Object.entries({
      'request 10m': { requestMs: 10 * minutes },
      'request 0s': { requestMs: 0 },
      'backendRequest 10m': { backendRequestMs: 10 * minutes },
      'backendRequest 0s': { backendRequestMs: 0 },
    })) {
      test.serial(
        `${from}: by ${name} a silent endpoint, answer or body is waited for`,
        async (t) => {
          const gateway = await gatewayTo(t, { protocol, timeouts })
          const asked = await Promise.all([
            ask(gateway, version, { path: '/late' }),
            ask(gateway, version, { path: '/begun-late' }),
            ask(gateway, version, { path: '/echo', send: sendsLate }),
          ])
          const answers = await Promise.all(asked.map(({ answer }) => answer))
          t.deepEqual(answers, ['late', 'part and the rest', 'all of it'])
          for (const _ of asked) t.deepEqual((await gateway.record()).flags, [])
        },
      )
    }

    test.serial(
      `${from}: a limit of the rule's own ends what is silent beyond the listener's`,
      async (t) => {
        const gateway = await gatewayTo(t, { protocol, timeouts: { requestMs: longMs } })
        const { status } = await ask(gateway, version, { path: '/silent' })
        t.is(status, 504)
        t.like(await gateway.record(), { flags: ['request-timeout'] })
      },
    )
  }

  test.serial(
    `${version}: an answer that its client does not read is no failure of the endpoint`,
    async (t) => {
      const gateway = await gatewayTo(t, {})
      const { status } = await ask(gateway, version, {
        path: '/large',
        read: async () => 'nothing',
      })
      t.is(status, 200)
      t.like(await gateway.record(), { flags: ['read-timeout'] })
    },
  )
}

test.serial(
  'HTTP/1.1: the next request of a connection has the listener’s limit again',
  async (t) => {
    const backend = await httpBackend('http1', endpoint)
    t.teardown(backend.close)
    const backends = { shop: [backend.endpoint] }
    const given = snapshotOfRule({ timeouts: { requestMs: 0 } }, backends)
    const silent = snapshotOfRule({}, backends)
    const [first, second] = [given.listeners[0], silent.listeners[0]]
    if (first?.protocol !== 'HTTP' || second?.protocol !== 'HTTP') return t.fail()
    const hosts = [
      { ...first.hosts[0]!, hostname: 'patient.example' },
      { ...second.hosts[0]!, hostname: 'hasty.example' },
    ]
    const snapshot = { ...given, listeners: [{ ...first, hosts }] }
    const gateway = await startGrpcGateway(t, snapshot, { idleMs })
    // Both at once: the second waits for its turn.
    const request = httpRequest({ port: gateway.port, host: '127.0.0.1', path: '/late' })
    request.setHeader('Host', 'patient.example').end()
    const [socket] = await once(request, 'socket')
    if (socket.connecting) await once(socket, 'connect')
    socket.write('GET /silent HTTP/1.1\r\nHost: hasty.example\r\nConnection: close\r\n\r\n')
    await once(request, 'response')
    t.like(await gateway.record(), { status: 200, flags: [] })
    t.like(await gateway.record(), { status: 504, flags: ['idle-timeout'] })
    return undefined
  },
)

test.serial('HTTP/2: by request 0s a client that gives no sign of life is given up', async (t) => {
  const backend = await httpBackend('http1', endpoint)
  t.teardown(backend.close)
  const snapshot = snapshotOfRule({ timeouts: { requestMs: 0 } }, { shop: [backend.endpoint] })
  const gateway = await startGrpcGateway(t, snapshot, { idleMs: 50, pingAnswerMs: 50 })
  const wire = dial(t, gateway.port)
  wire.send(hello)
  wire.send(frame(1))
  t.like(await gateway.record(), { flags: ['client-gone'] })
})

test.serial('gRPC: messages may be as far apart as they like', async (t) => {
  const backend = await grpcBackend(t, (stream) => {
    stream.resume().once('end', () => {
      stream.respond(grpcAnswerHead, { waitForTrailers: true })
      endWith(stream, { 'grpc-status': '0' })
    })
  })
  const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] }, 'h2c')
  const gateway = await startGrpcGateway(t, snapshot, { bodyGraceMs: 50 })
  const stream = gateway.call()
  sendsLate(stream)
  t.like((await callOutcomeOf(stream)).trailers, { 'grpc-status': '0' })
})

test.serial('gRPC: by a rule with request 10m a silent call lasts', async (t) => {
  const backend = await grpcBackend(t, (stream) => {
    stream.resume()
    setTimeout(() => {
      stream.respond(grpcAnswerHead, { waitForTrailers: true })
      endWith(stream, { 'grpc-status': '0' })
    }, longMs)
  })
  const timeouts = { requestMs: 10 * minutes }
  const snapshot = snapshotOfRule({ timeouts }, { shop: [backend.endpoint] }, 'h2c')
  const gateway = await startGrpcGateway(t, snapshot, { idleMs })
  const stream = gateway.call()
  stream.write('abc')
  t.like((await callOutcomeOf(stream)).trailers, { 'grpc-status': '0' })
})

test.serial('WebSocket: an upgrade that its endpoint leaves unanswered is 504', async (t) => {
  const backend = await rawBackend(() => {})
  t.teardown(backend.close)
  const gateway = await startGrpcGateway(t, snapshotOfRule({}, { shop: [backend.endpoint] }), {
    idleMs,
  })
  const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/chat`)
  const [, response] = await once(client, 'unexpected-response')
  t.is(response.statusCode, 504)
  t.like(await gateway.record(), { flags: ['idle-timeout'] })
})
