// What one object may do to another: conflicts have a documented winner, and what is wrong stays where
// it is. The official suite has no tests of these; the names say what they are about.
import { exact, gateway, http, https, prefix, route, to, type WrittenRule } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

const everything = (name: string) => [{ backendRefs: [to(name)] }]

scenario({
  name: 'GatewayListenerConflict',
  says: 'inside one Gateway two protocols cannot share a port, and neither gets it',
  objects: [
    gateway({
      listeners: [
        http({ name: 'plain', port: 443, hostname: 'a.example' }),
        https('tls', 'b.example'),
        http({ name: 'apart' }),
      ],
    }),
    route({ rules: everything('one') }),
  ],
  requests: [
    get('http://a.example/', 'infra/one'),
    get('http://a.example:443/', { refused: true }),
  ],
  conditions: ['plain', 'tls'].map((listener) =>
    condition('Gateway infra/gateway', 'Conflicted=True/ProtocolConflict', { listener }),
  ),
})

const claims = (name: string, service: string, creationTimestamp: string) => {
  const made = gateway({ name, listeners: [http({ hostname: 'a.example' })] })
  return [
    { ...made, metadata: { ...made.metadata, creationTimestamp } },
    route({ name: service, parents: [{ name }], rules: everything(service) }),
  ]
}

scenario({
  name: 'GatewayMergedListeners',
  says: 'of two Gateways that claim the same, the older keeps it, and gives it up when it goes',
  objects: [
    ...claims('a-younger', 'one', '2026-02-01T00:00:00Z'),
    ...claims('b-older', 'two', '2026-01-01T00:00:00Z'),
  ],
  requests: [get('http://a.example/', 'infra/two')],
  conditions: [
    condition('Gateway infra/a-younger', 'Conflicted=True/HostnameConflict', { listener: 'http' }),
    condition('Gateway infra/b-older', 'Conflicted=False/NoConflicts', { listener: 'http' }),
    condition('Gateway infra/b-older', 'Programmed=True/Programmed'),
  ],
  afterwards: [
    {
      objects: claims('a-younger', 'one', '2026-02-01T00:00:00Z'),
      requests: [get('http://a.example/', 'infra/one')],
      conditions: [
        condition('Gateway infra/a-younger', 'Conflicted=False/NoConflicts', { listener: 'http' }),
      ],
    },
  ],
})

scenario({
  name: 'GatewayMergedListeners',
  says: 'a Gateway of a class that is another controller’s is left alone',
  objects: [
    gateway({ name: 'other', gatewayClassName: 'other' }),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'other' },
      spec: { controllerName: 'other.example/controller' },
    },
    route({ name: 'theirs', parents: [{ name: 'other' }], rules: everything('one') }),
    gateway({ listeners: [http({ port: 8080 })] }),
    route({ name: 'ours', rules: everything('two') }),
  ],
  requests: [
    get('http://a.example/', { refused: true }),
    get('http://a.example:8080/', 'infra/two'),
  ],
  conditions: isFine('HTTPRoute infra/ours'),
})

const bad: Readonly<Record<string, WrittenRule>> = {
  'a filter that is not served': {
    matches: [prefix('/bad')],
    filters: [
      {
        type: 'ExternalAuth',
        externalAuth: {
          protocol: 'HTTP',
          backendRef: { name: 'two', port: 8080 },
          http: {},
        },
      },
    ],
    backendRefs: [to('one')],
  },
  'a regular expression that is none': {
    matches: [{ path: { type: 'RegularExpression', value: '/bad(' } }],
    backendRefs: [to('one')],
  },
  'two actions on one header': {
    matches: [prefix('/bad')],
    filters: [
      {
        type: 'RequestHeaderModifier',
        requestHeaderModifier: { set: [{ name: 'x', value: '1' }], remove: ['X'] },
      },
    ],
    backendRefs: [to('one')],
  },
}

for (const [what, rule] of Object.entries(bad)) {
  scenario({
    name: 'HTTPRouteUnsupportedValue',
    says: `${what}: no request passes unfiltered, and the neighbour is served`,
    objects: [
      gateway(),
      route({
        name: 'bad',
        hostnames: ['bad.example'],
        rules: [rule, { matches: [exact('/fine')], backendRefs: [to('two')] }],
      }),
      route({ name: 'good', hostnames: ['good.example'], rules: everything('three') }),
    ],
    requests: [
      get('http://bad.example/bad', 500),
      get('http://bad.example/fine', 'infra/two'),
      get('http://good.example/bad', 'infra/three'),
    ],
    conditions: isFine('HTTPRoute infra/good'),
  })
}

scenario({
  name: 'GatewaySecretRotation',
  says: 'an open Gateway shows a new certificate once its Secret has one, others stay as they are',
  objects: [
    gateway({ listeners: [https('a', 'a.example'), https('b', 'b.example')] }),
    route({ rules: everything('one') }),
  ],
  requests: [
    get('https://a.example/', { status: 200, certificate: 'a.example' }),
    get('https://b.example/', { status: 200, certificate: 'b.example' }),
  ],
  afterwards: [
    {
      objects: [
        gateway({
          listeners: [
            https('a', 'a.example', { tls: { certificateRefs: [{ name: 'b-cert' }] } }),
            https('b', 'b.example'),
          ],
        }),
        route({ rules: everything('one') }),
      ],
      requests: [
        get('https://a.example/', { status: 200, certificate: 'b.example' }),
        get('https://b.example/', { status: 200, certificate: 'b.example' }),
      ],
    },
  ],
})
