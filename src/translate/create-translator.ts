// Resources → snapshot, drafts of statuses, and facts, as a list of named steps. Each step is pure; what one of them
// made from inputs that are still the same objects (===) is kept, so that the cost of a change is that
// of what changed.
import { createPlaces } from './addresses/places.ts'
import { createFactsAssembly } from './assemble/assemble-facts.ts'
import { createSnapshotAssembly } from './assemble/assemble-snapshot.ts'
import { createDraftAssembly } from './assemble/assemble-drafts.ts'
import { createGatewayJudge } from './listeners/judge-gateway.ts'
import { ourClasses, ourGateways } from './listeners/our-gateways.ts'
import { createConflictResolver } from './listeners/resolve-conflicts.ts'
import { createGrpcRouteTranslator } from './grpc-route/translate-grpc-route.ts'
import { createHttpRouteTranslator } from './http-route/translate-http-route.ts'
import { createAttachListenerSets } from './listeners/attach-listener-sets.ts'
import { createListenerSetJudge } from './listeners/judge-listener-set.ts'
import { createPortsOfSets } from './listeners/ports-of-sets.ts'
import { readsOf, type RootReads } from './incremental/reads.ts'
import { createAttachRoutes } from './attach/attach-routes.ts'
import { translateStreamRoute } from './stream-route/translate-stream-route.ts'
import type { Translate, TranslateOptions } from './words/translation.ts'

export function createTranslator(options: TranslateOptions): Translate {
  const { controllerName, portOffset } = options
  const attachListenerSets = createAttachListenerSets(controllerName)
  const portsOfSets = createPortsOfSets()
  const placesOf = createPlaces(options)
  const judgeGateway = createGatewayJudge(options)
  const judgeListenerSet = createListenerSetJudge()
  const resolveConflicts = createConflictResolver()
  const translateHttpRoute = createHttpRouteTranslator({ portOffset })
  const translateGrpcRoute = createGrpcRouteTranslator({ portOffset })
  const attachRoutes = createAttachRoutes({
    controllerName,
    translateRoute: (route, reads) => {
      switch (route.kind) {
        case 'HTTPRoute':
          return translateHttpRoute(route, reads)
        case 'GRPCRoute':
          return translateGrpcRoute(route, reads)
        case 'TLSRoute':
        case 'TCPRoute':
        case 'UDPRoute':
          return translateStreamRoute(route, reads)
      }
    },
  })
  const assembleSnapshot = createSnapshotAssembly()
  const assembleDrafts = createDraftAssembly(controllerName)
  const assembleFacts = createFactsAssembly()

  /** Of the translation before: what is the same in both is not looked at again. */
  let before: { readonly alone: RootReads; readonly reads: RootReads } | undefined

  return (resources, circumstances) => {
    const classes = ourClasses(resources, controllerName)
    const ours = ourGateways(resources, controllerName)
    const alone = readsOf(resources, { before: before?.alone })
    const sets = attachListenerSets(resources, alone)
    const places = placesOf(ours, portsOfSets(ours, sets), { circumstances, reads: alone })
    const reads = readsOf(resources, { circumstances, places, before: before?.reads })
    before = { alone, reads }
    const resolved = resolveConflicts(
      ours.map((gateway) => judgeGateway(gateway, reads)),
      sets.map((set) => judgeListenerSet(set, reads)),
    )
    const routes = attachRoutes(resources, reads)
    return {
      snapshot: assembleSnapshot({ resolved, routes, reads }),
      drafts: assembleDrafts({ classes, resolved, routes, reads }),
      facts: assembleFacts(resolved),
    }
  }
}
