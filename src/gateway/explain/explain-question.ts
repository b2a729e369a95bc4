// What was typed → the request or the connection that is meant. A URL is taken apart as it is, and not by
// `new URL()`, which mends what a gateway refuses: whether it is right is the pipeline's to say.
import { isIP } from 'node:net'
import type { HeaderList } from '../../proxy/words/exchange.ts'
import { printable } from '../../observe/log/printable.ts'
import type { RequestQuestion } from '../../proxy/explain/explain-request.ts'
import { readAuthority, withoutTrailingDot } from '../../proxy/client-side/authority.ts'
import type { ConnectionQuestion } from '../../proxy/explain/explain-stream.ts'
import { UsageError } from '../words/usage-error.ts'

export type ExplainQuestion =
  | { readonly type: 'request'; readonly request: RequestQuestion }
  | { readonly type: 'connection'; readonly connection: ConnectionQuestion }

export interface HandshakeAndHeaders {
  readonly header: HeaderList
  /** The server name of the handshake, where it is not the host. */
  readonly sni?: string | undefined
}

const wellKnownPorts: Readonly<Record<string, number>> = { http: 80, https: 443, tls: 443 }
const protocols = { tls: 'TLS', tcp: 'TCP', udp: 'UDP' } as const

export function explainQuestionOf(
  words: readonly string[],
  { header, sni }: HandshakeAndHeaders,
): ExplainQuestion {
  const { method, url } = wordsOf(words)
  const [, written, authority = '', rest = ''] = /^([a-z]+):\/\/([^/?#]*)([^#]*)/is.exec(url) ?? []
  const scheme = written?.toLowerCase()
  if (scheme !== 'http' && scheme !== 'https' && !isStream(scheme))
    throw new UsageError(
      `'${printable(url)}' is not a supported URL: give one that begins with http://, https://, tls://, tcp:// or udp://.`,
    )
  const place = placeOf(url, authority, scheme)
  const serverName = nameOf(sni, place.hostname)
  if (sni !== undefined && scheme !== 'https' && scheme !== 'tls')
    throw new UsageError(`A ${scheme}:// URL has no TLS server name: remove --sni.`)
  if (isStream(scheme)) {
    if (method !== undefined)
      throw new UsageError(`A ${scheme}:// URL has no method: remove ${printable(method)}.`)
    if (header.length > 0) throw new UsageError(`A ${scheme}:// URL has no headers: remove -H.`)
    if (rest !== '' && rest !== '/')
      throw new UsageError(`A ${scheme}:// URL has no path: remove ${printable(rest)}.`)
    return { type: 'connection', connection: { ...place, protocol: protocols[scheme], serverName } }
  }
  if (method === undefined)
    throw new UsageError(
      `Put the method before the URL, such as: rauta explain GET ${printable(url)}`,
    )
  const host = header.findIndex(([name]) => name.toLowerCase() === 'host')
  return {
    type: 'request',
    request: {
      ...place,
      method,
      scheme,
      serverName,
      // As curl does it: the URL says where to connect, Host whom to ask for.
      authority: header[host]?.[1] ?? authority,
      target: rest.startsWith('/') ? rest : `/${rest}`,
      headers: header.filter((_, index) => index !== host),
    },
  }
}

/** A name is a token, a value has no control characters (RFC 9110 §5.1, §5.5). Undefined: it is none. */
export function readHeader(text: string): HeaderList[number] | undefined {
  const [, name, value] = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*(.*?)[\t ]*$/s.exec(text) ?? []
  if (name === undefined || value === undefined) return undefined
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? [name, value] : undefined
}

function wordsOf(words: readonly string[]): { method?: string; url: string } {
  const [first, second] = words
  if (first !== undefined && second === undefined) return { url: first }
  if (first !== undefined && second !== undefined && words.length === 2)
    return { method: first, url: second }
  throw new UsageError(
    'Give one request before the flags, such as: rauta explain GET http://shop.example/cart -f manifests/',
  )
}

function isStream(scheme: string | undefined): scheme is keyof typeof protocols {
  return scheme !== undefined && Object.hasOwn(protocols, scheme)
}

function placeOf(url: string, authority: string, scheme: string) {
  if (authority.includes('@'))
    throw new UsageError('A URL with a user is not supported: remove the part before the @.')
  const [, digits] = /:(\d+)$/.exec(authority) ?? []
  if (Number(digits ?? 1) < 1 || Number(digits ?? 1) > 65_535)
    throw new UsageError(`${digits} is not a port: give a number from 1 to 65535.`)
  const read = readAuthority(authority)
  if (!read)
    throw new UsageError(
      `The URL '${printable(url)}' has no valid host: write HOST or HOST:PORT after the //.`,
    )
  const port = digits === undefined ? wellKnownPorts[scheme] : Number(digits)
  if (port === undefined)
    throw new UsageError(
      `Give the port, such as ${scheme}://${read.hostname}:${scheme === 'udp' ? 53 : 5432}.`,
    )
  return { hostname: read.hostname, port }
}

/** Clients name no address in a handshake (RFC 6066 §3). */
function nameOf(sni: string | undefined, hostname: string): string {
  if (sni !== undefined) return withoutTrailingDot(sni.toLowerCase())
  return hostname.startsWith('[') || isIP(hostname) > 0 ? '' : hostname
}
