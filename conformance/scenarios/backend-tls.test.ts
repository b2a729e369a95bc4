// TLS to backends by BackendTLSPolicies, and the certificate that a Gateway shows them
// (backendtlspolicy_types.go; gateway_types.go, GatewayBackendTLS). Every backend of the scenarios speaks TLS
// too, with a certificate for `SERVICE.NAMESPACE.svc` and `spiffe://NAMESPACE/SERVICE` by the authority in
// `infra/backends-ca`.
import {
  gateway,
  grant,
  http,
  type Manifest,
  prefix,
  route,
  to,
  type WrittenBackendRef,
} from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'
import { serviceOf, sliceOf, type World } from './world.ts'

interface PolicyOptions {
  readonly name?: string
  readonly hostname?: string
  readonly ca?: string
  readonly sectionName?: string
  readonly created?: string
  readonly validation?: object
}

function policy(service: string, options: PolicyOptions = {}): Manifest {
  const { name = service, hostname = `${service}.infra.svc`, ca = 'backends-ca' } = options
  const { sectionName, created, validation } = options
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'BackendTLSPolicy',
    metadata: { name, namespace: 'infra', ...(created && { creationTimestamp: created }) },
    spec: {
      targetRefs: [
        { group: '', kind: 'Service', name: service, ...(sectionName && { sectionName }) },
      ],
      validation: {
        hostname,
        caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: ca }],
        ...validation,
      },
    },
  }
}

const ofPolicy = (name: string, says: string) =>
  condition(`BackendTLSPolicy infra/${name}`, says, { parent: 'gateway' })
const seen = (backend: string, serverName: string) => ({
  status: 200,
  backend,
  backendTls: { serverName },
})
const byPath = (...names: readonly string[]) =>
  route({
    rules: names.map((name) => ({ matches: [prefix(`/${name}`)], backendRefs: [to(name)] })),
  })

scenario({
  name: 'BackendTLSPolicy',
  says: 'the certificate is verified by name and authority, and a neighbour without a policy is in the clear',
  objects: [
    gateway(),
    byPath('one', 'two', 'three', 'h2c', 'ws'),
    policy('one'),
    policy('two', { hostname: 'mismatch.example' }),
    policy('h2c'),
    policy('ws', { ca: 'other-ca' }),
  ],
  requests: [
    get('http://a.example/one', seen('infra/one', 'one.infra.svc')),
    get('http://a.example/two', 502),
    get('http://a.example/three', { status: 200, backend: 'infra/three', backendTls: null }),
    get('http://a.example/h2c', { ...seen('infra/h2c', 'h2c.infra.svc'), proto: 'HTTP/2.0' }),
    get('http://a.example/ws', 502),
    get(
      'http://a.example/one',
      { status: 101, bodyHas: 'by TLS' },
      { protocol: 'websocket', body: 'by TLS' },
    ),
  ],
  conditions: [
    ...['one', 'two', 'h2c', 'ws'].flatMap((name) => [
      ofPolicy(name, 'Accepted=True/Accepted'),
      ofPolicy(name, 'ResolvedRefs=True/ResolvedRefs'),
    ]),
    ...isFine('HTTPRoute infra/route'),
  ],
  afterwards: [
    {
      objects: [
        gateway(),
        byPath('one', 'two', 'three', 'h2c', 'ws'),
        policy('one', { ca: 'other-ca' }),
        policy('two'),
        policy('three'),
        policy('ws'),
      ],
      requests: [
        get('http://a.example/one', 502),
        get('http://a.example/two', seen('infra/two', 'two.infra.svc')),
        get('http://a.example/three', seen('infra/three', 'three.infra.svc')),
        get('http://a.example/h2c', { status: 200, backend: 'infra/h2c', backendTls: null }),
        get('http://a.example/ws', seen('infra/ws', 'ws.infra.svc')),
      ],
    },
  ],
})

scenario({
  name: 'BackendTLSPolicySANValidation',
  says: 'one of the names must be in the certificate, and the hostname is for the handshake alone',
  objects: [
    gateway(),
    byPath('one', 'two', 'three', 'h2c'),
    ...Object.entries({
      one: [{ type: 'URI', uri: 'spiffe://infra/one' }],
      two: [
        { type: 'Hostname', hostname: 'nobody.example' },
        { type: 'Hostname', hostname: 'two.infra.svc' },
      ],
      three: [{ type: 'URI', uri: 'spiffe://infra/one' }],
      h2c: [{ type: 'Hostname', hostname: 'another.example' }],
    }).map(([name, subjectAltNames]) =>
      policy(name, {
        hostname: name === 'h2c' ? 'h2c.infra.svc' : 'asked.example',
        validation: { subjectAltNames },
      }),
    ),
  ],
  requests: [
    get('http://a.example/one', seen('infra/one', 'asked.example')),
    get('http://a.example/two', seen('infra/two', 'asked.example')),
    get('http://a.example/three', 502),
    get('http://a.example/h2c', 502),
  ],
})

const both = (world: World): readonly Manifest[] => {
  const port = world.portOf('infra/one')
  const ports = ['https', 'more'].map((name, index) => ({ name, port: 443 + index }))
  return [
    serviceOf('infra', 'both', { ports }),
    sliceOf({ namespace: 'infra', service: 'both' }, [], {
      ports: ports.map(({ name }) => ({ name, port })),
    }),
  ]
}
const toBoth = (port: number): WrittenBackendRef => ({ name: 'both', port })

scenario({
  name: 'BackendTLSPolicyConflictResolution',
  says: 'the older of two counts, one for a port before one for the Service, and the next when it goes',
  objects: (world) => [
    gateway(),
    route({
      rules: [
        { matches: [prefix('/port')], backendRefs: [toBoth(443)] },
        { matches: [prefix('/whole')], backendRefs: [toBoth(444)] },
      ],
    }),
    ...both(world),
    policy('both', { name: 'younger', hostname: 'one.infra.svc', created: '2026-02-01T00:00:00Z' }),
    policy('both', { name: 'older', hostname: 'wrong.example', created: '2026-01-01T00:00:00Z' }),
    policy('both', { name: 'port', hostname: 'one.infra.svc', sectionName: 'https' }),
  ],
  requests: [
    get('http://a.example/port', { status: 200, backendTls: { serverName: 'one.infra.svc' } }),
    get('http://a.example/whole', 502),
  ],
  conditions: [
    ofPolicy('older', 'Accepted=True/Accepted'),
    ofPolicy('younger', 'Accepted=False/Conflicted'),
    ofPolicy('port', 'Accepted=True/Accepted'),
  ],
  afterwards: [
    {
      objects: (world) => [
        gateway(),
        route({ rules: [{ matches: [prefix('/whole')], backendRefs: [toBoth(444)] }] }),
        ...both(world),
        policy('both', { name: 'younger', hostname: 'one.infra.svc' }),
      ],
      requests: [
        get('http://a.example/whole', { status: 200, backendTls: { serverName: 'one.infra.svc' } }),
      ],
      conditions: [ofPolicy('younger', 'Accepted=True/Accepted')],
    },
  ],
})

scenario({
  name: 'BackendTLSPolicyInvalidCACertificateRef',
  says: 'what can not be verified is answered with an error, and heals when the ConfigMap comes',
  objects: [gateway(), byPath('one', 'two'), policy('one', { ca: 'nowhere' }), policy('two')],
  requests: [
    get('http://a.example/one', 500),
    get('http://a.example/two', seen('infra/two', 'two.infra.svc')),
  ],
  conditions: [
    ofPolicy('one', 'Accepted=False/NoValidCACertificate'),
    ofPolicy('one', 'ResolvedRefs=False/InvalidCACertificateRef'),
    condition('HTTPRoute infra/route', 'ResolvedRefs=False/UnsupportedProtocol'),
    ofPolicy('two', 'Accepted=True/Accepted'),
  ],
  afterwards: [
    {
      objects: [gateway(), byPath('one', 'two'), policy('one'), policy('two')],
      requests: [get('http://a.example/one', seen('infra/one', 'one.infra.svc'))],
      conditions: [ofPolicy('one', 'Accepted=True/Accepted')],
    },
  ],
})

scenario({
  name: 'BackendTLSPolicyMirror',
  says: 'a mirror is spoken to by TLS too, and nothing is mirrored where it can not be verified',
  objects: [
    gateway(),
    route({
      rules: ['two', 'three'].map((name) => ({
        matches: [prefix(`/${name}`)],
        filters: [{ type: 'RequestMirror', requestMirror: { backendRef: to(name) } }],
        backendRefs: [to('one')],
      })),
    }),
    policy('two'),
    policy('three', { hostname: 'mismatch.example' }),
  ],
  requests: [
    get('http://a.example/two', { backend: 'infra/one', mirrored: { 'infra/two': 100 } }),
    get('http://a.example/three', { backend: 'infra/one', mirrored: { 'infra/three': 0 } }),
  ],
})

const withCertificate = (name: string, port: number, clientCertificateRef: object) =>
  gateway({ name, listeners: [http({ port })], tls: { backend: { clientCertificateRef } } })
const ofGateways = ['gateway', 'other', 'bare'].map((name) => ({ name }))

scenario({
  name: 'GatewayTLSBackendClientCertificate',
  says: "each Gateway shows its own certificate, on connections of its own, and none where it can't be used",
  objects: [
    withCertificate('gateway', 80, { name: 'client-cert' }),
    withCertificate('other', 81, { name: 'other-cert' }),
    withCertificate('bare', 82, { name: 'nowhere' }),
    route({ parents: ofGateways, rules: [{ backendRefs: [to('one')] }] }),
    policy('one'),
  ],
  requests: ['gateway', 'other', 'gateway', 'other']
    .map((name) =>
      get(`http://a.example:${name === 'gateway' ? 80 : 81}/`, {
        status: 200,
        backendTls: { serverName: 'one.infra.svc', clientCertificate: name },
      }),
    )
    .concat(get('http://a.example:82/', seen('infra/one', 'one.infra.svc'))),
  conditions: [
    ...ofGateways.map(({ name }) =>
      condition(`Gateway infra/${name}`, 'Programmed=True/Programmed'),
    ),
    condition('Gateway infra/gateway', 'ResolvedRefs=True/ResolvedRefs'),
    condition('Gateway infra/bare', 'ResolvedRefs=False/InvalidClientCertificateRef'),
  ],
})

scenario({
  name: 'GatewayTLSBackendClientCertificate',
  says: 'a certificate of another namespace needs a grant, and goes with it',
  objects: [
    withCertificate('gateway', 80, { name: 'nowhere', namespace: 'web' }),
    route({ rules: [{ backendRefs: [to('one')] }] }),
    policy('one'),
  ],
  requests: [get('http://a.example/', seen('infra/one', 'one.infra.svc'))],
  conditions: [condition('Gateway infra/gateway', 'ResolvedRefs=False/RefNotPermitted')],
  afterwards: [
    {
      objects: [
        withCertificate('gateway', 80, { name: 'nowhere', namespace: 'web' }),
        route({ rules: [{ backendRefs: [to('one')] }] }),
        policy('one'),
        grant(
          { namespace: 'web' },
          {
            from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra' }],
            to: [{ group: '', kind: 'Secret' }],
          },
        ),
      ],
      conditions: [
        condition('Gateway infra/gateway', 'ResolvedRefs=False/InvalidClientCertificateRef'),
      ],
    },
  ],
})
