// A data plane with a rule of gRPC, raw streams of HTTP/2 as its clients and endpoints, for tests.
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  createServer,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AccessRecord } from '../../observe/log/access-record.ts'
import type { Endpoint, HttpRule, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { createDataPlane } from '../../proxy/data-plane.ts'
import { listen, type Test, type TestBackend } from './endpoint-side/backends.ts'
import type { Limits } from '../../proxy/sockets/limits.ts'
import type { Pipeline } from '../../proxy/words/exchange.ts'
import type { Http1Way } from '../../proxy/words/http1-way.ts'
import { freePort } from '../free-ports.ts'
import { watch } from './client-side/plane.ts'
import { createPipeline } from '../../proxy/request/request-pipeline.ts'
import { snapshotOfRule } from './gateway.ts'

export type OnCall = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void

export interface GrpcGateway {
  readonly port: number
  /** One connection. */
  readonly client: ClientHttp2Session
  /** Begins a call; the caller ends its side. */
  call(headers?: OutgoingHttpHeaders): ClientHttp2Stream
  /** Requests that the pipeline got, and not the direct way. */
  readonly byPipeline: () => number
  /** The record of the next request that is over and was not asked for yet. */
  record(): Promise<AccessRecord>
}

export const grpcHead = {
  ':method': 'POST',
  ':path': '/shop.Cart/Get',
  ':authority': 'shop.example',
  'content-type': 'application/grpc',
  te: 'trailers',
}

/** An endpoint that speaks HTTP/2 alone. */
export async function grpcBackend(t: Test, onCall: OnCall): Promise<TestBackend> {
  const server = createServer()
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => {})
    onCall(stream, headers)
  })
  const backend = await listen(server)
  t.teardown(backend.close)
  return backend
}

/** In front of one endpoint that answers so, of a backend that says nothing of HTTP/2. */
export async function grpcGateway(
  t: Test,
  onCall: OnCall,
  limits: Partial<Limits> = {},
): Promise<GrpcGateway> {
  const { endpoint } = await grpcBackend(t, onCall)
  return startGrpcGateway(t, grpcSnapshot({ shop: [endpoint] }), limits)
}

/** A listener on which every request meets this rule, whose first backend is the first of those. */
export function grpcSnapshot(
  backends: Readonly<Record<string, readonly Endpoint[]>>,
  rule: Partial<HttpRule> = {},
): RoutingSnapshot {
  return snapshotOfRule({ isGrpc: true, ...rule }, backends)
}

export async function startGrpcGateway(
  t: Test,
  snapshot: RoutingSnapshot,
  limits: Partial<Limits> = {},
  http1?: Http1Way,
): Promise<GrpcGateway> {
  const port = await freePort()
  const records: AccessRecord[] = []
  const waiting: ((record: AccessRecord) => void)[] = []
  const observer = {
    ...watch().observer,
    onRequest: (record: AccessRecord) => {
      const next = waiting.shift()
      if (next) next(record)
      else records.push(record)
    },
  }
  let byPipeline = 0
  const made = createPipeline({ observer, limits, ...(http1 && { http1 }) })
  const pipeline: Pipeline = (...asked) => {
    byPipeline++
    return made.pipeline(...asked)
  }
  const requestPipeline = { ...made, pipeline }
  const plane = createDataPlane({ requestPipeline, observer, limits })
  t.teardown(() => plane.drain(0))
  const listeners = snapshot.listeners.map((listener) => ({ ...listener, port }))
  await plane.apply({ ...snapshot, listeners })
  // More than a message of 16 MB, which waits in a client that writes it at once.
  const client = connect(`http://127.0.0.1:${port}`, { maxSessionMemory: 100 })
  client.on('error', () => {})
  t.teardown(async () => client.destroy())
  return {
    port,
    client,
    byPipeline: () => byPipeline,
    call: (headers = {}) => client.request({ ...grpcHead, ...headers }).on('error', () => {}),
    record: async () => {
      const known = records.shift()
      if (known) return known
      const next = Promise.withResolvers<AccessRecord>()
      waiting.push(next.resolve)
      return next.promise
    },
  }
}

export interface CallOutcome {
  readonly head: IncomingHttpHeaders & IncomingHttpStatusHeader
  /** Whether the head ended the stream. */
  readonly isTrailersOnly: boolean
  readonly body: Buffer
  readonly trailers: IncomingHttpHeaders | undefined
  readonly resetCode: number
}

/** Of a call that is over. */
export async function callOutcomeOf(stream: ClientHttp2Stream): Promise<CallOutcome> {
  let head: CallOutcome['head'] = {}
  let isTrailersOnly = false
  let trailers: IncomingHttpHeaders | undefined
  const chunks: Buffer[] = []
  stream.on('response', (headers, flags) => {
    head = headers
    isTrailersOnly = (flags & 1) !== 0
  })
  stream.on('trailers', (headers) => {
    trailers = headers
  })
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const closed = Promise.withResolvers<void>()
  stream.once('close', closed.resolve)
  await closed.promise
  const resetCode = stream.rstCode ?? 0
  return { head, isTrailersOnly, body: Buffer.concat(chunks), trailers, resetCode }
}

/** Ends a stream of an endpoint as gRPC does. */
export function endWith(stream: ServerHttp2Stream, trailers: OutgoingHttpHeaders): void {
  stream.once('wantTrailers', () => stream.sendTrailers(trailers))
  stream.end()
}

export const grpcAnswerHead = { ':status': 200, 'content-type': 'application/grpc' }
