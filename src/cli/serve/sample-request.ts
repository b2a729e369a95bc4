// A request that meets a match: for the curl lines that are printed. The proxy's own route table says
// whether it really does, as another match may be more specific.
import { shownValue, withoutSecrets } from '../../snapshot/hide-secrets.ts'
import type { Connection, RequestHead } from '../../proxy/words/exchange.ts'
import type { RouteTable } from '../../proxy/routing/route-table.ts'
import type { Host, HttpListener, RuleMatch, ValueMatch } from '../../snapshot/routing-snapshot.ts'
import { nameWithin } from '../options/shell-words.ts'

export interface RouteSpot {
  readonly listener: HttpListener
  readonly host: Host
  readonly match: RuleMatch
}

export interface SampleRequest {
  readonly scheme: 'http' | 'https'
  /** A name to be resolved to the listener's address; '' none: the address itself. */
  readonly hostname: string
  readonly target: string
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** Undefined where none was found: regular expressions, secrets, or a match that others hide. */
export function sampleRequest(spot: RouteSpot, table: RouteTable): SampleRequest | undefined {
  const { listener, host, match } = spot
  const { path: asked, headers, queryParams } = match
  if (withoutSecrets(asked.value) !== asked.value) return undefined
  if (!canBeShown(headers) || !canBeShown(queryParams)) return undefined
  const hostname = nameWithin(host.hostname || listener.hostname)
  const query = queryParams.map(({ name, value }) => `${encoded(name)}=${encoded(value)}`)
  for (const path of pathsFor(match)) {
    const sample: SampleRequest = {
      scheme: listener.protocol === 'HTTPS' ? 'https' : 'http',
      hostname,
      target: query.length > 0 ? `${path}?${query.join('&')}` : path,
      method: match.method ?? 'GET',
      headers: headers.map(({ name, value }) => [name, value] as const),
    }
    const found = table.find(connectionTo(listener, hostname), headOf(sample))
    if (found.type === 'match' && found.match.rule === match.rule) return sample
  }
  return undefined
}

/** Neither an expression nor a secret. */
function canBeShown(matches: readonly ValueMatch[]): boolean {
  return matches.every(
    ({ type, name, value }) => type === 'Exact' && shownValue(name, value) === value,
  )
}

function pathsFor({ path }: RuleMatch): readonly string[] {
  switch (path.type) {
    case 'Exact':
      return [path.value]
    case 'PathPrefix':
      // The prefix itself may be another match's exact path.
      return [path.value || '/', `${path.value}/`, `${path.value}/any`]
    case 'RegularExpression':
      // Many an expression is a plain text, or ends with one of these.
      return [path.value, path.value.replace(/\.[*+]\$?$/, 'any').replace(/^\^/, '')].filter(
        (text) => /^\/[\w./~-]*$/.test(text),
      )
  }
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+')
}

function connectionTo(listener: HttpListener, hostname: string): Connection {
  const { address, port, gateway, name } = listener
  const client = { remoteAddress: '127.0.0.1', remotePort: 1 }
  if (listener.protocol === 'HTTP') return { address, port, ...client }
  return { address, port, ...client, tls: { serverName: hostname, gateway, listener: name } }
}

function headOf({ scheme, hostname, target, method, headers }: SampleRequest): RequestHead {
  const authority = hostname || '127.0.0.1'
  return { method, target, scheme, authority, hostname: authority, httpVersion: '1.1', headers }
}
