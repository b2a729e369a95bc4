// What a backend is told of the client and of what it asked for: the gateway's own knowledge, from the
// socket. The same said by the client is dropped, unless the client is a hop that is trusted.
import type { Connection, HeaderList, RequestHead } from '../words/exchange.ts'
import { valuesOf } from '../words/header-list.ts'
import { passNote } from '../words/loop.ts'

export interface ForwardedHop {
  readonly connection: Connection
  readonly request: RequestHead
  readonly requestId: string
  /**
   * How many proxies before the gateway are trusted, as Envoy's xff_num_trusted_hops: with one, what
   * the socket's peer says is believed. 0, the default: nobody is.
   */
  readonly trustedHops?: number
}

/** What is written here, and names that say the same to some backend. */
export const toldByGateway: ReadonlySet<string> = new Set([
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'forwarded',
  // What Envoy tells of a client's certificate: backends take it for a proof of who that is.
  'x-forwarded-client-cert',
  'x-forwarded-port',
  'x-forwarded-scheme',
  'x-forwarded-ssl',
  'x-forwarded-prefix',
  'x-forwarded-server',
  'x-real-ip',
  'x-request-id',
  // A backend that reads headers through CGI or WSGI takes `_` and `-` for one.
  'x_forwarded_for',
  'x_forwarded_proto',
  'x_forwarded_host',
  'x_real_ip',
])

export function withForwardingHeaders(
  headers: HeaderList,
  { connection, request, requestId, trustedHops = 0 }: ForwardedHop,
): HeaderList {
  const told = trustedHops > 0 ? toldBy(headers, trustedHops) : nothingTold
  return [
    ...headers.filter(([name]) => !toldByGateway.has(name.toLowerCase())),
    ['X-Forwarded-For', [...told.addresses, connection.remoteAddress].join(', ')],
    ['X-Forwarded-Proto', told.proto ?? request.scheme],
    ['X-Forwarded-Host', told.host ?? request.authority],
    ['X-Request-Id', requestId],
    passNote,
  ]
}

interface Told {
  readonly addresses: readonly string[]
  readonly proto?: string | undefined
  readonly host?: string | undefined
}

const nothingTold: Told = { addresses: [] }

/** Of a list of addresses each hop wrote the last: of more than are trusted the rest is a client's word. */
function toldBy(headers: HeaderList, hops: number): Told {
  return {
    addresses: listOf(headers, 'x-forwarded-for').slice(-hops),
    proto: listOf(headers, 'x-forwarded-proto').findLast((proto) => /^https?$/.test(proto)),
    host: listOf(headers, 'x-forwarded-host').at(-1),
  }
}

function listOf(headers: HeaderList, name: string): readonly string[] {
  return valuesOf(headers, name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '')
}
