// What is said about a route's parentRef: whether the Gateway or ListenerSet lets it in (shared_types.go,
// RouteConditionAccepted). `path` is where the reference stands: `spec.parentRefs[0]`.
import type { RouteKind } from '../../resources/resource-set.ts'
import { aRoute } from '../grant-needed.ts'
import type { Problem } from '../judged.ts'
import type { ListenerRefusal } from './listener-refusals.ts'

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
      ? `, and none of its listeners supports ${aRoute(kind)}; add one`
      : ` (it has ${there}); use one of these`
  return {
    reason: 'NoMatchingParent',
    message:
      `${path}.${field}: ${parent} has no listener${named}` +
      `${port === undefined ? '' : ` on port ${port}`}${fix}`,
  }
}

/** The route names a ListenerSet that its Gateway does not let in. */
export function notAttachedListenerSet(path: string, listenerSet: string): Problem {
  return {
    reason: 'NoMatchingParent',
    message:
      `${path}: ListenerSet ${listenerSet} is not allowed by its Gateway; see the conditions of ` +
      'the ListenerSet. The route gets no traffic from it',
  }
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
  const fix = first ? `; ${first.fix}` : ''
  return {
    reason: 'NotAllowedByListeners',
    message:
      `${path}: no listener of ${parent} accepts ${aRoute(kind)} from namespace ${namespace}: ` +
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
      `spec.hostnames: ${hostnames.join(', ')} ${hostnames.length === 1 ? 'does' : 'do'} not match any ` +
      `listener hostname of ${parent} (${there}); use a hostname within one of these, or change the ` +
      `hostname of the listener${refusedAlthoughMatching(refusals)}`,
  }
}

/** Mostly the listener that was meant: it has the hostname, and another one has the permission. */
function refusedAlthoughMatching(refusals: readonly ListenerRefusal[]): string {
  const [first] = refusals
  if (!first) return ''
  const reasons = few(refusals.map(({ listener, why }) => `listener "${listener}" ${why}`))
  return (
    `. These listeners have a matching hostname but do not accept the route: ${reasons}; ` +
    `${first.fix}`
  )
}

/** "IPs are not allowed" (Hostname): the others go on serving. A route without any would serve all. */
export function routeHostnamesAreAddresses(
  addresses: readonly (readonly [path: string, hostname: string])[],
  hasOthers: boolean,
): Problem {
  const fix = hasOthers ? 'remove it' : 'use the DNS name that clients request'
  const message = addresses
    .map(
      ([path, hostname]) =>
        `${path}: ${hostname} is an IP address, but only DNS names are allowed; ${fix}`,
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
      `spec.hostnames: ${names} of listener "${section}" is already used, in whole or in part, by ` +
      `${holder}, which is older (or equally old and first in alphabetical order); use another hostname. A listener ` +
      `cannot share a hostname between ${aRoute(kind)} and ${aRoute(winner.kind)}`,
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
  const what =
    hostnames.length === 0
      ? `of listener "${listener}"`
      : `for ${few(hostnames)} on listener "${listener}"`
  return `Traffic ${what} goes to ${holder}, which takes precedence; this route receives none of it`
}

/** Appended to an accepted route's message: attached, and yet without traffic. */
export function listenersNotLive(listeners: readonly string[], ofSets = false): string {
  const names = listeners.map((name) => `"${name}"`).join(', ')
  const [subject, until] =
    listeners.length === 1 ? ['listener', 'it is'] : ['listeners', 'they are']
  return (
    `The route receives no traffic from ${subject} ${names} until ${until} programmed; see the ` +
    `conditions of the ${ofSets ? 'ListenerSet' : 'Gateway'}`
  )
}

/** A Gateway may have 64 listeners; a message names the first four. */
function few(items: readonly string[]): string {
  const more = items.length - 4
  return `${items.slice(0, 4).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
