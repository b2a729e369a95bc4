// How the objects of a Gateway are marked, so that others find them (GEP-1762: "MUST label all generated
// resources … with gateway.networking.k8s.io/gateway-name", "SHOULD … gateway-class-name") and Rauta
// knows them again.
import type { Gateway } from '../../resources/gateway-api.ts'
import { gatewayNameLabelValue, gatewayServiceLabels } from '../../resources/gateway-service.ts'
import { installLabel, type ManagedMeta } from './managed-object.ts'

const gatewayClassNameLabel = 'gateway.networking.k8s.io/gateway-class-name'

export interface ManagedName {
  readonly name: string
  readonly install: string
  /** Beyond those that every object of a Gateway has. */
  readonly labels?: Readonly<Record<string, string>>
}

export function managedMetadata(
  gateway: Gateway,
  { name, install, labels = {} }: ManagedName,
): ManagedMeta {
  const { apiVersion, kind, metadata, spec } = gateway
  const { infrastructure = {} } = spec
  return {
    name,
    namespace: metadata.namespace ?? '',
    // "Labels that SHOULD be applied to any resources created in response to this Gateway"
    // (gateway_types.go); those by which the objects are known are not for others to set.
    labels: {
      ...infrastructure.labels,
      ...gatewayServiceLabels(gateway),
      [gatewayClassNameLabel]: gatewayNameLabelValue(spec.gatewayClassName),
      [installLabel]: install,
      ...labels,
    },
    annotations: usable(infrastructure.annotations ?? {}),
    ownerReferences: [
      { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true },
    ],
  }
}

/** kubectl's own bookkeeping, in which nothing of anybody else's can be kept. */
function usable(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _theirs, ...rest } = annotations
  return rest
}
