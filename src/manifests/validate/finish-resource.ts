// The last step of taking an object in: what the API server adds by code and not by schema.
import type { Service, ServicePort } from '../../resources/core.ts'
import type { ObjectMeta } from '../../resources/object-meta.ts'
import type { Resource } from '../../resources/resource-set.ts'
import { apiVersionOf } from './find-kind.ts'
import type { KnownKind } from './known-kind.ts'
import { onlyReadFields } from './only-read-fields.ts'
import type { Fields } from './schema.ts'
import { sealSecret } from './seal-secret.ts'
import type { Spot } from './spot.ts'

/** `fields` are those of a valid object, without apiVersion, kind and metadata. */
export interface ValidObject {
  readonly kind: KnownKind
  readonly metadata: ObjectMeta
  readonly fields: Fields
}

export function finishResource({ kind, metadata, fields }: ValidObject, spot: Spot): Resource {
  switch (kind.kind) {
    case 'Namespace':
      return namespaceOf(metadata)
    case 'Secret':
      return sealSecret(metadata, fields, spot)
    case 'Service':
      return withTargetPorts(build(kind, metadata, onlyReadFields(fields, kind.schema)) as Service)
    case 'ConfigMap':
    case 'EndpointSlice':
      return build(kind, metadata, onlyReadFields(fields, kind.schema))
    default:
      // "A sequence number representing a specific generation of the desired state" (ObjectMeta).
      return build(kind, { generation: 1, ...metadata }, fields)
  }
}

/** The API server labels every namespace with its name, so that selectors can choose it. */
export function namespaceOf(metadata: ObjectMeta): Resource {
  const labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name }
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { ...metadata, labels } }
}

function build(kind: KnownKind, metadata: ObjectMeta, fields: unknown): Resource {
  const resource: unknown = Object.assign(
    { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata },
    fields,
  )
  // Checked against the schema that the type was generated from.
  return resource as Resource
}

/** "If this is not specified, the value of the 'port' field is used" (ServicePort.targetPort). */
function withTargetPorts(service: Service): Service {
  const { ports, ...spec } = service.spec
  if (!ports) return service
  return { ...service, spec: { ...spec, ports: ports.map(withTargetPort) } }
}

function withTargetPort(port: ServicePort): ServicePort {
  return { ...port, targetPort: port.targetPort || port.port }
}
