// Finds the match of a request: socket → listener → host → match. All of it is compiled when a
// snapshot comes; what the snapshot kept (===) is kept compiled, so that a changed route costs its host.
import { httpListeners } from '../../snapshot/http-listeners.ts'
import type {
  Host,
  HttpListener,
  Listener,
  RoutingSnapshot,
  RuleMatch,
} from '../../snapshot/routing-snapshot.ts'
import type { Connection, RequestHead } from '../words/exchange.ts'
import {
  isSameListener,
  listenerIdentity,
  type ListenerIdentity,
} from '../words/listener-identity.ts'
import { MatchSubject } from './match-subject.ts'
import { hostnameIndexOf, type HostnameIndex } from './hostname-index.ts'
import { hostRouterOf, type HostRouter } from './host-router.ts'

export interface RouteTable {
  find(connection: Connection, request: RequestHead): RouteLookup
}

export type RouteLookup =
  | {
      readonly type: 'match'
      readonly listener: HttpListener
      readonly host: Host
      readonly match: RuleMatch
    }
  /** No listener of the socket has a hostname that fits. */
  | { readonly type: 'no-listener' }
  /** The request belongs to `listener`, its TLS connection was made for another, or for who may not stay. */
  | { readonly type: 'misdirected'; readonly listener: HttpListener }
  | { readonly type: 'no-rule'; readonly listener: HttpListener }

interface CompiledListener {
  readonly hostname: string
  readonly listener: HttpListener
  readonly hosts: HostnameIndex<CompiledHost>
}

interface CompiledHost {
  readonly hostname: string
  readonly host: Host
  readonly router: HostRouter
}

type Sockets = ReadonlyMap<string, HostnameIndex<CompiledListener>>

export function routeTableOf(snapshot: RoutingSnapshot): RouteTable {
  const sockets = socketsOf(snapshot.listeners)
  const identities = new Map<HttpListener, ListenerIdentity>()
  const identityOf = (listener: HttpListener) =>
    identities.getOrInsertComputed(listener, () => listenerIdentity(listener, snapshot))
  const byConnection = new WeakMap<Connection, HostnameIndex<CompiledListener> | undefined>()
  const listenersFor = (connection: Connection) =>
    sockets.get(socketKey(connection, connection.tls !== undefined))
  return {
    find: (connection, request) => {
      const listeners = byConnection.getOrInsertComputed(connection, listenersFor)
      const compiled = listeners?.find(request.hostname, itself)
      if (!compiled) return { type: 'no-listener' }
      const { listener } = compiled
      if (isMisdirected(connection, listener, identityOf)) return { type: 'misdirected', listener }
      return findRule(compiled, request)
    },
  }
}

/**
 * "a request to "foo.example.com" SHOULD only be routed using routes attached to the "foo.example.com"
 * Listener (and not the "*.example.com" Listener)" (gateway_types.go, Listener Isolation): the most
 * specific listener has it, and no other is asked. Within a listener the next host is asked where no
 * rule of the more specific one fits: "precedence must be given to rules from the HTTPRoute with the
 * largest number of: Characters in a matching non-wildcard hostname" (httproute_types.go), which ranks
 * the rules of a less specific hostname lower and does not exclude them.
 */
function findRule({ listener, hosts }: CompiledListener, request: RequestHead): RouteLookup {
  const asked = new MatchSubject(request)
  const found = hosts.find(request.hostname, ({ host, router }): RouteLookup | undefined => {
    const match = router.find(asked)
    if (match === 'undecided') return { type: 'no-rule', listener }
    return match && { type: 'match', listener, host, match }
  })
  return found ?? { type: 'no-rule', listener }
}

/**
 * "If another Listener has an exact match or more specific wildcard entry, the Gateway SHOULD return a
 * 421. If the current Listener (selected by SNI matching during ClientHello) does not match the Host:
 * if another Listener does match the Host, the Gateway SHOULD return a 421" (gateway_types.go, after
 * GEP-3567); for HTTP/1.1 as for HTTP/2, as a client may reuse either. The others are all listeners of
 * the socket, those of other Gateways too: a new connection would reach them. And one would be asked for a
 * client certificate, where the listener trusts fewer authorities than when this connection was made. One
 * that is the same under a new name is no other.
 */
function isMisdirected(
  { tls }: Connection,
  belongsTo: HttpListener,
  identityOf: (listener: HttpListener) => ListenerIdentity,
): boolean {
  if (tls === undefined) return false
  const isTheSame =
    tls.listener === belongsTo.name || isSameListener(tls.identity, identityOf(belongsTo))
  return !isTheSame || tls.isOutdated?.(belongsTo.name) === true
}

function socketsOf(listeners: readonly Listener[]): Sockets {
  const groups = Map.groupBy(httpListeners(listeners), (listener) =>
    socketKey(listener, listener.protocol === 'HTTPS'),
  )
  const sockets = new Map<string, HostnameIndex<CompiledListener>>()
  for (const [key, group] of groups) sockets.set(key, hostnameIndexOf(group.map(compile)))
  return sockets
}

function socketKey({ address, port }: { address: string; port: number }, isTls: boolean): string {
  return `${address} ${port} ${isTls ? 'tls' : 'cleartext'}`
}

function itself<T>(item: T): T {
  return item
}

const compiledListeners = new WeakMap<HttpListener, CompiledListener>()

function compile(listener: HttpListener): CompiledListener {
  let compiled = compiledListeners.get(listener)
  if (!compiled) {
    compiled = { hostname: listener.hostname, listener, hosts: hostsOf(listener.hosts) }
    compiledListeners.set(listener, compiled)
  }
  return compiled
}

const compiledHosts = new WeakMap<readonly Host[], HostnameIndex<CompiledHost>>()

function hostsOf(hosts: readonly Host[]): HostnameIndex<CompiledHost> {
  let compiled = compiledHosts.get(hosts)
  if (!compiled) {
    compiled = hostnameIndexOf(
      hosts.map((host) => ({ hostname: host.hostname, host, router: hostRouterOf(host) })),
    )
    compiledHosts.set(hosts, compiled)
  }
  return compiled
}
