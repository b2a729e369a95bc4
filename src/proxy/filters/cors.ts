// What a CORS filter says to browsers (https://fetch.spec.whatwg.org/#http-cors-protocol): which pages of
// other origins may send requests, and read the answers. It guards the pages' users, not the backend: a
// request of an origin that is not allowed is answered as ever, and only the browser keeps it from the page.
import type { Cors } from '../../snapshot/routing-snapshot.ts'
import type { HeaderList, RequestHead } from '../words/exchange.ts'
import { hasHeader, isSameName, valuesOf, withAdded } from '../words/header-list.ts'
import { isAllowedOrigin } from './cors-origin.ts'

/** A browser's question before a request that a page may not send unasked. */
export function isPreflight(request: RequestHead): boolean {
  // Its headers may become a list only where somebody asks for them.
  return (
    request.method === 'OPTIONS' &&
    hasHeader(request.headers, 'origin') &&
    hasHeader(request.headers, 'access-control-request-method')
  )
}

/** Of the request that a preflight asks for; undefined: it is none, or asks for several. */
export function announcedMethod(request: RequestHead): string | undefined {
  if (!isPreflight(request)) return undefined
  const [method, another] = valuesOf(request.headers, 'access-control-request-method')
  return another === undefined ? method : undefined
}

/** The headers that answer a preflight; undefined: not from this origin. */
export function preflightHeaders(cors: Cors, { headers }: RequestHead): HeaderList | undefined {
  const origin = allowedOrigin(cors, headers)
  if (origin === undefined) return undefined
  const methods = allowed(cors.allowMethods, valuesOf(headers, 'access-control-request-method'))
  const names = allowed(cors.allowHeaders, valuesOf(headers, 'access-control-request-headers'))
  // "the gateway cannot use the `*` in the `Access-Control-Expose-Headers` response header"
  const exposed = cors.allowCredentials ? withoutWildcard(cors.exposeHeaders) : cors.exposeHeaders
  return [
    ...originHeaders(cors, origin),
    ...listHeader('Access-Control-Allow-Methods', methods),
    ...listHeader('Access-Control-Allow-Headers', names),
    ...listHeader('Access-Control-Expose-Headers', exposed),
    ['Access-Control-Max-Age', `${cors.maxAgeSeconds}`],
  ]
}

/** What the answer to a preflight depends on, for caches that keep such answers. */
export const preflightVary = [
  'Vary',
  'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
] as const

/** An answer's headers with those of the filter, in place of any that the backend has given itself. */
export function withCors(headers: HeaderList, cors: Cors, request: RequestHead): HeaderList {
  const own = headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'))
  const origin = allowedOrigin(cors, request.headers)
  // Else a cache would give one origin what was said to another.
  const varied = isForAll(cors) ? own : varyingByOrigin(own)
  if (origin === undefined) return varied
  return [
    ...varied,
    ...originHeaders(cors, origin),
    ...listHeader('Access-Control-Expose-Headers', exposedOf(cors, own)),
  ]
}

/** "If the configuration contains the wildcard `*` in `allowOrigins` and `allowCredentials` is set to `false`" */
function isForAll({ allowOrigins, allowCredentials }: Cors): boolean {
  return !allowCredentials && allowOrigins.includes('*')
}

/** The value of Access-Control-Allow-Origin. One that is sent to all needs no question, and is cached for all. */
function allowedOrigin(cors: Cors, asked: HeaderList): string | undefined {
  if (isForAll(cors)) return '*'
  const [origin, another] = valuesOf(asked, 'origin')
  if (origin === undefined || another !== undefined) return undefined
  return isAllowedOrigin(cors, origin) ? origin : undefined
}

function originHeaders({ allowCredentials }: Cors, origin: string): HeaderList {
  const shared = ['Access-Control-Allow-Origin', origin] as const
  return allowCredentials ? [shared, ['Access-Control-Allow-Credentials', 'true']] : [shared]
}

/**
 * For the wildcard, what was asked for, with credentials or without: browsers take `*` for a name where
 * there are credentials, and never let it stand for `Authorization`. What was not asked for, or is no
 * list of names, is left out.
 */
function allowed(configured: readonly string[], asked: readonly string[]): readonly string[] {
  if (!configured.includes('*')) return configured
  const names = asked.join(',').split(',', maxNames + 1)
  const trimmed = names.map((name) => name.trim())
  return trimmed.length <= maxNames && trimmed.every((name) => token.test(name)) ? trimmed : []
}

const maxNames = 100
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/

/** With credentials `*` is but a name, so that the names of the answer's headers stand in its place. */
function exposedOf(cors: Cors, headers: HeaderList): readonly string[] {
  const { allowCredentials, exposeHeaders } = cors
  if (!allowCredentials || !exposeHeaders.includes('*')) return exposeHeaders
  const names = [...withoutWildcard(exposeHeaders), ...headers.map(([name]) => name)]
  const unique = new Map(names.map((name) => [name.toLowerCase(), name]))
  // Never shown to a page, whatever is said here.
  unique.delete('set-cookie')
  return [...unique.values()]
}

function withoutWildcard(names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== '*')
}

function listHeader(name: string, values: readonly string[]): HeaderList {
  return values.length > 0 ? [[name, values.join(', ')]] : []
}

function varyingByOrigin(headers: HeaderList): HeaderList {
  const named = valuesOf(headers, 'vary').flatMap((value) => value.split(','))
  const isVarying = named.some((name) => name.trim() === '*' || isSameName(name.trim(), 'origin'))
  return isVarying ? headers : withAdded(headers, 'Vary', 'Origin')
}
