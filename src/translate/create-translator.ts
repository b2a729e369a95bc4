// Resources → snapshot and statuses, as a list of named steps. Each step is pure; what one of them
// made from inputs that are still the same objects (===) is kept, so that the cost of a change is that
// of what changed.
import { createPlaces } from './addresses/places.ts'
import { createSnapshotAssembly } from './assembly/assemble-snapshot.ts'
import { createStatusAssembly } from './assembly/assemble-statuses.ts'
import { createGatewayJudge } from './gateways/judge-gateway.ts'
import { ourClasses, ourGateways } from './gateways/our-gateways.ts'
import { settleGateways } from './gateways/settle-gateways.ts'
import { createHttpRouteTranslator } from './http-route/translate-http-route.ts'
import { readsOf } from './reads.ts'
import { createAttachRoutes } from './routes/attach-routes.ts'
import type { Translate, TranslateOptions } from './translation.ts'

export function createTranslator(options: TranslateOptions): Translate {
  const { controllerName, portOffset } = options
  const placesOf = createPlaces(options)
  const judgeGateway = createGatewayJudge(options)
  const translateHttpRoute = createHttpRouteTranslator({ portOffset })
  const attachRoutes = createAttachRoutes({ controllerName, translateHttpRoute })
  const assembleSnapshot = createSnapshotAssembly()
  const assembleStatuses = createStatusAssembly(controllerName)

  return (resources, circumstances) => {
    const classes = ourClasses(resources, controllerName)
    const ours = ourGateways(resources, controllerName)
    const places = placesOf(ours, circumstances.addressing, readsOf(resources))
    const reads = readsOf(resources, { circumstances, places })
    const gateways = settleGateways(ours.map((gateway) => judgeGateway(gateway, reads)))
    const routes = attachRoutes(resources, reads)
    return {
      snapshot: assembleSnapshot({ gateways, routes, reads }),
      statuses: assembleStatuses({ classes, gateways, routes, reads }),
    }
  }
}
