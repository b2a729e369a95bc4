// The rows of the bench: what clients do, by which door they come in, and what one of them is answered.
import { grpcMessage } from './backends/echo-backends.ts'
import { askOnce, type Answered, type Asked } from './load/ask-once.ts'
import { loadByH2load } from './load/h2load.ts'
import type { Load, LoadAt } from './load/load.ts'
import { loadByMessages, type Messages } from './load/messages.ts'
import { loadByWrk } from './load/wrk.ts'
import type { Door } from './proxies/proxy.ts'

export interface Case {
  readonly name: string
  /** For tables. */
  readonly title: string
  readonly door: Door
  /** Routes beside the one for all requests. */
  readonly routes: number
  /** Throws if this port does not answer as the backend does. */
  check(port: number): Promise<void>
  run(at: LoadAt): Promise<Load>
}

interface HttpCase extends Pick<Case, 'name' | 'title'> {
  readonly scheme?: 'http' | 'https'
  readonly path?: string
  readonly routes?: number
  /** Of the answer; default: 100. */
  readonly bytes?: number
  /** Of the request. */
  readonly body?: Buffer
}

const connections = 64
const grpcHeaders = { 'content-type': 'application/grpc', te: 'trailers' }

export const cases: readonly Case[] = [
  http1({ name: 'small', title: 'HTTP/1.1, 100 bytes' }),
  http1({ name: 'browser', title: 'HTTP/1.1, heads of a browser', words: ['browser'] }),
  http1({
    name: 'routes',
    title: 'HTTP/1.1, 5,000 routes, heads of a browser',
    words: ['browser', 'routes=5000'],
    routes: 5_000,
  }),
  http1({
    name: 'post',
    title: 'HTTP/1.1, POST of 1 KiB',
    words: ['post=1024'],
    body: Buffer.alloc(1024, 'x'),
  }),
  http1({
    name: 'large',
    title: 'HTTP/1.1, 1 MiB',
    path: '/1m',
    bytes: 1024 * 1024,
    connections: 16,
  }),
  http1({
    name: 'connections',
    title: 'HTTP/1.1, a connection for each request',
    words: ['close'],
  }),
  http1({ name: 'tls', title: 'HTTP/1.1 over TLS, 100 bytes', scheme: 'https' }),
  http1({
    name: 'handshakes',
    title: 'HTTP/1.1 over TLS, a handshake for each request',
    scheme: 'https',
    words: ['close'],
  }),
  http2({ name: 'h2c', title: 'HTTP/2 in the clear, 100 bytes' }),
  http2({ name: 'h2', title: 'HTTP/2 over TLS, 100 bytes', scheme: 'https' }),
  http2({
    name: 'grpc',
    title: 'gRPC unary, in the clear',
    door: 'grpc',
    path: '/bench.Echo/Say',
    bytes: grpcMessage.length,
    body: grpcMessage,
    headers: grpcHeaders,
    grpcStatus: '0',
  }),
  messages({ name: 'websocket', title: 'WebSocket messages', door: 'http', by: 'websocket' }),
  messages({ name: 'tcp', title: 'TCP messages', door: 'tcp', by: 'tcp' }),
  messages({
    name: 'passthrough',
    title: 'TLS messages, not decrypted',
    door: 'passthrough',
    by: 'tls',
  }),
  messages({ name: 'udp', title: 'UDP datagrams', door: 'udp', by: 'udp' }),
]

export function caseNamed(name: string): Case | undefined {
  return cases.find((each) => each.name === name)
}

function http1(
  wanted: HttpCase & { readonly words?: readonly string[]; readonly connections?: number },
): Case {
  const { name, title, scheme = 'http', path = '/', routes = 0, bytes = 100 } = wanted
  const asked = { version: 'HTTP/1.1', scheme, path, ...bodyOf(wanted) } as const
  return {
    name,
    title,
    routes,
    door: scheme,
    check: (port) => check({ ...asked, port }, { status: 200, bytes }),
    run: (at) => loadByWrk({ connections, ...wanted, scheme, path }, at),
  }
}

/** As many requests at a time as with HTTP/1.1, on an eighth of the connections. */
function http2(
  wanted: HttpCase & {
    readonly headers?: Readonly<Record<string, string>>
    readonly grpcStatus?: string
    readonly door?: Door
  },
): Case {
  const { name, title, scheme = 'http', path = '/', routes = 0, bytes = 100 } = wanted
  const { headers = {}, grpcStatus } = wanted
  const asked = { version: 'HTTP/2', scheme, path, headers, ...bodyOf(wanted) } as const
  const expected = { status: 200, bytes, ...(grpcStatus === undefined ? {} : { grpcStatus }) }
  return {
    name,
    title,
    routes,
    door: wanted.door ?? (scheme === 'http' ? 'h2c' : 'https'),
    check: (port) => check({ ...asked, port }, expected),
    run: (at) => loadByH2load({ ...asked, connections: connections / 8, streams: 8 }, at),
  }
}

/** Of 100 bytes, each echoed before the next is sent. That the echoes are right is checked for each. */
function messages(wanted: Pick<Case, 'name' | 'title' | 'door'> & Pick<Messages, 'by'>): Case {
  const load = { by: wanted.by, connections, size: 100 }
  return {
    ...wanted,
    routes: 0,
    check: async () => undefined,
    run: (at) => loadByMessages(load, at),
  }
}

function bodyOf({ body }: HttpCase): Pick<Asked, 'body'> {
  return body === undefined ? {} : { body }
}

async function check(asked: Asked, expected: Answered): Promise<void> {
  const answered = await askOnce(asked)
  if (JSON.stringify(answered) === JSON.stringify(expected)) return
  throw new Error(`answered ${JSON.stringify(answered)}, not ${JSON.stringify(expected)}`)
}
