// What a snapshot says is to become of a connection or a session that is no HTTP: its listener's rule,
// one of the rule's backends by weight. Which endpoint of it is the balancer's to choose.
import { isHttpListener } from '../../snapshot/http-listeners.ts'
import type {
  Backend,
  Endpoint,
  Listener,
  RoutingSnapshot,
  ServerNameRule,
  StreamBackendRef,
  StreamRule,
  TcpListener,
  TlsListener,
  UdpListener,
} from '../../snapshot/routing-snapshot.ts'
import { chooseBackendRef } from '../balancing/choose-backend-ref.ts'
import { hostnameIndexOf, type HostnameIndex } from '../routing/hostname-index.ts'

export type StreamListener = TlsListener | TcpListener | UdpListener

export interface StreamSubject {
  /** By name: that of the socket, which is still there. */
  readonly listener: StreamListener
  /** TLS: lower case, '' none. */
  readonly serverName?: string
}

export type RoutedStream =
  | { readonly type: 'no-rule' }
  | { readonly type: 'backend-invalid'; readonly rule: StreamRule; readonly why: string }
  | {
      readonly type: 'backend'
      readonly rule: StreamRule
      readonly ref: StreamBackendRef
      readonly backend: Backend
      readonly endpoints: readonly Endpoint[]
    }

export function isStreamListener(listener: Listener): listener is StreamListener {
  return !isHttpListener(listener)
}

/** The client's own TLS reaches the endpoint then: no second layer, whatever the backend's policy asks for. */
export function isPassedOn({ listener }: StreamSubject): boolean {
  return listener.protocol === 'TLS' && !listener.tls
}

export function routeStream(
  { backends, endpoints }: Pick<RoutingSnapshot, 'backends' | 'endpoints'>,
  asked: StreamSubject,
  random?: () => number,
): RoutedStream {
  const rule = ruleFor(asked)
  if (!rule) return { type: 'no-rule' }
  const ref = chooseBackendRef(rule.backendRefs, random)
  const backend = backends[ref?.backend ?? '']
  if (!ref || !backend)
    return {
      type: 'backend-invalid',
      rule,
      why: ref?.invalid ?? 'The rule has no backendRef with a weight above 0',
    }
  return { type: 'backend', rule, ref, backend, endpoints: endpoints[backend.name] ?? [] }
}

/** Of a TLS listener that of the most specific server name. */
export function ruleFor({ listener, serverName = '' }: StreamSubject): StreamRule | undefined {
  if (listener.protocol !== 'TLS') return listener.rule
  return serverNamesOf(listener.serverNames).find(serverName, ({ rule }) => rule)
}

const indexes = new WeakMap<readonly ServerNameRule[], HostnameIndex<ServerNameRule>>()

function serverNamesOf(rules: readonly ServerNameRule[]): HostnameIndex<ServerNameRule> {
  return indexes.getOrInsertComputed(rules, () => hostnameIndexOf(rules))
}
