// The Service of each Gateway of ours, and the EndpointSlices behind it: what they are to be is decided in
// desired-objects.ts and orphaned-objects.ts after each round, and written by whoever leads. Needs of the
// API server: get, create, patch and delete of services and endpointslices.
import type { Log } from '../../observe/log/observer.ts'
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { BindReport } from '../../snapshot/bind-report.ts'
import type { ApiClient } from '../api/api-client.ts'
import type { ApiServerReporter } from '../api/api-server-reporter.ts'
import type { BackOffTimes } from '../api/back-off.ts'
import { orphanedObjects } from './orphaned-objects.ts'
import { createManagedObjectWriter } from './managed-object-writer.ts'
import type { AssignedPorts } from './target-ports.ts'
import { type GatewayServiceMode, desiredObjects } from './desired-objects.ts'

export interface GatewayServicesOptions {
  readonly api: ApiClient
  readonly controllerName: string
  readonly install: string
  readonly mode: GatewayServiceMode
  /** The last round that was applied; undefined before the first. */
  readonly live: () => LiveRound | undefined
  readonly isLeader: () => boolean
  readonly log: Log
  readonly apiServer?: ApiServerReporter
  /** What stands in the way of a Gateway's Service: an Event for whoever looks at the Gateway. */
  readonly tell?: (gateway: Gateway, problem: { reason: string; message: string }) => void
  readonly backOff?: BackOffTimes
}

export interface GatewayServices {
  /** After each round, which is live then; does nothing where another one leads. */
  compare(): void
  /** The leadership came to this process: everything is compared. */
  lead(): void
  close(): Promise<void>
}

export function createGatewayServices(options: GatewayServicesOptions): GatewayServices {
  const { install, mode, controllerName, live, isLeader, log, tell = () => {} } = options
  let assigned: AssignedPorts['assigned'] | undefined
  let leftOut = ''
  const writer = createManagedObjectWriter({
    ...options,
    onObstacle({ gateway, object }, { reason, message }) {
      const { namespace, name } = object.metadata
      log.warn(
        { resource: `${object.kind} ${namespace}/${name}`, reason, problem: message },
        'The Service of a Gateway cannot be written',
      )
      tell(gateway, { reason, message })
    },
  })

  function compare(): void {
    const round = isLeader() ? live() : undefined
    if (!round) return
    const { resources, facts, report } = round
    const { objects, targetPorts } = desiredObjects({
      resources,
      facts,
      report,
      install,
      mode,
      assigned,
    })
    assigned = targetPorts.assigned
    tellLeftOut(targetPorts.leftOut)
    const former = orphanedObjects({ resources, facts, install, controllerName, wanted: objects })
    writer.report({ resources, wanted: objects, former })
  }

  function tellLeftOut(ports: AssignedPorts['leftOut']): void {
    const now = ports.map(({ gateway, port }) => `${gateway}:${port}`).join(', ')
    if (now !== '' && now !== leftOut)
      log.error(
        { ports: ports.length, first: ports[0] },
        'No target port is free for some ports of Gateways; these ports are not served',
      )
    leftOut = now
  }

  return {
    compare,
    lead() {
      // What an earlier leader, or this one in an earlier reign, decided is in the Services.
      assigned = undefined
      writer.restart()
      compare()
    },
    close: () => writer.close(),
  }
}

interface LiveRound {
  readonly resources: ResourceSet
  readonly facts: readonly GatewayFacts[]
  readonly report: BindReport
}
