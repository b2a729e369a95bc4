// The statuses of every object that is ours. One that says the same as before is the same object (===).
import { isDeepStrictEqual } from 'node:util'
import type { GatewayClass } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { GatewayStatus, ObjectStatus, RouteStatus } from '../../status/object-status.ts'
import { gatewayStatus } from '../gateways/gateway-status.ts'
import type { SettledGateway } from '../gateways/settle-gateways.ts'
import { translateGatewayClass } from '../gateways/translate-gateway-class.ts'
import { isSameList } from '../grouped-by.ts'
import { keptIfEqual, keptList } from '../kept.ts'
import type { Reads } from '../reads.ts'
import { type AttachedRoute, countAttached } from '../routes/attach-routes.ts'
import { routeStatus } from '../routes/route-status.ts'
import type { TranslateOptions } from '../translation.ts'

export interface StatusParts {
  readonly classes: readonly GatewayClass[]
  readonly gateways: readonly SettledGateway[]
  readonly routes: readonly AttachedRoute[]
  readonly reads: Reads
}

export function createStatusAssembly({ address, controllerName }: TranslateOptions) {
  const gatewayRound = keptIfEqual<GatewayStatus>()
  const routeRound = createRouteReport(controllerName)
  const statusList = keptList<ObjectStatus>()

  return ({ classes, gateways, routes, reads }: StatusParts): readonly ObjectStatus[] => {
    const counts = countAttached(routes)
    const attachedRoutes = (listener: string) => counts.get(listener) ?? 0
    const served = servedNames(gateways)
    const kept = gatewayRound()
    const statusOfRoute = routeRound(served)
    return statusList([
      ...classes.map((gatewayClass) => translateGatewayClass(gatewayClass, reads)),
      ...gateways.map((gateway) =>
        kept(gateway.judged.key, gatewayStatus(gateway, { address, attachedRoutes })),
      ),
      ...routes.map(statusOfRoute),
    ])
  }
}

function servedNames(gateways: readonly SettledGateway[]): ReadonlySet<string> {
  const listeners = gateways.flatMap((gateway) => gateway.listeners)
  return new Set(listeners.filter(({ isServed }) => isServed).map(({ judged }) => judged.name))
}

interface Reported {
  readonly attached: AttachedRoute
  readonly notLive: readonly string[]
  readonly status: RouteStatus
}

/** Starts a round. The status before is compared only where something that it is made from changed. */
function createRouteReport(controllerName: string) {
  let latest = new Map<string, Reported>()
  return (served: ReadonlySet<string>) => {
    const previous = latest
    const round = new Map<string, Reported>()
    latest = round
    return (attached: AttachedRoute): RouteStatus => {
      const key = keyOf(attached.route)
      const notLive = attached.listeners.map(({ name }) => name).filter((name) => !served.has(name))
      const known = previous.get(key)
      const reported =
        known?.attached === attached && isSameList(known.notLive, notLive)
          ? known
          : { attached, notLive, status: report(attached, notLive, known?.status) }
      round.set(key, reported)
      return reported.status
    }
  }

  function report(
    { route, attachments, translated: { conditions } }: AttachedRoute,
    notLive: readonly string[],
    before: RouteStatus | undefined,
  ): RouteStatus {
    const status = routeStatus({ route, attachments, conditions, notLive, controllerName })
    return before && isDeepStrictEqual(before, status) ? before : status
  }
}
