// Which of a request's headers go past the listener. Those of one hop are the listener's own business,
// and nothing that an endpoint could take for framing or for the gateway's word may come from a client.
import { connectionHeaders, neverTrailers } from '../../snapshot/connection-headers.ts'
import type { HeaderList } from '../words/exchange.ts'

/** Those of one connection, and those between a client and its next proxy. Host and Expect are dealt with here. */
export const ofOneHop: ReadonlySet<string> = new Set([
  ...connectionHeaders,
  'expect',
  'host',
  'proxy-authenticate',
  'proxy-authorization',
])

/**
 * A header that Connection names goes, but no client takes the target, the length or the count of passes
 * from a request.
 */
const neverNamed = new Set(['host', 'content-length', 'cdn-loop'])

/** With underscores they are other headers to HTTP, and the same ones to CGI and its heirs. */
const aliased = new Set([
  ...ofOneHop,
  'content-length',
  'content-type',
  'forwarded',
  'x-real-ip',
  'x-request-id',
  'x-original-url',
  'x-rewrite-url',
])

/** `raw`: name and value in turns, as Node gives them. */
export function endToEndRequestHeaders(raw: readonly string[]): HeaderList {
  const named = namedByConnection(raw)
  const headers: (readonly [string, string])[] = []
  let takesTrailers = false
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!
    const value = raw[i + 1]!
    const lower = name.toLowerCase()
    if (lower === 'te' && hasToken(value, 'trailers')) takesTrailers = true
    if (lower.startsWith(':') || ofOneHop.has(lower) || named.has(lower)) continue
    if (lower.includes('_') && isAlias(lower)) continue
    headers.push([name, value])
  }
  // The one coding of TE that can be promised to an endpoint: trailers are passed on.
  if (takesTrailers) headers.push(['te', 'trailers'])
  return headers
}

/**
 * RFC 9110 §6.5.1: no framing, routing or authentication after the body; nor what the gateway itself
 * tells: an endpoint that puts trailers among the headers would have it from the client.
 */
export function endToEndRequestTrailers(raw: readonly string[]): HeaderList {
  return endToEndRequestHeaders(raw).filter(([name]) => {
    const lower = name.toLowerCase()
    return !neverTrailers.has(lower) && !isAlias(lower)
  })
}

function namedByConnection(raw: readonly string[]): ReadonlySet<string> {
  const named = new Set<string>()
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]!.toLowerCase() !== 'connection') continue
    for (const name of tokensOf(raw[i + 1]!)) if (!neverNamed.has(name)) named.add(name)
  }
  return named
}

function isAlias(lower: string): boolean {
  const name = lower.replaceAll('_', '-')
  return aliased.has(name) || name.startsWith('x-forwarded-')
}

function hasToken(value: string, token: string): boolean {
  return tokensOf(value).some((part) => part.split(';')[0]!.trim() === token)
}

export function tokensOf(value: string): string[] {
  return value
    .split(',')
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== '')
}
