// What Rauta made for a Gateway that has another class now, or needs it no more. Only where the Gateway is
// there and says so: of a Gateway that went, Kubernetes takes the objects (their owner is gone), and a
// GatewayClass that is gone for a moment must not cost a load balancer its address.
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import {
  gatewayNameLabel,
  gatewayNameLabelValue,
  gatewayServiceName,
  managedBy,
  managedByLabel,
} from '../../resources/gateway-service.ts'
import type { EndpointSlice, Service } from '../../resources/core.ts'
import { keyOf, type ResourceSet } from '../../resources/resource-set.ts'
import { installLabel, managedKey, serviceNameLabel } from './managed-object.ts'

export interface OrphanedObjectsInputs {
  readonly resources: ResourceSet
  readonly facts: readonly GatewayFacts[]
  readonly install: string
  readonly controllerName: string
  /** By `KIND NAMESPACE/NAME`: what is to stay. */
  readonly wanted: ReadonlyMap<string, unknown>
}

export type OrphanedObject = Service | EndpointSlice

/** By `KIND NAMESPACE/NAME`. */
export function orphanedObjects({
  resources,
  facts,
  install,
  controllerName,
  wanted,
}: OrphanedObjectsInputs): ReadonlyMap<string, OrphanedObject> {
  const ours = [...resources.Service.values(), ...resources.EndpointSlice.values()].filter(
    ({ metadata: { labels = {} } }) =>
      labels[managedByLabel] === managedBy && labels[installLabel] === install,
  )
  const former = new Map<string, OrphanedObject>()
  if (ours.length === 0) return former
  const gateways = byLabel(resources)
  const served = new Set(facts.map(({ gateway }) => gateway))
  for (const object of ours) {
    if (wanted.has(managedKey(object))) continue
    const { namespace, labels } = object.metadata
    const gateway = gateways.get(`${namespace}/${labels?.[gatewayNameLabel]}`)
    if (!gateway) continue
    const isOurs = served.has(keyOf(gateway))
    const hasMoved = serviceOf(object) !== gatewayServiceName(gateway)
    if (isOurs || hasMoved || isAnothers(gateway, resources, controllerName))
      former.set(managedKey(object), object)
  }
  return former
}

function byLabel({ Gateway }: ResourceSet): ReadonlyMap<string, Gateway> {
  return new Map(
    [...Gateway.values()].map((gateway) => [
      `${gateway.metadata.namespace}/${gatewayNameLabelValue(gateway.metadata.name)}`,
      gateway,
    ]),
  )
}

function serviceOf(object: OrphanedObject): string | undefined {
  return object.kind === 'Service'
    ? object.metadata.name
    : object.metadata.labels?.[serviceNameLabel]
}

function isAnothers(
  { spec }: Gateway,
  { GatewayClass }: ResourceSet,
  controllerName: string,
): boolean {
  const named = GatewayClass.get(spec.gatewayClassName)
  return named !== undefined && named.spec.controllerName !== controllerName
}
