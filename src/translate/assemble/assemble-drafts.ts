// The statuses of every object that is ours, as far as they are known before the data plane has bound
// anything. One that says the same as before is the same object (===).
import { isDeepStrictEqual } from 'node:util'
import type { GatewayClass, ListenerSet } from '../../resources/gateway-api.ts'
import type { RouteStatus } from '../../status/object-status.ts'
import type { GatewayDraft, ListenerSetDraft, StatusDraft } from '../../status/status-draft.ts'
import { gatewayDraft } from '../listeners/gateway-draft.ts'
import type { ResolvedGateways, ResolvedListenerSet } from '../listeners/resolve-conflicts.ts'
import { translateGatewayClass } from '../listeners/translate-gateway-class.ts'
import { isSameList } from '../incremental/grouped-by.ts'
import { keptIfEqual, keptLatest, keptList } from '../incremental/kept.ts'
import { listenerSetDraft } from '../listeners/listener-set-draft.ts'
import type { Reads } from '../incremental/reads.ts'
import { countAttached } from '../attach/attach-routes.ts'
import type { AttachedRoute } from '../attach/attached-route.ts'
import { createPolicyReports } from '../policies/policy-reports.ts'
import { routeStatus } from '../attach/route-status.ts'

export interface DraftParts {
  readonly classes: readonly GatewayClass[]
  readonly resolved: ResolvedGateways
  readonly routes: readonly AttachedRoute[]
  readonly reads: Reads
}

export function createDraftAssembly(controllerName: string) {
  const gatewayRound = keptIfEqual<GatewayDraft>()
  const setReport = createSetReports()
  const namesServed = keptLatest(servedNames)
  const routeReports = createRouteReports(controllerName)
  const policyReports = createPolicyReports(controllerName)
  const counted = keptLatest(countAttached)
  const statusList = keptList<StatusDraft>()

  return ({ classes, resolved, routes, reads }: DraftParts): readonly StatusDraft[] => {
    const counts = counted(routes)
    const attachedRoutes = (listener: string) => counts.get(listener) ?? 0
    const served = namesServed(resolved)
    const kept = gatewayRound()
    return statusList([
      ...classes.map((gatewayClass) => translateGatewayClass(gatewayClass, reads)),
      ...resolved.gateways.map((gateway) =>
        kept(gateway.judged.key, gatewayDraft(gateway, attachedRoutes)),
      ),
      ...resolved.listenerSets.map((set) => setReport(set, attachedRoutes)),
      ...routeReports(routes, served),
      ...policyReports({ resolved, routes, reads }),
    ])
  }
}

/** Of each set the status that it had, while it and the numbers of its routes are what they were. */
function createSetReports() {
  const reported = new WeakMap<
    ResolvedListenerSet,
    { readonly counts: readonly number[]; readonly status: ListenerSetDraft }
  >()
  const latest = new WeakMap<ListenerSet, ListenerSetDraft>()
  return (set: ResolvedListenerSet, attachedRoutes: (listener: string) => number) => {
    const counts = set.listeners.map(({ judged }) => attachedRoutes(judged.name))
    const known = reported.get(set)
    if (known && isSameList(known.counts, counts)) return known.status
    const { listenerSet } = set.judged
    const before = latest.get(listenerSet)
    const said = listenerSetDraft(set, attachedRoutes)
    const status = before && isDeepStrictEqual(before, said) ? before : said
    latest.set(listenerSet, status)
    reported.set(set, { counts, status })
    return status
  }
}

function servedNames({ gateways, listenerSets }: ResolvedGateways): readonly string[] {
  const listeners = [...gateways, ...listenerSets].flatMap((owner) => owner.listeners)
  return listeners.filter(({ isServed }) => isServed).map(({ judged }) => judged.name)
}

interface Reported {
  /** The latest list for which the status is right. */
  served: readonly string[]
  readonly notLive: readonly string[]
  readonly status: RouteStatus
}

function createRouteReports(controllerName: string) {
  const reported = new WeakMap<AttachedRoute, Reported>()
  /** The latest of each route, by its kind and name; of routes that are gone too, until there are many. */
  let statuses = new Map<string, RouteStatus>()

  return keptLatest((routes: readonly AttachedRoute[], served: readonly string[]) => {
    const isServed = new Set(served)
    const latest = routes.map((attached) => {
      const known = reported.get(attached)
      if (known?.served === served) return known.status
      const notLive = notLiveOf(attached, isServed)
      if (known && isSameList(known.notLive, notLive)) {
        known.served = served
        return known.status
      }
      const status = report(attached, notLive)
      reported.set(attached, { served, notLive, status })
      return status
    })
    if (statuses.size > 2 * latest.length)
      statuses = new Map(latest.map((status) => [nameOf(status), status]))
    return latest
  })

  /** A route that changed may well have the status that it had. */
  function report(
    { route, attachments, translated: { conditions } }: AttachedRoute,
    notLive: readonly string[],
  ): RouteStatus {
    const status = routeStatus({ route, attachments, conditions, notLive, controllerName })
    const name = nameOf(status)
    const known = statuses.get(name)
    if (known && isDeepStrictEqual(known, status)) return known
    statuses.set(name, status)
    return status
  }
}

function notLiveOf({ listeners }: AttachedRoute, isServed: ReadonlySet<string>): readonly string[] {
  if (listeners.every(({ name }) => isServed.has(name))) return noNames
  return listeners.map(({ name }) => name).filter((name) => !isServed.has(name))
}

const noNames: readonly string[] = []

function nameOf({ kind, namespace = '', name }: RouteStatus): string {
  return `${kind} ${namespace}/${name}`
}
