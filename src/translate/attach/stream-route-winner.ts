// TLSRoutes, TCPRoutes and UDPRoutes have nothing to tell connections apart by but the listener, and TLS the
// server name: of several routes at one place the oldest has it ("the oldest Route based on creation
// timestamp", then by name; https://gateway-api.sigs.k8s.io/guides/api-design/#conflicts). The others stay
// attached and accepted, and are told.
import { servedByOtherRoute } from '../../status/conditions/parent-conditions.ts'
import { inOrderOfAge } from '../words/age.ts'
import { bySpecificity } from '../words/hostnames.ts'
import type { Attachment, AttachedListener } from './attach-route.ts'
import { type AttachedRoute, listenersOf } from './attached-route.ts'
import { createRouteConflicts, type RouteConflict, spokenWinner } from './route-conflicts.ts'

export const createStreamRouteWinner = () => createRouteConflicts(lossesAmong, afterLoss)

interface Claim {
  readonly attached: AttachedRoute
  readonly listener: string
  readonly hostname: AttachedListener['hostnames'][number]
}

function lossesAmong(
  routes: readonly AttachedRoute[],
): ReadonlyMap<AttachedRoute, readonly RouteConflict[]> {
  const losses = new Map<AttachedRoute, RouteConflict[]>()
  const streams = routes.filter(({ translated }) => translated.rule)
  const claims = inOrderOfAge(streams, ({ route }) => route).flatMap((attached) =>
    attached.listeners.flatMap(({ name, hostnames }) =>
      hostnames.map((hostname): Claim => ({ attached, listener: name, hostname })),
    ),
  )
  for (const same of Map.groupBy(claims, placeOf).values()) {
    // What a listener cuts `*.b` and `a.b` both to goes to who asked for `a.b`.
    const [first, ...others] = same.toSorted((a, b) =>
      bySpecificity(a.hostname.ofRoute, b.hostname.ofRoute),
    )
    for (const { attached, listener, hostname } of first ? others : [])
      losses
        .getOrInsertComputed(attached, () => [])
        .push({ listener, hostname: hostname.hostname, winner: first!.attached })
  }
  return losses
}

function placeOf({ listener, hostname }: Claim): string {
  return `${listener} ${hostname.hostname}`
}

function afterLoss(attached: AttachedRoute, losses: readonly RouteConflict[]): AttachedRoute {
  const byListener = Map.groupBy(losses, ({ listener }) => listener)
  const attachments = attached.attachments.map((attachment): Attachment => {
    const notes = attachment.listeners.flatMap(({ name }) => {
      const lost = byListener.get(name) ?? []
      const [first] = lost
      return first ? servedByOtherRoute(spokenLoss(attached, first, lost)) : []
    })
    const listeners = attachment.listeners.map((listener) =>
      withoutHostnames(listener, byListener.get(listener.name) ?? []),
    )
    return notes.length === 0 ? attachment : { ...attachment, listeners, notes }
  })
  return { ...attached, attachments, listeners: listenersOf(attachments) }
}

function withoutHostnames(
  listener: AttachedListener,
  losses: readonly RouteConflict[],
): AttachedListener {
  const lost = new Set(losses.map(({ hostname }) => hostname))
  return {
    ...listener,
    hostnames: listener.hostnames.filter(({ hostname }) => !lost.has(hostname)),
  }
}

function spokenLoss(
  attached: AttachedRoute,
  first: RouteConflict,
  losses: readonly RouteConflict[],
) {
  return {
    listener: first.listener.slice(first.listener.lastIndexOf('/') + 1),
    winner: spokenWinner(attached, first),
    hostnames: losses.map(({ hostname }) => hostname).filter((hostname) => hostname !== ''),
  }
}
