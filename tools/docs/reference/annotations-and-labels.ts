// The blocks of docs/reference/annotations-and-labels.md. A test walks the code for others.
import { cell, code, table } from '../markdown.ts'

interface Key {
  readonly key: string
  readonly on: string
  readonly means: string
}

export const keysRead: readonly Key[] = [
  {
    key: 'rauta.dev/hash-header',
    on: 'Service, annotation',
    means:
      'Name of a header: requests with the same value go to the same endpoint. It takes precedence over `sessionAffinity`, and cannot be combined with `rauta.dev/hash-cookie`.',
  },
  {
    key: 'rauta.dev/hash-cookie',
    on: 'Service, annotation',
    means:
      'Name of a cookie: requests with the same value go to the same endpoint. It takes precedence over `sessionAffinity`, and cannot be combined with `rauta.dev/hash-header`.',
  },
  {
    key: 'rauta.dev/upgrades',
    on: 'Service, annotation',
    means:
      'Protocols beside WebSocket that clients may upgrade to, such as `SPDY/3.1, tcp`. HTTP and TLS are never allowed.',
  },
  {
    key: 'kubernetes.io/service-name',
    on: 'EndpointSlice, label',
    means: 'The Service that the slice belongs to. Also written on the slices that Rauta makes.',
  },
  {
    key: 'kubernetes.io/metadata.name',
    on: 'Namespace, label',
    means: 'The name of the namespace, for selectors of listeners. Kubernetes sets it.',
  },
  {
    key: 'gateway.networking.k8s.io/bundle-version',
    on: 'CustomResourceDefinition, annotation',
    means: 'The version of the CRD, for condition `SupportedVersion`.',
  },
  {
    key: 'gateway.networking.k8s.io/channel',
    on: 'CustomResourceDefinition, annotation',
    means: 'The channel of the CRD, for the message of condition `SupportedVersion`.',
  },
  {
    key: 'kubectl.kubernetes.io/last-applied-configuration',
    on: 'all, annotation',
    means: 'Bookkeeping of kubectl. Rauta does not keep, show or copy it.',
  },
]

export const keysWritten: readonly Key[] = [
  {
    key: 'gateway.networking.k8s.io/gateway-name',
    on: 'Service and EndpointSlice of a Gateway, label',
    means: 'The Gateway, as the standard has it (GEP-1762). Long names end in a digest.',
  },
  {
    key: 'gateway.networking.k8s.io/gateway-class-name',
    on: 'Service and EndpointSlice of a Gateway, label',
    means: 'Its GatewayClass.',
  },
  {
    key: 'app.kubernetes.io/managed-by',
    on: 'Service and EndpointSlice of a Gateway, label',
    means: '`rauta`: without it and `gateway-name` Rauta treats a Service as not its own.',
  },
  {
    key: 'endpointslice.kubernetes.io/managed-by',
    on: 'EndpointSlice of a Gateway, label',
    means: '`gateway-controller.rauta.dev`.',
  },
  {
    key: 'rauta.dev/install',
    on: 'Service and EndpointSlice of a Gateway, Lease of a proxy, label',
    means: 'The `--install` that made it.',
  },
  {
    key: 'rauta.dev/role',
    on: 'Lease of a proxy, label',
    means: '`proxy`.',
  },
  {
    key: 'rauta.dev/node',
    on: 'Lease of a proxy, annotation',
    means: 'The node that the proxy runs on.',
  },
  {
    key: 'rauta.dev/addresses',
    on: 'Lease of a proxy, annotation',
    means: 'Addresses by which clients reach the node, with commas.',
  },
  {
    key: 'rauta.dev/live',
    on: 'Lease of a proxy, annotation',
    means: 'JSON: by Gateway, the digest of its listeners as the proxy applied them.',
  },
  {
    key: 'rauta.dev/not-bound',
    on: 'Lease of a proxy, annotation',
    means: 'JSON: by listener, why the proxy could not bind it.',
  },
]

/** Other values of the same form: a reader meets them in manifests. */
export const otherNames: readonly Key[] = [
  {
    key: 'rauta.dev/gateway-controller',
    on: '`spec.controllerName` of a GatewayClass',
    means: 'Default of `--controller-name`: Rauta serves classes that have it.',
  },
  {
    key: 'kubernetes.io/tls',
    on: '`type` of a Secret',
    means: 'Secrets of this type are read, with their keys `tls.crt` and `tls.key`.',
  },
  {
    key: 'kubernetes.io/h2c',
    on: '`appProtocol` of a Service port',
    means: 'HTTP/2 to the endpoints: in the clear, or over TLS with a BackendTLSPolicy.',
  },
  {
    key: 'kubernetes.io/ws',
    on: '`appProtocol` of a Service port',
    means: 'HTTP/1.1 and WebSocket in the clear.',
  },
  {
    key: 'kubernetes.io/wss',
    on: '`appProtocol` of a Service port',
    means: 'HTTP/1.1 and WebSocket over TLS; needs a BackendTLSPolicy.',
  },
]

export const annotationBlocks = {
  'keys-read': () => keyTable(keysRead),
  'keys-written': () => keyTable(keysWritten),
  'other-names': () => keyTable(otherNames),
}

function keyTable(keys: readonly Key[]): string {
  return table(
    ['name', 'on', 'meaning'],
    keys.map(({ key, on, means }) => [code(key), on, cell(means)]),
  )
}
