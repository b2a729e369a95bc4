// What an echo backend answers to a request: the request itself, as JSON, in the shape that the
// echo-basic server of the Gateway API conformance suite uses. So the same chapters can run against
// that server in a cluster. Pure, apart from the server that carries it.
import type { IncomingHttpHeaders } from 'node:http'
import { delayMsOf } from './delay.ts'
import type { Failure } from './failing-tries.ts'

/** Where the backend says that it runs. */
export interface EchoIdentity {
  readonly namespace: string
  readonly service: string
  readonly pod: string
}

/** Who answers, where there is no JSON to say it: `shop/cart/cart-1`. */
export function echoName({ namespace, service, pod }: EchoIdentity): string {
  return `${namespace}/${service}/${pod}`
}

/** The request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string
  readonly target: string
  readonly host: string
  readonly proto: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2.0'
  /** Names and values in turn, as Node's `rawHeaders`; Host and pseudo-headers may be among them. */
  readonly rawHeaders: readonly string[]
  /** Absent: in the clear. */
  readonly tls?: EchoTls
}

export interface EchoTls {
  /** SNI; '' where there was none. */
  readonly serverName: string
  /** The common name of the client's certificate, whoever signed it; absent where it showed none. */
  readonly clientCertificate?: string
}

export interface Echo extends EchoIdentity {
  readonly path: string
  readonly host: string
  readonly method: string
  readonly proto: string
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly httpPort: string
  readonly ingress: string
  readonly tls?: EchoTls
}

export interface EchoAnswer {
  /** In place of an answer the connection is closed. */
  readonly isClosed?: true
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** How long the request asked to be kept waiting, in milliseconds. */
  readonly delayMs: number
}

export function echoOf(request: ReceivedRequest, identity: EchoIdentity, port: number): Echo {
  return {
    path: request.target,
    host: request.host,
    method: request.method,
    proto: request.proto,
    headers: headerLists(request.rawHeaders),
    httpPort: String(port),
    namespace: identity.namespace,
    ingress: '',
    service: identity.service,
    pod: identity.pod,
    ...(request.tls && { tls: request.tls }),
  }
}

/** `/status/NNN` answers NNN with no body; everything else is echoed, `?delay=500ms` later. */
export function answerTo(echo: Echo): EchoAnswer {
  const status = /^\/status\/(\d{3})$/.exec(echo.path)?.[1]
  if (status !== undefined) return { status: Number(status), headers: {}, body: '', delayMs: 0 }
  return {
    status: 200,
    headers: { ...askedHeaders(echo), 'content-type': 'application/json' },
    body: `${JSON.stringify(echo, null, 1)}\n`,
    delayMs: askedDelayMs(echo.path),
  }
}

export function failedAnswer({ status, delayMs }: Failure): EchoAnswer {
  const closed = status === undefined && ({ isClosed: true } as const)
  return { status: status ?? 0, headers: {}, body: '', delayMs, ...closed }
}

/** The header `X-Echo-Set-Header: name:value, name:value` asks for headers of the answer. */
function askedHeaders(echo: Echo): Record<string, string> {
  const asked = new Map<string, string>()
  for (const list of echo.headers['X-Echo-Set-Header'] ?? []) {
    for (const pair of list.split(',')) {
      const [name = '', ...value] = pair.trim().split(':')
      const known = asked.get(name)
      asked.set(name, known === undefined ? value.join(':') : `${known},${value.join(':').trim()}`)
    }
  }
  return Object.fromEntries(asked)
}

function askedDelayMs(target: string): number {
  return delayMsOf(new URLSearchParams(target.split('?')[1]).get('delay'))
}

function headerLists(rawHeaders: readonly string[]): Record<string, string[]> {
  const lists = new Map<string, string[]>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = canonicalName(rawHeaders[at] ?? '')
    if (name === 'Host' || name.startsWith(':')) continue
    lists.set(name, [...(lists.get(name) ?? []), rawHeaders[at + 1] ?? ''])
  }
  return Object.fromEntries([...lists].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** `x-forwarded-for` → `X-Forwarded-For`, as Go's net/http writes header names. */
function canonicalName(name: string): string {
  return name.toLowerCase().replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase())
}
