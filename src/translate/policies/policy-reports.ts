// The statuses of all BackendTLSPolicies that have anything to do with our Gateways. One that says the
// same as before is the same object (===).
import type { BackendTLSPolicy, Gateway } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { PolicyStatus } from '../../status/object-status.ts'
import { byAge } from '../words/age.ts'
import type { ResolvedGateways } from '../listeners/resolve-conflicts.ts'
import { keptIfEqual } from '../incremental/kept.ts'
import type { Reads } from '../incremental/reads.ts'
import type { AttachedRoute } from '../attach/attached-route.ts'
import { policyStatus } from './policy-status.ts'
import { servicesOfRoute } from './services-of-route.ts'
import { isService, isSlipOfService } from '../words/target-service.ts'

export interface PolicyReportParts {
  readonly resolved: ResolvedGateways
  readonly routes: readonly AttachedRoute[]
  readonly reads: Reads
}

export function createPolicyReports(controllerName: string) {
  const round = keptIfEqual<PolicyStatus>()
  return ({ resolved, routes, reads }: PolicyReportParts): readonly PolicyStatus[] => {
    const policies = reads.look(({ BackendTLSPolicy }) => BackendTLSPolicy)
    const kept = round()
    if (policies.size === 0) return noReports
    const targeted = new Set([...policies.values()].flatMap(servicesOf))
    const users = gatewaysByService(targeted, { resolved, routes, reads })
    return [...policies.values()].flatMap((policy) => {
      const using = gatewaysUsing(policy, users)
      // "An empty list means the Policy is not relevant for any ancestors."
      if (using.size === 0) return []
      const gateways = [...using].toSorted(byAge).map(keyOf)
      return [kept(keyOf(policy), policyStatus(reads, { policy, gateways, controllerName }))]
    })
  }
}

const noReports: readonly PolicyStatus[] = []

function servicesOf({ metadata, spec }: BackendTLSPolicy): readonly string[] {
  return spec.targetRefs
    .filter((target) => isService(target) || isSlipOfService(target))
    .map(({ name }) => `${metadata.namespace}/${name}`)
}

function gatewaysUsing(
  policy: BackendTLSPolicy,
  users: ReadonlyMap<string, ReadonlySet<Gateway>>,
): ReadonlySet<Gateway> {
  const using = new Set<Gateway>()
  for (const service of servicesOf(policy))
    for (const gateway of users.get(service) ?? []) using.add(gateway)
  return using
}

/** Of the Services that are targeted, the Gateways that routes which name them are attached to. */
function gatewaysByService(
  targeted: ReadonlySet<string>,
  { resolved, routes, reads }: PolicyReportParts,
): ReadonlyMap<string, ReadonlySet<Gateway>> {
  const owners = ownersOfListeners(resolved)
  const users = new Map<string, Set<Gateway>>()
  for (const { route, listeners } of routes) {
    const services = servicesOfRoute(route, reads).filter((service) => targeted.has(service))
    for (const service of services) {
      const using = users.getOrInsertComputed(service, () => new Set())
      for (const { name } of listeners) {
        const owner = owners.get(name)
        if (owner) using.add(owner)
      }
    }
  }
  return users
}

/** By the listener's name, whether it stands in the Gateway or in a set that is attached to it. */
function ownersOfListeners({
  gateways,
  listenerSets,
}: ResolvedGateways): ReadonlyMap<string, Gateway> {
  const byName = new Map<string, Gateway>(
    gateways.map(({ judged }) => [`gateway/${judged.key}`, judged.gateway]),
  )
  return new Map(
    [...gateways, ...listenerSets].flatMap((owner) =>
      owner.listeners.flatMap(({ judged }) => {
        const gateway = byName.get(judged.gateway)
        return gateway ? [[judged.name, gateway] as const] : []
      }),
    ),
  )
}
