// Where the API server has the kinds that are read and written.
import { groupOfKind, type Kind } from '../../resources/resource-set.ts'

const plurals = {
  GatewayClass: 'gatewayclasses',
  Gateway: 'gateways',
  ListenerSet: 'listenersets',
  HTTPRoute: 'httproutes',
  GRPCRoute: 'grpcroutes',
  TLSRoute: 'tlsroutes',
  TCPRoute: 'tcproutes',
  UDPRoute: 'udproutes',
  ReferenceGrant: 'referencegrants',
  BackendTLSPolicy: 'backendtlspolicies',
  Namespace: 'namespaces',
  Service: 'services',
  EndpointSlice: 'endpointslices',
  Secret: 'secrets',
  ConfigMap: 'configmaps',
} as const satisfies Record<Kind, string>

/** All objects of the kind, in all namespaces. */
export function collectionPath(kind: Kind): string {
  return `${groupPath(kind)}/${plurals[kind]}`
}

export function objectPath(
  kind: Kind,
  { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
): string {
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `${groupPath(kind)}${scope}/${plurals[kind]}/${encodeURIComponent(name)}`
}

/** `/api/v1` or `/apis/GROUP/v1`. */
function groupPath(kind: Kind): string {
  const group = groupOfKind[kind]
  return group === '' ? '/api/v1' : `/apis/${group}/v1`
}
