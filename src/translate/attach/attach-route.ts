// Which listeners a route is attached to, by each of its parentRefs: what the route asks for, and what
// the listener's allowedRoutes and hostname let in. "Listener or Route status does not impact
// successful attachment" (gateway_types.go), so that nothing of it is asked here.
import { listenerName, objectName } from '../../snapshot/names.ts'
import { isIP } from 'node:net'
import type {
  Gateway,
  GatewayListener,
  ListenerSet,
  ParentReference,
} from '../../resources/gateway-api.ts'
import { keyOf, type Route } from '../../resources/resource-set.ts'
import type { Problem } from '../../status/judged.ts'
import {
  kindNotAllowed,
  kindNotCarried,
  type ListenerRefusal,
  onlySameNamespace,
  selectorDoesNotMatch,
} from '../../status/conditions/listener-refusals.ts'
import {
  noMatchingHostname,
  noSuchListener,
  notAttachedListenerSet,
  notAllowedByListeners,
  routeHostnamesAreAddresses,
} from '../../status/conditions/parent-conditions.ts'
import { spokenKind, supportedKindsOf } from '../words/supported-kinds.ts'
import { ourClassOf } from '../listeners/our-gateways.ts'
import { refusalOfListenerSet } from '../listeners/allowed-listeners.ts'
import { parentGatewayOf } from '../listeners/attach-listener-sets.ts'
import { type HostnameWithin, hostnamesWithin } from '../words/hostnames.ts'
import { spokenSelector } from '../words/label-selector.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import { allowsNamespace } from '../listeners/allowed-namespaces.ts'

/** What became of one parentRef that names a Gateway of ours, or a ListenerSet of one. */
export interface Attachment {
  readonly parentRef: ParentReference
  /** Why no listener takes the route, or not all of it; undefined: at least one takes it. */
  readonly problem: Problem | undefined
  readonly listeners: readonly AttachedListener[]
  /** On listeners that would have taken the route and do not. */
  readonly notes?: readonly string[]
}

export interface AttachedListener {
  /** `gateway/NAMESPACE/NAME/listener/LISTENER`, or `listenerset/…` */
  readonly name: string
  /** The route's hostnames within the listener's, less what an older one has. Of TCP and UDP '' alone. */
  readonly hostnames: readonly HostnameWithin[]
}

/** Of parentRefs that name something else nothing is said. */
export function createRouteAttacher(controllerName: string) {
  return memoised((route: Route, reads: Reads): readonly Attachment[] =>
    (route.spec.parentRefs ?? []).flatMap((parentRef, index) => {
      const parent = parentOf(reads, route, parentRef)
      const gateway = parent && gatewayOf(reads, parent)
      if (!gateway || !ourClassOf(reads, gateway, controllerName)) return []
      const path = `spec.parentRefs[${index}]`
      if (parent.kind === 'ListenerSet' && refusalOfListenerSet(reads, gateway, parent))
        return [{ parentRef, problem: notAttachedListenerSet(path, keyOf(parent)), listeners: [] }]
      return [attach(reads, { route, parent, parentRef, path })]
    }),
  )
}

type Parent = Gateway | ListenerSet

function parentOf(
  reads: Reads,
  { metadata }: Route,
  { group, kind, namespace = metadata.namespace, name }: ParentReference,
): Parent | undefined {
  if (group !== 'gateway.networking.k8s.io') return undefined
  if (kind !== 'Gateway' && kind !== 'ListenerSet') return undefined
  return reads.get(kind, `${namespace}/${name}`)
}

function gatewayOf(reads: Reads, parent: Parent): Gateway | undefined {
  if (parent.kind === 'Gateway') return parent
  const key = parentGatewayOf(parent)
  return key === undefined ? undefined : reads.get('Gateway', key)
}

interface Question {
  readonly route: Route
  /** A Gateway's listeners are its own alone: those of its ListenerSets have parentRefs of their own. */
  readonly parent: Parent
  readonly parentRef: ParentReference
  readonly path: string
}

function attach(reads: Reads, question: Question): Attachment {
  const { route, parent, parentRef, path } = question
  const key = keyOf(parent)
  const refused = (problem: Problem): Attachment => ({ parentRef, problem, listeners: [] })

  const chosen: readonly GatewayListener[] = parent.spec.listeners.filter((listener) =>
    isChosen(listener, parentRef),
  )
  if (chosen.length === 0) return refused(noSuchListener(path, soughtBy(question)))

  const addresses = addressesIn(route)
  const hasNames = (hostnamesOf(route)?.length ?? 0) > 0
  const notNames =
    addresses.length > 0 ? routeHostnamesAreAddresses(addresses, hasNames) : undefined
  if (notNames && !hasNames) return refused(notNames)

  const refusals = chosen.map((listener) => refusalOf(reads, { route, parent, listener }))
  const allowing = chosen.filter((_listener, index) => refusals[index] === undefined)
  if (allowing.length === 0)
    return refused(
      notAllowedByListeners(path, {
        parent: `${parent.kind} ${key}`,
        kind: route.kind,
        namespace: route.metadata.namespace ?? '',
        refusals: refusals.filter((refusal) => refusal !== undefined),
      }),
    )

  const listeners = allowing
    .map((listener) => ({
      name: listenerName(objectName(parent.kind, key), listener.name),
      hostnames: hostnamesAt(listener, route),
    }))
    .filter(({ hostnames }) => hostnames.length > 0)
  if (listeners.length === 0)
    return refused(
      noMatchingHostname({
        parent: `${parent.kind} ${key}`,
        hostnames: hostnamesOf(route) ?? [],
        listeners: allowing.map((listener) => ({
          name: listener.name,
          hostname: hostnameOf(listener),
        })),
        refusals: refusals.filter(
          (refusal, index): refusal is ListenerRefusal =>
            refusal !== undefined && hostnamesAt(chosen[index], route).length > 0,
        ),
      }),
    )
  return { parentRef, problem: notNames, listeners }
}

/** "When both Port and SectionName are specified, the name and port of the selected listener must match both". */
function isChosen(listener: GatewayListener, { sectionName, port }: ParentReference): boolean {
  return (
    (sectionName === undefined || listener.name === sectionName) &&
    (port === undefined || listener.port === port)
  )
}

function soughtBy({ route: { kind }, parent, parentRef }: Question) {
  const { sectionName, port } = parentRef
  const listeners = parent.spec.listeners.filter((listener: GatewayListener) =>
    supportedKindsOf(listener).supported.some((one) => one.kind === kind),
  )
  return { sectionName, port, parent: `${parent.kind} ${keyOf(parent)}`, kind, listeners }
}

function refusalOf(
  reads: Reads,
  question: { route: Route; parent: Parent; listener: GatewayListener },
): ListenerRefusal | undefined {
  const { route, parent, listener } = question
  const { name, allowedRoutes } = listener
  const { supported, carried } = supportedKindsOf(listener)
  if (!carried.some(({ kind }) => kind === route.kind))
    return kindNotCarried(name, listener.protocol, route.kind)
  if (!supported.some(({ kind }) => kind === route.kind))
    return kindNotAllowed(name, (allowedRoutes.kinds ?? []).map(spokenKind), route.kind)

  const { namespaces } = allowedRoutes
  const { namespace: own = '' } = parent.metadata
  const { namespace: asking = '' } = route.metadata
  if (allowsNamespace(reads, { namespaces, own, asking })) return undefined
  const { from, selector } = namespaces
  return from === 'Selector'
    ? selectorDoesNotMatch(name, spokenSelector(selector), asking)
    : onlySameNamespace(name, own, asking)
}

function hostnamesAt(listener: GatewayListener | undefined, route: Route) {
  return listener ? hostnamesWithin(hostnameOf(listener), hostnamesOf(route)) : []
}

/** Names alone. */
function hostnamesOf({ spec }: Route): readonly string[] | undefined {
  return 'hostnames' in spec ? spec.hostnames?.filter((hostname) => !isIP(hostname)) : undefined
}

function addressesIn({ spec }: Route): readonly (readonly [path: string, hostname: string])[] {
  const hostnames = ('hostnames' in spec && spec.hostnames) || []
  return hostnames.flatMap((hostname, index) =>
    isIP(hostname) ? [[`spec.hostnames[${index}]`, hostname] as const] : [],
  )
}

function hostnameOf(listener: GatewayListener): string {
  return listener.hostname?.toLowerCase() ?? ''
}
