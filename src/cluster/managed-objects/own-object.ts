// The objects that Rauta makes for each Gateway, as they are applied: only the fields that it decides.
// What a cloud or a person adds to them (nodePort, clusterIP, finalizers, labels) is not here, and stays.
import type { EndpointSlice } from '../../resources/core.ts'
import type { Transport } from '../../resources/gateway-port.ts'

export type OwnObject = OwnService | OwnSlice

export interface OwnMeta {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** The Gateway, with which they go. */
  readonly ownerReferences: readonly OwnerReference[]
}

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller: boolean
}

export interface OwnService {
  readonly apiVersion: 'v1'
  readonly kind: 'Service'
  readonly metadata: OwnMeta
  readonly spec: {
    readonly type: 'ClusterIP' | 'LoadBalancer'
    readonly ports: readonly OwnServicePort[]
    readonly ipFamilyPolicy?: 'PreferDualStack'
    readonly externalTrafficPolicy?: 'Local'
    readonly loadBalancerIP?: string
  }
}

export interface OwnServicePort {
  readonly name: string
  readonly protocol: Transport
  readonly port: number
  readonly targetPort: number
}

export interface OwnSlice {
  readonly apiVersion: 'discovery.k8s.io/v1'
  readonly kind: 'EndpointSlice'
  readonly metadata: OwnMeta
  readonly addressType: 'IPv4' | 'IPv6'
  readonly endpoints: readonly OwnEndpoint[]
  readonly ports: readonly {
    readonly name: string
    readonly protocol: Transport
    readonly port: number
  }[]
}

export type OwnEndpoint = Omit<EndpointSlice['endpoints'][number], 'targetRef'>

export const installLabel = 'rauta.dev/install'
export const serviceNameLabel = 'kubernetes.io/service-name'

/** `Service shop/web-rauta` */
export function ownKey({
  kind,
  metadata,
}: {
  readonly kind: string
  readonly metadata: { readonly namespace?: string; readonly name: string }
}): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`
}
