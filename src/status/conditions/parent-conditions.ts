// What is said about a route's parentRef: whether the Gateway or ListenerSet lets it in (shared_types.go,
// RouteConditionAccepted). `path` is where the reference stands: `spec.parentRefs[0]`.
import type { RouteKind } from '../../resources/resource-set.ts'
import { aRoute } from '../grant-needed.ts'
import type { Problem } from '../judged.ts'
import { matchedBy, namesOnly } from '../namespace-selectors.ts'

/** A listener as messages name it. */
export interface NamedListener {
  readonly name: string
  readonly port: number
}

export function routeIsAccepted(listeners: readonly string[]): Problem {
  const names = listeners.map((name) => `"${name}"`).join(', ')
  return {
    reason: 'Accepted',
    message: `Attached to ${listeners.length === 1 ? 'listener' : 'listeners'} ${names}`,
  }
}

/** "a Route ParentRef specifies a Port and/or SectionName that does not match any Listeners" */
export function noSuchListener(
  path: string,
  sought: {
    readonly sectionName: string | undefined
    readonly port: number | undefined
    /** `Gateway NAMESPACE/NAME` */
    readonly parent: string
    readonly kind: RouteKind
    /** Those that take such routes. */
    readonly listeners: readonly NamedListener[]
  },
): Problem {
  const { sectionName, port, parent, kind, listeners } = sought
  const field = sectionName === undefined ? 'port' : 'sectionName'
  const named = sectionName === undefined ? '' : ` "${sectionName}"`
  const there = few(listeners.map((listener) => `"${listener.name}" on port ${listener.port}`))
  const fix =
    listeners.length === 0
      ? `(and none at all for ${aRoute(kind)}); add one`
      : `(it has ${there}); name one of these`
  return {
    reason: 'NoMatchingParent',
    message:
      `${path}.${field}: ${parent} has no listener${named}` +
      `${port === undefined ? '' : ` on port ${port}`} ${fix}`,
  }
}

/** The route names a ListenerSet that its Gateway does not let in. */
export function notAttachedListenerSet(path: string, listenerSet: string): Problem {
  return {
    reason: 'NoMatchingParent',
    message:
      `${path}: ListenerSet ${listenerSet} is not allowed by its Gateway, see its conditions; ` +
      'nothing comes in there',
  }
}

/** Why a listener does not take routes of this kind or namespace, and what to do so that it does. */
export interface ListenerRefusal {
  readonly listener: string
  readonly why: string
  readonly fix: string
}

export function kindNotCarried(
  listener: string,
  protocol: string,
  kind: RouteKind,
): ListenerRefusal {
  const isTls = protocol === 'HTTPS' || protocol === 'TLS'
  return {
    listener,
    why: `has protocol ${protocol}, which carries no ${kind}`,
    // Never another protocol for this listener: that would take it from its own routes, and TLS away.
    fix: `name a listener of protocol ${isTls ? protocolsFor[kind].tls : protocolsFor[kind].any}, or add one`,
  }
}

const protocolsFor: Readonly<Record<RouteKind, { readonly any: string; readonly tls: string }>> = {
  HTTPRoute: { any: 'HTTP or HTTPS', tls: 'HTTPS' },
  GRPCRoute: { any: 'HTTP or HTTPS', tls: 'HTTPS' },
  TLSRoute: { any: 'TLS', tls: 'TLS' },
  TCPRoute: { any: 'TCP', tls: 'TCP' },
  UDPRoute: { any: 'UDP', tls: 'UDP' },
}

export function kindNotAllowed(
  listener: string,
  kinds: readonly string[],
  kind: RouteKind,
): ListenerRefusal {
  return {
    listener,
    why: `allows kind ${kinds.join(', ')} only`,
    fix: `add {kind: ${kind}} to allowedRoutes.kinds of listener "${listener}"`,
  }
}

export function onlySameNamespace(listener: string, own: string, asking: string): ListenerRefusal {
  return {
    listener,
    why: `allows routes of its own namespace ${own} only`,
    fix: fixForNamespace(listener, own, asking),
  }
}

/** `selector` in words; undefined: there is none that can be used. */
export function selectorDoesNotMatch(
  listener: string,
  selector: string | undefined,
  asking: string,
): ListenerRefusal {
  if (selector === undefined) {
    const why = 'has no valid selector, and so allows no namespace'
    return { listener, why, fix: fixForNamespace(listener, asking) }
  }
  return {
    listener,
    why: `allows routes of namespaces with ${selector} only`,
    fix: matchedBy(selector, asking),
  }
}

/** All that shall come in from then on. */
function fixForNamespace(listener: string, ...namespaces: readonly string[]): string {
  return `set at listener "${listener}" allowedRoutes: {namespaces: ${namesOnly(namespaces)}}`
}

/** "the Gateway has no Listener whose allowedRoutes criteria permit the route" */
export function notAllowedByListeners(
  path: string,
  sought: {
    readonly parent: string
    readonly kind: RouteKind
    readonly namespace: string
    readonly refusals: readonly ListenerRefusal[]
  },
): Problem {
  const { parent, kind, namespace, refusals } = sought
  const reasons = few(refusals.map(({ listener, why }) => `listener "${listener}" ${why}`))
  const [first] = refusals
  const fix = first ? `; to allow it, ${first.fix}` : ''
  return {
    reason: 'NotAllowedByListeners',
    message:
      `${path}: no listener of ${parent} takes ${aRoute(kind)} of namespace ${namespace}: ` +
      `${reasons}${fix}`,
  }
}

/** "the Gateway has no compatible Listeners whose Hostname matches the route" */
export function noMatchingHostname(sought: {
  readonly parent: string
  readonly hostnames: readonly string[]
  readonly listeners: readonly { readonly name: string; readonly hostname: string }[]
  /** Of listeners whose hostname does match, and which don't let the route in. */
  readonly refusals: readonly ListenerRefusal[]
}): Problem {
  const { parent, hostnames, listeners, refusals } = sought
  const there = few(listeners.map(({ name, hostname }) => `"${name}" has ${hostname}`))
  return {
    reason: 'NoMatchingListenerHostname',
    message:
      `spec.hostnames: ${hostnames.join(', ')} ${hostnames.length === 1 ? 'is' : 'are'} outside of ` +
      `what the listeners of ${parent} serve (${there}); use a hostname within one of ` +
      `these, or change the listener's${refusedAlthoughMatching(refusals)}`,
  }
}

/** Mostly the listener that was meant: it has the hostname, and another one has the permission. */
function refusedAlthoughMatching(refusals: readonly ListenerRefusal[]): string {
  const [first] = refusals
  if (!first) return ''
  const reasons = few(refusals.map(({ listener, why }) => `listener "${listener}" ${why}`))
  return `. Not counted are those that have such a hostname and take no such route: ${reasons}; to allow it, ${first.fix}`
}

/** "IPs are not allowed" (Hostname): the others go on serving. A route without any would serve all. */
export function routeHostnamesAreAddresses(
  addresses: readonly (readonly [path: string, hostname: string])[],
  hasOthers: boolean,
): Problem {
  const fix = hasOthers ? 'remove it' : 'write the name that clients ask for'
  const message = addresses
    .map(
      ([path, hostname]) =>
        `${path}: ${hostname} is an IP address, and only names may stand here; ${fix}`,
    )
    .join('. ')
  return { reason: 'UnsupportedValue', message }
}

/** HTTPRoutes and GRPCRoutes share no hostname of a listener (grpcroute_types.go). */
export function hostnameHeldByOtherKind(conflict: {
  readonly kind: RouteKind
  readonly hostname: string
  /** `gateway/NAMESPACE/NAME/listener/LISTENER`, or `listenerset/…` */
  readonly listener: string
  readonly winner: { readonly kind: RouteKind; readonly name: string | undefined }
}): Problem {
  const { kind, hostname, listener, winner } = conflict
  const holder =
    winner.name === undefined
      ? `${aRoute(winner.kind)} of another namespace`
      : `${winner.kind} ${winner.name}`
  const names = hostname === '' ? 'every hostname' : hostname
  const section = listener.slice(listener.lastIndexOf('/') + 1)
  return {
    reason: 'HostnameConflict',
    message:
      `spec.hostnames: ${names} at listener "${section}" is held, whole or in part, by ${holder}, which is ` +
      `older (of the same age, the first by name); ${aRoute(kind)} and ${aRoute(winner.kind)} share no ` +
      'hostname of a listener: give each its own',
  }
}

/** Appended to an accepted route's message: what would be its goes to another route of the kind. */
export function servedByOtherRoute(held: {
  readonly listener: string
  readonly winner: { readonly kind: RouteKind; readonly name: string | undefined }
  /** Of a TLSRoute. */
  readonly hostnames: readonly string[]
}): string {
  const { listener, winner, hostnames } = held
  const holder =
    winner.name === undefined
      ? `${aRoute(winner.kind)} of another namespace`
      : `${winner.kind} ${winner.name}`
  const what = hostnames.length === 0 ? 'comes to' : `asks for ${few(hostnames)} at`
  return `What ${what} listener "${listener}" goes to ${holder}, which comes first, and not here`
}

/** Appended to an accepted route's message: attached, and yet without traffic. */
export function listenersNotLive(listeners: readonly string[], ofSets = false): string {
  const names = listeners.map((name) => `"${name}"`).join(', ')
  const subject = listeners.length === 1 ? `listener ${names} is` : `listeners ${names} are`
  return `No traffic comes that way while ${subject} not served, see the conditions of the ${ofSets ? 'ListenerSet' : 'Gateway'}`
}

/** A Gateway may have 64 listeners; a message names the first four. */
function few(items: readonly string[]): string {
  const more = items.length - 4
  return `${items.slice(0, 4).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
