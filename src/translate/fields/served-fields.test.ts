import test from 'ava'
import { readManifests } from '../../manifests/read/read-manifests.ts'
import { resourceSetOf } from '../../manifests/watch/read-once.ts'
import schemas from '../../manifests/validate/schemas.generated.json' with { type: 'json' }
import { statusesOf } from '../../status/statuses-of.ts'
import { createTranslator } from '../create-translator.ts'
import type { TranslationInputs } from '../words/translation.ts'
import { servedFields } from './served-fields.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

const kinds = [
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  'ReferenceGrant',
  'BackendTLSPolicy',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
] as const

for (const kind of kinds) {
  test(`every field of ${kind} is served or reported, and no other is in the table`, (t) => {
    // The JSON's own type names every property; only its shape is of use here.
    const spec = schemas.kinds[kind].schema.properties.spec as Schema
    t.deepEqual(Object.keys(servedFields[kind]).toSorted(), leavesOf(spec, 'spec').toSorted())
  })

  for (const [field, verdict] of Object.entries(servedFields[kind])) {
    if (verdict === 'served') continue
    test(`${kind} ${field} is named in a message where it is used`, (t) => {
      const using = samples.filter((sample) => sample.kind === kind && uses(sample.spec, field))
      t.not(using.length, 0, 'there is no sample that uses the field')
      for (const { spec } of using) {
        const said = messagesAbout(kind, spec)
        const named = verdict.reportedAs.replaceAll('[]', '[0]')
        t.true(said.includes(named), `${named} is not in: ${said}`)
      }
    })
  }
}

function leavesOf({ properties, items }: Schema, path: string): readonly string[] {
  if (items) return leavesOf(items, `${path}[]`)
  if (!properties) return [path]
  return Object.entries(properties).flatMap(([name, field]) => leavesOf(field, `${path}.${name}`))
}

const refs = [{ group: '', kind: 'ConfigMap', name: 'ca', namespace: 'certs' }]
const validation = { caCertificateRefs: refs, mode: 'AllowValidOnly' }
const listener = { name: 'https', port: 443, protocol: 'HTTPS' }
const tls = { certificateRefs: [{ name: 'shop-tls' }], options: { 'example.com/minimum': '1.3' } }
const targetRefs = [{ group: '', kind: 'Service', name: 'cart', sectionName: 'web' }]

interface Sample {
  readonly kind: (typeof kinds)[number]
  readonly spec: object
}

const filters = {
  requests: [
    {
      type: 'ExternalAuth',
      externalAuth: {
        protocol: 'GRPC',
        backendRef: { ...refs[0], kind: 'Service', port: 9000 },
        forwardBody: { maxSize: 10 },
        grpc: { allowedHeaders: ['cookie'] },
      },
    },
    {
      type: 'ExternalAuth',
      externalAuth: {
        protocol: 'HTTP',
        backendRef: { name: 'guard', port: 80 },
        http: { path: '/', allowedHeaders: ['cookie'], allowedResponseHeaders: ['x-user'] },
      },
    },
    { type: 'ExtensionRef', extensionRef: { group: 'a.b', kind: 'C', name: 'd' } },
  ],
}

/** Together they use every field that is reported. */
const samples: readonly Sample[] = [
  { kind: 'GatewayClass', spec: { parametersRef: refs[0] } },
  ...[
    { listeners: [{ ...listener, tls }] },
    ...filters.requests.map((one) => ({
      listeners: [{ ...listener, filters: { requests: [one] } }],
    })),
    { addresses: [{ type: 'IPAddress', routability: 'Cluster' }] },
    { infrastructure: { labels: { team: 'shop' }, annotations: { team: 'shop' } } },
    { infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'tuning' } } },
    { defaultScope: 'All' },
    { tls: { backend: { clientCertificateRef: { ...refs[0], kind: 'Secret' } } } },
    { tls: { frontend: { default: { validation } } } },
    { tls: { frontend: { default: {}, perPort: [{ port: 443, tls: { validation } }] } } },
  ].map((spec) => ({ kind: 'Gateway' as const, spec })),
  ...(['TLSRoute', 'TCPRoute', 'UDPRoute'] as const).map((kind) => ({
    kind,
    spec: {
      useDefaultGateways: 'All',
      parentRefs: [{ name: 'sample' }],
      ...(kind === 'TLSRoute' && { hostnames: ['sample.example'] }),
      rules: [{ backendRefs: [{ name: 'cart', port: 80 }] }],
    },
  })),
  ...[{ tls }, ...filters.requests.map((one) => ({ filters: { requests: [one] } }))].map(
    (more) => ({
      kind: 'ListenerSet' as const,
      spec: {
        parentRef: { name: 'sample' },
        listeners: [{ ...listener, hostname: 'sample.example', ...more }],
      },
    }),
  ),
  {
    kind: 'BackendTLSPolicy',
    spec: {
      targetRefs,
      options: { 'example.com/minimum': '1.3' },
      validation: { hostname: 'cart', wellKnownCACertificates: 'System' },
    },
  },
  {
    kind: 'BackendTLSPolicy',
    spec: {
      targetRefs,
      validation: {
        hostname: 'cart',
        caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }],
        subjectAltNames: [
          { type: 'Hostname', hostname: 'cart' },
          { type: 'URI', uri: 'spiffe://cluster/cart' },
        ],
      },
    },
  },
]

function uses(spec: object, field: string): boolean {
  const steps = field.replaceAll('[]', '.[]').split('.').slice(1)
  return isThere(spec, steps)
}

function isThere(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return value !== undefined
  if (Array.isArray(value)) return step === '[]' && value.some((item) => isThere(item, rest))
  return typeof value === 'object' && value !== null && isThere(Reflect.get(value, step), rest)
}

/** What is said to the users of a small gateway of which one object has that spec. */
function messagesAbout(kind: Sample['kind'], spec: object): string {
  const group = 'gateway.networking.k8s.io/v1'
  const metadata = { name: 'sample', namespace: 'shop' }
  const objects = [
    {
      apiVersion: group,
      kind: 'GatewayClass',
      metadata: { name: 'sample' },
      spec: { controllerName: 'example.com/ours', ...(kind === 'GatewayClass' && spec) },
    },
    {
      apiVersion: group,
      kind: 'Gateway',
      metadata,
      spec: {
        gatewayClassName: 'sample',
        listeners: [{ ...listener, tls: { certificateRefs: [{ name: 'shop-tls' }] } }],
        allowedListeners: { namespaces: { from: 'All' } },
        ...(kind === 'Gateway' && spec),
      },
    },
    {
      apiVersion: group,
      kind: 'HTTPRoute',
      metadata,
      spec: {
        parentRefs: [{ name: 'sample' }],
        rules: [{ backendRefs: [{ name: 'cart', port: 80 }] }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'cart', namespace: 'shop' },
      spec: { ports: [{ name: 'web', port: 80 }] },
    },
    ...(kind !== 'GatewayClass' && kind !== 'Gateway'
      ? [{ apiVersion: group, kind, metadata, spec }]
      : []),
  ]
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n')
  const { resources, problems } = readManifests(text, 'sample.yaml')
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  const translate = createTranslator({
    controllerName: 'example.com/ours',
    portOffset: 0,
    reservedPorts: [],
  })
  const { drafts } = translate(resourceSetOf(resources), circumstances)
  return JSON.stringify(statusesOf(drafts, {}))
}

const circumstances: TranslationInputs = {
  liveCertificates: {},
  nowMs: 0,
  addressing: { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] },
}
