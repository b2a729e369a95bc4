// The objects that Rauta makes for each Gateway, as they are applied: only the fields that it decides.
// What a cloud or a person adds to them (nodePort, clusterIP, finalizers, labels) is not here, and stays.
import type { EndpointSlice } from '../../resources/core.ts'
import type { Transport } from '../../resources/gateway-port.ts'

export type ManagedObject = ManagedService | ManagedSlice

export interface ManagedMeta {
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

export interface ManagedService {
  readonly apiVersion: 'v1'
  readonly kind: 'Service'
  readonly metadata: ManagedMeta
  readonly spec: {
    readonly type: 'ClusterIP' | 'LoadBalancer'
    readonly ports: readonly ManagedServicePort[]
    readonly ipFamilyPolicy?: 'PreferDualStack'
    readonly externalTrafficPolicy?: 'Local'
    readonly loadBalancerIP?: string
  }
}

export interface ManagedServicePort {
  readonly name: string
  readonly protocol: Transport
  readonly port: number
  readonly targetPort: number
}

export interface ManagedSlice {
  readonly apiVersion: 'discovery.k8s.io/v1'
  readonly kind: 'EndpointSlice'
  readonly metadata: ManagedMeta
  readonly addressType: 'IPv4' | 'IPv6'
  readonly endpoints: readonly ManagedEndpoint[]
  readonly ports: readonly {
    readonly name: string
    readonly protocol: Transport
    readonly port: number
  }[]
}

export type ManagedEndpoint = Omit<EndpointSlice['endpoints'][number], 'targetRef'>

export const installLabel = 'rauta.dev/install'
export const serviceNameLabel = 'kubernetes.io/service-name'

/** `Service shop/web-rauta` */
export function managedKey({
  kind,
  metadata,
}: {
  readonly kind: string
  readonly metadata: { readonly namespace?: string; readonly name: string }
}): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`
}
