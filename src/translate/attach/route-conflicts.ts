// What routes lose to others at a listener, whatever the rule by which they do. A route that lost nothing
// is the same object (===), as is one that lost the same as before.
import { isSameList } from '../incremental/grouped-by.ts'
import { keptLatest } from '../incremental/kept.ts'
import type { AttachedRoute } from './attached-route.ts'

export interface RouteConflict {
  /** By name. */
  readonly listener: string
  /** As it is at the listener. */
  readonly hostname: string
  readonly winner: AttachedRoute
}

export function createRouteConflicts(
  lossesAmong: (
    routes: readonly AttachedRoute[],
  ) => ReadonlyMap<AttachedRoute, readonly RouteConflict[]>,
  afterLoss: (attached: AttachedRoute, losses: readonly RouteConflict[]) => AttachedRoute,
): (routes: readonly AttachedRoute[]) => readonly AttachedRoute[] {
  const known = new WeakMap<
    AttachedRoute,
    { losses: readonly RouteConflict[]; left: AttachedRoute }
  >()
  return keptLatest((routes: readonly AttachedRoute[]) => {
    const all = lossesAmong(routes)
    if (all.size === 0) return routes
    return routes.map((attached) => {
      const losses = all.get(attached)
      if (!losses) return attached
      const before = known.get(attached)
      if (before && isSameLosses(before.losses, losses)) return before.left
      const left = afterLoss(attached, losses)
      known.set(attached, { losses, left })
      return left
    })
  })
}

/** The winner as the loser is told of it: a route of another namespace is not everybody's to know. */
export function spokenWinner({ route }: AttachedRoute, { winner }: RouteConflict) {
  const { kind, metadata } = winner.route
  const isNear = metadata.namespace === route.metadata.namespace
  return { kind, name: isNear ? metadata.name : undefined }
}

function isSameLosses(a: readonly RouteConflict[], b: readonly RouteConflict[]): boolean {
  const parts = (losses: readonly RouteConflict[]) =>
    losses.flatMap(({ listener, hostname, winner }) => [listener, hostname, winner.route])
  return isSameList<unknown>(parts(a), parts(b))
}
