// HTTPS listeners: which certificate, which listener, and who may refer to which Secret
// (gateway_types.go, ListenerTLSConfig; referencegrant_types.go).
import { gateway, grant, http, https, route, to } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

const h2 = { protocol: 'h2' } as const
const attach = (name: string, service: string, hostnames?: readonly string[]) =>
  route({
    name,
    parents: [{ name: 'gateway', sectionName: name }],
    ...(hostnames && { hostnames }),
    rules: [{ backendRefs: [to(service)] }],
  })

scenario({
  name: 'HTTPRouteHTTPSListener',
  says: 'the name in the handshake chooses listener and certificate, a wildcard where none is exact',
  objects: [
    gateway({
      listeners: [
        https('exact', 'a.example'),
        https('second', 'b.example'),
        https('wild', '*.a.example'),
        http(),
      ],
    }),
    attach('exact', 'one'),
    attach('second', 'two'),
    attach('wild', 'three'),
  ],
  requests: [
    get('https://a.example/', { status: 200, backend: 'infra/one', certificate: 'a.example' }),
    get('https://a.example/', { status: 200, backend: 'infra/one', certificate: 'a.example' }, h2),
    get('https://b.example/', { status: 200, backend: 'infra/two', certificate: 'b.example' }),
    get('https://x.a.example/', {
      status: 200,
      backend: 'infra/three',
      certificate: '*.a.example',
    }),
    get(
      'https://x.y.a.example/',
      { status: 200, backend: 'infra/three', certificate: '*.a.example' },
      h2,
    ),
    get('https://a.example/', {
      status: 200,
      requestHeaders: { 'X-Forwarded-Proto': 'https' },
    }),
    get('https://none.example/', { refused: true }),
    get('http://a.example/', 404),
    get(
      'https://a.example/ws',
      { status: 101, bodyHas: 'over tls' },
      { protocol: 'websocket', body: 'over tls' },
    ),
  ],
  conditions: [
    ...isFine('HTTPRoute infra/exact'),
    condition('Gateway infra/gateway', 'ResolvedRefs=True/ResolvedRefs', { listener: 'exact' }),
    condition('Gateway infra/gateway', 'Programmed=True/Programmed', { listener: 'wild' }),
  ],
})

scenario({
  name: 'HTTPRouteHTTPSListenerDetectMisdirectedRequests',
  says: 'a request whose name belongs to another listener than its connection is answered with 421',
  objects: [
    gateway({
      listeners: [
        https('a', 'a.example'),
        https('b', 'b.example'),
        https('wild', '*.wild.example'),
        https('in-wild', 'in.wild.example'),
      ],
    }),
    attach('a', 'one'),
    attach('b', 'two'),
    attach('wild', 'three'),
    attach('in-wild', 'one'),
  ],
  requests: [
    get('https://a.example/', 'infra/one', h2),
    get('https://b.example/', 421, { ...h2, sni: 'a.example' }),
    get('https://a.example/', 421, { ...h2, sni: 'b.example' }),
    get('https://x.wild.example/', 'infra/three', h2),
    get('https://y.wild.example/', 'infra/three', { ...h2, sni: 'x.wild.example' }),
    get('https://in.wild.example/', 421, { ...h2, sni: 'x.wild.example' }),
    get('https://b.example/', 421, { ...h2, sni: 'x.wild.example' }),
    get('https://in.wild.example/', 'infra/one', h2),
    get('https://y.wild.example/', 421, { ...h2, sni: 'in.wild.example' }),
    get('https://b.example/', 421, { sni: 'a.example' }),
  ],
})

scenario({
  name: 'HTTPRouteHTTPSListenerDetectMisdirectedRequests',
  says: 'a listener without hostname takes every name that no other listener has',
  objects: [
    gateway({
      listeners: [
        https('a', 'a.example'),
        {
          name: 'any',
          protocol: 'HTTPS',
          port: 443,
          tls: { certificateRefs: [{ name: 'any-cert' }] },
        },
      ],
    }),
    attach('a', 'one'),
    attach('any', 'two', ['x.example']),
  ],
  requests: [
    get('https://a.example/', 'infra/one', h2),
    get(
      'https://x.example/',
      { status: 200, backend: 'infra/two', certificate: 'any.example' },
      h2,
    ),
    get('https://x.example/', 'infra/two', { ...h2, sni: 'y.example' }),
    get('https://z.example/', 404, h2),
    get('https://a.example/', 421, { ...h2, sni: 'x.example' }),
    get('https://x.example/', 421, { ...h2, sni: 'a.example' }),
  ],
})

const fromGateways = {
  group: 'gateway.networking.k8s.io',
  kind: 'Gateway',
  namespace: 'infra',
}

const secretElsewhere = gateway({
  listeners: [
    https('a', 'a.example', {
      tls: { certificateRefs: [{ name: 'a-cert', namespace: 'web' }] },
    }),
  ],
})

const notPermitted = [
  condition('Gateway infra/gateway', 'ResolvedRefs=False/RefNotPermitted', { listener: 'a' }),
  condition('Gateway infra/gateway', 'Programmed=False/Invalid', { listener: 'a' }),
]

scenario({
  name: 'GatewaySecretMissingReferenceGrant',
  says: 'a Secret of another namespace needs a grant',
  objects: [secretElsewhere, attach('a', 'one')],
  requests: [get('https://a.example/', { refused: true })],
  conditions: notPermitted,
})

scenario({
  name: 'GatewaySecretInvalidReferenceGrant',
  says: 'a grant for other kinds, names or namespaces does not help',
  objects: [
    secretElsewhere,
    attach('a', 'one'),
    grant(
      { name: 'other-name', namespace: 'web' },
      { from: [fromGateways], to: [{ group: '', kind: 'Secret', name: 'b-cert' }] },
    ),
    grant(
      { name: 'other-kind', namespace: 'web' },
      { from: [{ ...fromGateways, kind: 'HTTPRoute' }], to: [{ group: '', kind: 'Secret' }] },
    ),
    grant(
      { name: 'elsewhere', namespace: 'app' },
      { from: [fromGateways], to: [{ group: '', kind: 'Secret' }] },
    ),
  ],
  requests: [get('https://a.example/', { refused: true })],
  conditions: notPermitted,
})

for (const [name, says, secrets] of [
  [
    'GatewaySecretReferenceGrantAllInNamespace',
    'a grant for all Secrets of the namespace is enough',
    { group: '', kind: 'Secret' },
  ],
  [
    'GatewaySecretReferenceGrantSpecific',
    'a grant for the one Secret is enough',
    { group: '', kind: 'Secret', name: 'a-cert' },
  ],
] as const) {
  scenario({
    name,
    says,
    objects: [
      secretElsewhere,
      attach('a', 'one'),
      grant({ namespace: 'web' }, { from: [fromGateways], to: [secrets] }),
    ],
    requests: [get('https://a.example/', 'infra/one', h2)],
    conditions: [
      condition('Gateway infra/gateway', 'ResolvedRefs=True/ResolvedRefs', { listener: 'a' }),
      condition('Gateway infra/gateway', 'Programmed=True/Programmed', { listener: 'a' }),
    ],
  })
}

const broken = (data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'broken', namespace: 'infra' },
  type: 'kubernetes.io/tls',
  data,
})
const usesBroken = https('broken', 'broken.example', {
  tls: { certificateRefs: [{ name: 'broken' }] },
})
const garbage = Buffer.from('this is no certificate').toString('base64')

scenario({
  name: 'GatewayInvalidTLSConfiguration',
  says: 'a listener without a usable certificate is not served, its neighbours are',
  objects: [
    gateway({
      listeners: [
        usesBroken,
        https('a', 'a.example'),
        https('missing', 'missing.example', { tls: { certificateRefs: [{ name: 'missing' }] } }),
        https('kind', 'kind.example', {
          tls: { certificateRefs: [{ name: 'x', group: 'no.example', kind: 'Thing' }] },
        }),
      ],
    }),
    broken({ 'tls.crt': garbage, 'tls.key': garbage }),
    attach('a', 'one'),
    attach('broken', 'two'),
  ],
  requests: [
    get('https://a.example/', 'infra/one'),
    get('https://broken.example/', { refused: true }),
    get('https://missing.example/', { refused: true }),
  ],
  conditions: [
    condition('Gateway infra/gateway', 'ResolvedRefs=True/ResolvedRefs', { listener: 'a' }),
    ...['broken', 'missing', 'kind'].map((listener) =>
      condition('Gateway infra/gateway', 'ResolvedRefs=False/InvalidCertificateRef', { listener }),
    ),
    condition('Gateway infra/gateway', 'Programmed=False/Invalid', { listener: 'broken' }),
    condition('Gateway infra/gateway', 'Programmed=True/Programmed'),
  ],
})
