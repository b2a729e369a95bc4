// The kinds of Kubernetes itself that a gateway reads, cut to the fields that it reads
// (https://kubernetes.io/docs/reference/kubernetes-api/). Objects come in defaulted.
import type { ObjectMeta } from './object-meta.ts'
import type { SealedText } from './sealed-text.ts'

export interface Namespace {
  readonly apiVersion: 'v1'
  readonly kind: 'Namespace'
  readonly metadata: ObjectMeta
}

export interface Service {
  readonly apiVersion: 'v1'
  readonly kind: 'Service'
  readonly metadata: ObjectMeta
  readonly spec: {
    readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
    readonly clusterIP?: string
    readonly ports?: readonly ServicePort[]
    readonly sessionAffinity?: 'None' | 'ClientIP'
  }
  /** Where its load balancer is reached; absent where there is none. */
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[]
    }
  }
}

export interface ServicePort {
  /** Empty or absent only where the Service has one port. */
  readonly name?: string
  readonly port: number
  readonly targetPort?: number | string
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP'
  /** For example `kubernetes.io/h2c`, `kubernetes.io/ws` (KEP-3726). */
  readonly appProtocol?: string
}

export interface EndpointSlice {
  readonly apiVersion: 'discovery.k8s.io/v1'
  readonly kind: 'EndpointSlice'
  /** The label `kubernetes.io/service-name` names the Service. */
  readonly metadata: ObjectMeta
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN'
  readonly endpoints: readonly {
    readonly addresses: readonly string[]
    /** An absent `ready` means true; an absent `serving` means what `ready` says. */
    readonly conditions?: {
      readonly ready?: boolean
      readonly serving?: boolean
      readonly terminating?: boolean
    }
    readonly nodeName?: string
    readonly targetRef?: {
      readonly kind?: string
      readonly namespace?: string
      readonly name?: string
    }
  }[]
  readonly ports?: readonly {
    readonly name?: string
    readonly port?: number
    readonly protocol?: 'TCP' | 'UDP' | 'SCTP'
    readonly appProtocol?: string
  }[]
}

export interface Secret {
  readonly apiVersion: 'v1'
  readonly kind: 'Secret'
  readonly metadata: ObjectMeta
  readonly type?: string
  /** Values decoded from base64 and sealed; not UTF-8 means unusable here, and is absent. */
  readonly data: Readonly<Record<string, SealedText>>
}

export interface ConfigMap {
  readonly apiVersion: 'v1'
  readonly kind: 'ConfigMap'
  readonly metadata: ObjectMeta
  readonly data: Readonly<Record<string, string>>
}
