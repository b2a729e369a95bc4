// Of an object only what is translated: the rest (managedFields, statuses, what kubectl last applied,
// what a Service says to others) would be most of the memory.
import type { Kind, Resource } from '../../resources/resource-set.ts'
import type { ObjectMeta } from '../../resources/object-meta.ts'
import { textOfBase64 } from '../../resources/text-of-base64.ts'
import { SealedText } from '../../resources/sealed-text.ts'
import { isRecord } from '../api/api-error.ts'
import type { ApiObject } from '../api/api-object.ts'

type Fields = Readonly<Record<string, unknown>>

/** The API server has checked and defaulted it by the kind's schema. */
export function resourceOfObject(kind: Kind, object: ApiObject): Resource {
  // The casts here stand for that check: each field below is what the kind's schema says it is.
  switch (kind) {
    case 'Secret':
      return {
        ...identity(kind, 'v1', object, ['labels']),
        type: object['type'],
        data: sealed(object['data']),
      } as Resource
    case 'ConfigMap':
      return {
        ...identity(kind, 'v1', object, ['labels']),
        data: picked(object['data'], ['ca.crt']),
      } as Resource
    case 'Namespace':
      return identity(kind, 'v1', object, ['labels']) as Resource
    case 'Service':
      return {
        ...identity(kind, 'v1', object, ['labels', 'annotations']),
        spec: serviceSpec(object['spec']),
        ...serviceStatus(object['status']),
      } as Resource
    case 'EndpointSlice':
      return {
        ...identity(kind, 'discovery.k8s.io/v1', object, ['labels']),
        addressType: object['addressType'],
        // A slice with none says null.
        endpoints: listOf(object['endpoints']).map(endpoint),
        ports: listOf(object['ports']),
      } as Resource
    case 'GatewayClass':
    case 'Gateway':
    case 'ListenerSet':
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute':
    case 'ReferenceGrant':
    case 'BackendTLSPolicy':
      return {
        ...identity(kind, 'gateway.networking.k8s.io/v1', object, ['labels', 'annotations']),
        spec: object['spec'],
      } as Resource
  }
}

function identity(
  kind: Kind,
  apiVersion: string,
  { metadata }: ApiObject,
  maps: readonly ('labels' | 'annotations')[],
): { readonly apiVersion: string; readonly kind: Kind; readonly metadata: ObjectMeta } {
  const { name, namespace, generation, resourceVersion, uid, creationTimestamp } = metadata
  const labels = maps.includes('labels') ? metadata.labels : undefined
  const annotations = maps.includes('annotations') ? ofUsers(metadata.annotations) : undefined
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(generation === undefined ? {} : { generation }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(uid === undefined ? {} : { uid }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
  }
}

const bookkeeping = 'kubectl.kubernetes.io/last-applied-configuration'

function ofUsers(
  annotations: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  const kept = Object.entries(annotations ?? {}).filter(([name]) => name !== bookkeeping)
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

/** What is not UTF-8 is of no use to a gateway, and absent. */
function sealed(data: unknown): Readonly<Record<string, SealedText>> {
  const texts = Object.entries(picked(data, ['tls.crt', 'tls.key', 'ca.crt'])).flatMap(
    ([name, encoded]) => {
      const text = typeof encoded === 'string' ? textOfBase64(encoded) : undefined
      return text === undefined ? [] : [[name, new SealedText(text)] as const]
    },
  )
  return Object.fromEntries(texts)
}

function serviceSpec(spec: unknown): Fields {
  const { ports, ...rest } = picked(spec, ['type', 'clusterIP', 'sessionAffinity', 'ports'])
  const portFields = ['name', 'port', 'targetPort', 'protocol', 'appProtocol']
  return ports === undefined
    ? rest
    : { ...rest, ports: listOf(ports).map((port) => picked(port, portFields)) }
}

/** Where the load balancer is reached. Most Services have none, and no status here. */
function serviceStatus(status: unknown): Fields {
  const { loadBalancer } = picked(status, ['loadBalancer'])
  const { ingress } = picked(loadBalancer, ['ingress'])
  const places = listOf(ingress).map((place) => picked(place, ['ip', 'hostname']))
  return places.length === 0 ? {} : { status: { loadBalancer: { ingress: places } } }
}

function endpoint(value: unknown): Fields {
  const { targetRef, ...rest } = picked(value, ['addresses', 'conditions', 'nodeName', 'targetRef'])
  return targetRef === undefined
    ? rest
    : { ...rest, targetRef: picked(targetRef, ['kind', 'namespace', 'name']) }
}

function picked(value: unknown, names: readonly string[]): Fields {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    names.flatMap((name) => (value[name] === undefined ? [] : [[name, value[name]] as const])),
  )
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
