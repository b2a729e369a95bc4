// Which classes and Gateways are ours: those whose GatewayClass names our controller. Of others
// nothing is said and nothing is served.
import type { Gateway, GatewayClass } from '../../resources/gateway-api.ts'
import { keyOf, type ResourceSet } from '../../resources/resource-set.ts'
import { type Reads, readsOf } from '../incremental/reads.ts'

/** The class of a Gateway, where it is ours. */
export function ourClassOf(
  reads: Pick<Reads, 'get'>,
  gateway: Gateway,
  controllerName: string,
): GatewayClass | undefined {
  const gatewayClass = reads.get('GatewayClass', gateway.spec.gatewayClassName)
  return gatewayClass?.spec.controllerName === controllerName ? gatewayClass : undefined
}

export function ourClasses(
  resources: ResourceSet,
  controllerName: string,
): readonly GatewayClass[] {
  return [...resources.GatewayClass.values()]
    .filter(({ spec }) => spec.controllerName === controllerName)
    .toSorted(byKey)
}

export function ourGateways(resources: ResourceSet, controllerName: string): readonly Gateway[] {
  const reads = readsOf(resources)
  return [...resources.Gateway.values()]
    .filter((gateway) => ourClassOf(reads, gateway, controllerName) !== undefined)
    .toSorted(byKey)
}

function byKey(a: Gateway | GatewayClass, b: Gateway | GatewayClass): number {
  return keyOf(a) < keyOf(b) ? -1 : 1
}
