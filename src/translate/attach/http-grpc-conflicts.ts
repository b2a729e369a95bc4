// HTTPRoutes and GRPCRoutes of one listener: "If a Route (A) of type HTTPRoute or GRPCRoute is attached to a
// Listener and that listener already has another Route (B) of the other type attached and the intersection
// of the hostnames of A and B is non-empty, then the implementation MUST accept exactly one of these two
// routes … The oldest Route … The Route appearing first in alphabetical order" (grpcroute_types.go).
import { hostnameHeldByOtherKind } from '../../status/conditions/parent-conditions.ts'
import { inOrderOfAge } from '../words/age.ts'
import type { Attachment, AttachedListener } from './attach-route.ts'
import { type AttachedRoute, listenersOf } from './attached-route.ts'
import { HeldHostnames } from '../words/held-hostnames.ts'
import { createRouteConflicts, type RouteConflict, spokenWinner } from './route-conflicts.ts'

export const createHttpGrpcConflicts = () => createRouteConflicts(lossesAmong, afterLoss)

function lossesAmong(
  routes: readonly AttachedRoute[],
): ReadonlyMap<AttachedRoute, readonly RouteConflict[]> {
  const mixed = mixedListeners(routes)
  if (mixed.size === 0) return new Map()
  const held = new Map<string, HeldHostnames<AttachedRoute>>()
  const losses = new Map<AttachedRoute, RouteConflict[]>()
  const contenders = routes.filter(({ listeners }) => listeners.some(({ name }) => mixed.has(name)))
  for (const attached of inOrderOfAge(contenders, ({ route }) => route)) {
    const { kind } = attached.route
    const other = kind === 'HTTPRoute' ? 'GRPCRoute' : 'HTTPRoute'
    for (const { name, hostnames } of attached.listeners.filter((one) => mixed.has(one.name))) {
      const lost = lostTo(held.get(`${name} ${other}`), hostnames)
      if (lost) {
        losses.getOrInsertComputed(attached, () => []).push({ listener: name, ...lost })
        continue
      }
      const own = held.getOrInsertComputed(`${name} ${kind}`, () => new HeldHostnames())
      for (const { hostname } of hostnames) own.hold(hostname, attached)
    }
  }
  return losses
}

/** Those with routes of both kinds. */
function mixedListeners(routes: readonly AttachedRoute[]): ReadonlySet<string> {
  const ofKind = (kind: string) =>
    new Set(
      routes
        .filter(({ route }) => route.kind === kind)
        .flatMap(({ listeners }) => listeners.map(({ name }) => name)),
    )
  const withGrpc = ofKind('GRPCRoute')
  return withGrpc.size === 0 ? withGrpc : withGrpc.intersection(ofKind('HTTPRoute'))
}

function lostTo(
  held: HeldHostnames<AttachedRoute> | undefined,
  hostnames: AttachedListener['hostnames'],
): Omit<RouteConflict, 'listener'> | undefined {
  for (const { hostname } of held ? hostnames : []) {
    const winner = held?.holderOf(hostname)
    if (winner) return { hostname, winner }
  }
  return undefined
}

/** Not accepted where no listener is left; else accepted without those that it lost. */
function afterLoss(attached: AttachedRoute, losses: readonly RouteConflict[]): AttachedRoute {
  const byListener = new Map(losses.map((loss) => [loss.listener, loss]))
  const attachments = attached.attachments.map((attachment): Attachment => {
    const [first] = attachment.listeners.flatMap(({ name }) => byListener.get(name) ?? [])
    if (!first) return attachment
    const problem = hostnameHeldByOtherKind({
      ...first,
      kind: attached.route.kind,
      winner: spokenWinner(attached, first),
    })
    const listeners = attachment.listeners.filter(({ name }) => !byListener.has(name))
    return listeners.length === 0
      ? { ...attachment, problem, listeners }
      : { ...attachment, listeners, notes: [problem.message] }
  })
  return { ...attached, attachments, listeners: listenersOf(attachments) }
}
