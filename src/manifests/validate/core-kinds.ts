// Schemas of Kubernetes' own kinds, cut to what is read (src/resources/core.ts); other fields are
// let through here and dropped by only-read-fields.ts. Limits as in k8s.io/kubernetes/pkg/apis,
// but for one: an endpoint may be a loopback address, since standalone backends live there.
import type { KnownKind } from './known-kind.ts'
import type { Schema } from './schema.ts'

const text: Schema = { type: 'string' }
const flag: Schema = { type: 'boolean' }
const port: Schema = { type: 'integer', minimum: 1, maximum: 65_535 }
const protocol: Schema = { type: 'string', enum: ['TCP', 'UDP', 'SCTP'], default: 'TCP' }
const label = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'
const dataKeys = {
  rule: "self.all(key, key.matches('^[-._a-zA-Z0-9]+$') && key.size() <= 253)",
  message: "keys are letters, digits, '-', '_' and '.'",
}

function open(properties: Record<string, Schema>, more: Schema = {}): Schema {
  return { type: 'object', properties, 'x-kubernetes-preserve-unknown-fields': true, ...more }
}

const listOf = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more })

const servicePort = open(
  {
    name: { type: 'string', maxLength: 63, pattern: `^$|${label}` },
    port,
    targetPort: { 'x-kubernetes-int-or-string': true },
    protocol,
    appProtocol: text,
  },
  { required: ['port'] },
)

const service = open(
  {
    spec: open(
      {
        type: {
          type: 'string',
          enum: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
          default: 'ClusterIP',
        },
        clusterIP: text,
        ports: listOf(servicePort, {
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['port', 'protocol'],
          'x-kubernetes-validations': [
            {
              rule: "self.size() <= 1 || self.all(p, has(p.name) && p.name != '')",
              message: 'each port has a name where there are several',
            },
            {
              rule: "self.all(p, !has(p.name) || p.name == '' || self.exists_one(q, has(q.name) && q.name == p.name))",
              message: 'names of ports are unique',
            },
          ],
        }),
        sessionAffinity: { type: 'string', enum: ['None', 'ClientIP'], default: 'None' },
      },
      {
        default: {},
        'x-kubernetes-validations': [
          {
            rule: "self.type == 'ExternalName' || (has(self.clusterIP) && self.clusterIP == 'None') || (has(self.ports) && self.ports.size() > 0)",
            message: 'ports must be given',
          },
        ],
      },
    ),
  },
  {},
)

const endpoint = open(
  {
    addresses: listOf(text, { minItems: 1, maxItems: 100, 'x-kubernetes-list-type': 'set' }),
    conditions: open({ ready: flag, serving: flag, terminating: flag }),
    targetRef: open({ kind: text, namespace: text, name: text }),
  },
  { required: ['addresses'] },
)

const endpointSlice = open(
  {
    addressType: { type: 'string', enum: ['IPv4', 'IPv6', 'FQDN'] },
    endpoints: listOf(endpoint, { default: [], maxItems: 1000 }),
    ports: listOf(
      open({
        name: { type: 'string', default: '', maxLength: 63, pattern: `^$|${label}` },
        port,
        protocol,
        appProtocol: text,
      }),
      { maxItems: 20_000, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] },
    ),
  },
  {
    required: ['addressType'],
    oneOf: [
      addressesOf('IPv4', { format: 'ipv4' }),
      addressesOf('IPv6', { format: 'ipv6' }),
      addressesOf('FQDN', {
        pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
      }),
    ],
  },
)

function addressesOf(addressType: string, address: Schema): Schema {
  const endpoints = { items: { properties: { addresses: { items: address } } } }
  return { properties: { addressType: { enum: [addressType] }, endpoints } }
}

/** A null is an empty text, as Go reads it. */
const dataOf = (value: Schema): Schema => ({
  type: 'object',
  additionalProperties: { ...value, default: '' },
  'x-kubernetes-validations': [dataKeys],
})

const secret = open({
  type: { type: 'string', default: 'Opaque' },
  data: dataOf(text),
  stringData: dataOf(text),
})

const configMap = open({ data: { default: {}, ...dataOf(text) } })

export const coreKinds: readonly KnownKind[] = [
  { kind: 'Namespace', ...core('Cluster', open({})), nameFormat: 'label' },
  // A digit may stand first since Kubernetes 1.36 (RelaxedServiceNameValidation).
  { kind: 'Service', ...core('Namespaced', service), nameFormat: 'label' },
  { kind: 'Secret', ...core('Namespaced', secret) },
  { kind: 'ConfigMap', ...core('Namespaced', configMap) },
  { kind: 'EndpointSlice', ...core('Namespaced', endpointSlice), group: 'discovery.k8s.io' },
]

function core(scope: KnownKind['scope'], schema: Schema) {
  return { group: '', versions: ['v1'], scope, schema }
}
