// Requests and snapshots for the tests of pure functions: whole ones, of which a test says only what
// it is about.
import type { Backend, Endpoint, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { Host, HttpListener, HttpRule, RuleMatch } from '../../snapshot/routing-snapshot.ts'
import type { Connection, RequestHead } from '../../proxy/words/exchange.ts'

export function exampleRequest(said: Partial<RequestHead> = {}): RequestHead {
  const hostname = said.hostname ?? 'example.com'
  return {
    method: 'GET',
    target: '/',
    scheme: 'http',
    authority: hostname,
    hostname,
    httpVersion: '1.1',
    headers: [],
    ...said,
  }
}

export function exampleConnection(said: Partial<Connection> = {}): Connection {
  return {
    address: '127.0.0.1',
    port: 8080,
    remoteAddress: '192.0.2.7',
    remotePort: 50_000,
    ...said,
  }
}

export function exampleRule(name = 'httproute/default/r/rule/0'): HttpRule {
  return { name, filters: [], backendRefs: [], timeouts: {} }
}

/** By default it matches everything. */
export function exampleMatch(said: Partial<RuleMatch> = {}): RuleMatch {
  const name = said.name ?? 'httproute/default/r/rule/0/match/0'
  return {
    name,
    path: { type: 'PathPrefix', value: '' },
    headers: [],
    queryParams: [],
    rule: exampleRule(name),
    ...said,
  }
}

export function exampleHost(hostname: string, ...matches: readonly RuleMatch[]): Host {
  return { hostname, matches: matches.length > 0 ? matches : [exampleMatch({ name: hostname })] }
}

export function exampleListener(said: Partial<HttpListener> = {}): HttpListener {
  return {
    name: `gateway/default/g/listener/${said.hostname ?? ''}`,
    gateway: 'gateway/default/g',
    protocol: 'HTTP',
    address: '127.0.0.1',
    port: 8080,
    clientPort: 8080,
    hostname: '',
    hosts: [],
    ...said,
  }
}

export function exampleSnapshot(said: Partial<RoutingSnapshot> = {}): RoutingSnapshot {
  return { listeners: [], backends: {}, endpoints: {}, certificates: {}, caBundles: {}, ...said }
}

export function exampleBackend(said: Partial<Backend> = {}): Backend {
  return { name: 'service/default/s/80', protocol: 'http1', ...said }
}

/** `10.0.0.1:8080` and so on. */
export function exampleEndpoints(count: number): readonly Endpoint[] {
  return Array.from({ length: count }, (_, index) => {
    const address = `10.0.${index >> 8}.${(index & 255) + 1}`
    return { address, port: 8080, name: address }
  })
}
