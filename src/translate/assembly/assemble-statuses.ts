// The statuses of every object that is ours. One that says the same as before is the same object (===).
import type { GatewayClass } from '../../resources/gateway-api.ts'
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
  const statusOfRoute = createRouteReport(controllerName)
  const statusList = keptList<ObjectStatus>()

  return ({ classes, gateways, routes, reads }: StatusParts): readonly ObjectStatus[] => {
    const counts = countAttached(routes)
    const attachedRoutes = (listener: string) => counts.get(listener) ?? 0
    const served = servedNames(gateways)
    const kept = gatewayRound()
    return statusList([
      ...classes.map((gatewayClass) => translateGatewayClass(gatewayClass, reads)),
      ...gateways.map((gateway) =>
        kept(gateway.judged.key, gatewayStatus(gateway, { address, attachedRoutes })),
      ),
      ...routes.map((route) => statusOfRoute(route, served)),
    ])
  }
}

function servedNames(gateways: readonly SettledGateway[]): ReadonlySet<string> {
  const listeners = gateways.flatMap((gateway) => gateway.listeners)
  return new Set(listeners.filter(({ isServed }) => isServed).map(({ judged }) => judged.name))
}

interface Reported {
  readonly notLive: readonly string[]
  readonly status: RouteStatus
}

function createRouteReport(controllerName: string) {
  const reported = new WeakMap<AttachedRoute, Reported>()
  return (attached: AttachedRoute, served: ReadonlySet<string>): RouteStatus => {
    const { route, attachments, translated, listeners } = attached
    const notLive = listeners.map(({ name }) => name).filter((name) => !served.has(name))
    const known = reported.get(attached)
    if (known && isSameList(known.notLive, notLive)) return known.status
    const { conditions } = translated
    const status = routeStatus({ route, attachments, conditions, notLive, controllerName })
    reported.set(attached, { notLive, status })
    return status
  }
}
