// A pipeline behind a real HTTP/1.1 listener on a free port, for tests, with the access records that
// it wrote.
import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { WebSocketServer } from 'ws'
import type { AccessRecord } from '../../observe/log/access-record.ts'
import type {
  Backend,
  BackendRef,
  Endpoint,
  HttpRule,
  RoutingSnapshot,
} from '../../snapshot/routing-snapshot.ts'
import { httpBackend, type Handler } from './endpoint-side/backends.ts'
import { Http1Service } from '../../proxy/client-side/http1-express/http1-service.ts'
import { DirectService } from '../../proxy/client-side/http1-direct/direct-service.ts'
import { endSoon } from '../../proxy/sockets/linger.ts'
import { refusalBytes } from '../../proxy/sockets/refusal.ts'
import { createSharedConnections } from '../../proxy/sockets/shared-connections.ts'
import type { Http1Way } from '../../proxy/words/http1-way.ts'
import { limits, type Limits } from '../../proxy/sockets/limits.ts'
import {
  exampleHost,
  exampleListener,
  exampleMatch,
  exampleRule,
  exampleSnapshot,
} from './request-examples.ts'
import { createBalancer } from '../../proxy/balancing/balancer.ts'
import { emptySnapshot } from '../../proxy/request/empty-snapshot.ts'
import { createLiveStreams } from '../../proxy/sockets/live-streams.ts'
import { createPipeline, type RequestPipeline } from '../../proxy/request/request-pipeline.ts'
import { usualHttp2Way } from '../../proxy/words/http2-way.ts'

export interface TestGateway {
  readonly port: number
  readonly pipeline: RequestPipeline
  /** Connections that the direct way handed to the reference way. */
  readonly handedOver: () => number
  /** Serves a client on a stream of the test's own. */
  take(stream: Duplex): void
  readonly logged: readonly string[]
  /** The record of the next request that is over and was not asked for yet. */
  record(): Promise<AccessRecord>
  fetch(options?: FetchOptions): Promise<Fetched>
  /** The answer's head, its body unread. */
  open(options?: FetchOptions): Promise<IncomingMessage>
}

export interface FetchOptions extends RequestOptions {
  readonly body?: string | Buffer
}

export interface Fetched {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly trailers: IncomingMessage['trailers']
}

interface Test {
  teardown(close: () => Promise<void>): void
}

const at = { address: '127.0.0.1', port: 8080 }

export async function startTestGateway(
  t: Test,
  snapshot: RoutingSnapshot,
  given: Partial<Limits> = {},
  http1?: Http1Way,
): Promise<TestGateway> {
  const records: AccessRecord[] = []
  const waiting: ((record: AccessRecord) => void)[] = []
  const logged: string[] = []
  const log = (_: object, message: string) => void logged.push(message)
  const observer = {
    log: { error: log, warn: log, info: log, debug: log },
    onRequest: (record: AccessRecord) => {
      const next = waiting.shift()
      if (next) next(record)
      else records.push(record)
    },
    onStream: () => {},
    onConnection: () => {},
    onRefused: () => {},
  }
  const pipeline = createPipeline({ observer, limits: given, ...(http1 && { http1 }) })
  pipeline.apply(snapshot)
  const allLimits = { ...limits, ...given }
  const service = new Http1Service({
    pipeline: pipeline.pipeline,
    streams: createLiveStreams(createBalancer(), emptySnapshot),
    observer,
    limits: allLimits,
    hasPortOffset: true,
    http2: usualHttp2Way,
    ticketSecret: () => Buffer.alloc(32),
  })
  let handedOver = 0
  const shared = createSharedConnections({ limits: allLimits, observer, sessions: () => 0 })
  const direct =
    pipeline.direct &&
    new DirectService({
      parts: pipeline.direct,
      shared,
      observer,
      limits: allLimits,
      doors: {
        onSpoke: () => {},
        handOver: (client, isFirst) => {
          handedOver += 1
          service.take(client, undefined, isFirst ? undefined : '1.1')
        },
        refuse: (client, refusal) => endSoon(client.stream, refusalBytes(refusal), allLimits),
      },
    })
  const sockets = new Set<Socket>()
  const take = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    const facts = { ...at, remoteAddress: '127.0.0.1', remotePort: socket.remotePort ?? 0 }
    const names = { socketName: '127.0.0.1:8080' }
    const client = { stream: socket, raw: socket, facts, ...names }
    const held = direct && shared.admit(socket, 'http', names.socketName)
    if (direct && held) direct.take(client, held)
    else service.take(client)
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, take)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server on a TCP port has no other kind of address.
  const { port } = server.address() as AddressInfo
  const agent = new Agent()

  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    agent.destroy()
    server.close()
    await once(server, 'close')
    service.close()
    await pipeline.close()
  })

  const open = async ({ body, ...options }: FetchOptions = {}): Promise<IncomingMessage> => {
    const request = httpRequest({ host: '127.0.0.1', port, agent, setHost: false, ...options })
    if (!request.hasHeader('host')) request.setHeader('Host', 'shop.example')
    request.end(body)
    const [response] = await once(request, 'response')
    return response
  }

  return {
    port,
    handedOver: () => handedOver,
    // A stand-in: no more is asked of a client's socket than a stream has.
    take: (stream) => take(stream as Socket),
    pipeline,
    logged,
    open,
    record: async () => {
      const known = records.shift()
      if (known) return known
      const next = Promise.withResolvers<AccessRecord>()
      waiting.push(next.resolve)
      return next.promise
    },
    fetch: async (options) => {
      const response = await open(options)
      const body = await text(response)
      const { statusCode = 0, headers, trailers } = response
      return { status: statusCode, headers, body, trailers }
    },
  }
}

/** A listener on which every request meets this rule. */
export function snapshotOfRule(
  rule: Partial<HttpRule>,
  backends: Readonly<Record<string, readonly Endpoint[]>> = {},
  protocol: Backend['protocol'] = 'http1',
): RoutingSnapshot {
  const names = Object.keys(backends)
  const whole: HttpRule = {
    ...exampleRule(),
    label: 'all',
    backendRefs: names.slice(0, 1).map((name) => backendRefTo(name)),
    ...rule,
  }
  const host = exampleHost('', exampleMatch({ rule: whole }))
  return exampleSnapshot({
    listeners: [exampleListener({ ...at, hosts: [host] })],
    backends: Object.fromEntries(names.map((name) => [name, { name, protocol }])),
    endpoints: backends,
  })
}

export function backendRefTo(backend: string | null, given: Partial<BackendRef> = {}): BackendRef {
  return { name: `${exampleRule().name}/backendRef/0`, weight: 1, backend, filters: [], ...given }
}

/** A gateway with one backend, which answers so. */
export async function gatewayTo(
  t: Test,
  handler: Handler,
  {
    protocol = 'http1',
    rule = {},
    limits: given = {},
  }: {
    readonly protocol?: Backend['protocol']
    readonly rule?: Partial<HttpRule>
    readonly limits?: Partial<Limits>
  } = {},
): Promise<TestGateway> {
  const backend = await httpBackend(protocol, handler)
  t.teardown(backend.close)
  return startTestGateway(t, snapshotOfRule(rule, { shop: [backend.endpoint] }, protocol), given)
}

/** A gateway with one backend, which sends back what it gets by WebSocket. */
export async function webSocketGateway(
  t: Test,
  rule: Partial<HttpRule> = {},
): Promise<TestGateway> {
  const sockets = new WebSocketServer({ noServer: true })
  const backend = await httpBackend('http1', (_, response) => response.writeHead(426).end('use ws'))
  backend.server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (message, isBinary) => client.send(message, { binary: isBinary }))
      client.on('close', () => client.terminate())
    })
  })
  t.teardown(backend.close)
  return startTestGateway(t, snapshotOfRule(rule, { shop: [backend.endpoint] }))
}
