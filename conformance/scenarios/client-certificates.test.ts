// Listeners that ask clients for certificates: by the Gateway's default or by the port, with CA
// certificates that are there, allowed and of use, or closed (gateway_types.go, FrontendTLSConfig).
// The ConfigMaps `…-ca` are made by the scenario's world.
import { gateway, grant, http, https, route, to } from './objects.ts'
import { condition, get, isFine, scenario } from './scenario.ts'

const by = (...names: readonly string[]) => ({
  validation: {
    caCertificateRefs: names.map((name) => ({ group: '', kind: 'ConfigMap', name })),
  },
})
const [clients, partners, stranger] = ['infra/clients-ca', 'infra/partners-ca', 'infra/none'].map(
  (clientCertificate) => ({ clientCertificate }),
)
const h2 = { protocol: 'h2' } as const
const everything = route({ rules: [{ backendRefs: [to('one')] }] })
const refused = { refused: true }
const name = 'GatewayFrontendClientCertificateValidation'
const open = (at: string, listener: string) => [
  condition('Gateway infra/gateway', 'Accepted=True/Accepted', { listener }),
  condition('Gateway infra/gateway', 'ResolvedRefs=True/ResolvedRefs', { listener }),
  condition('Gateway infra/gateway', 'Programmed=True/Programmed', { listener: at }),
]

const bothPorts = (tls: NonNullable<NonNullable<Parameters<typeof gateway>[0]>['tls']>) =>
  gateway({
    tls,
    listeners: [https('a', 'a.example'), https('b', 'b.example', { port: 8443 }), http()],
  })

scenario({
  name,
  says: 'the default holds for every port without an entry of its own, and for HTTPS alone',
  objects: [
    bothPorts({
      frontend: { default: by('clients-ca'), perPort: [{ port: 8443, tls: by('partners-ca') }] },
    }),
    everything,
  ],
  requests: [
    get('https://a.example/', 'infra/one', clients),
    get('https://a.example/', 'infra/one', { ...clients, ...h2 }),
    get('https://a.example/', refused, partners),
    get('https://a.example/', refused, stranger),
    get('https://a.example/', refused),
    get('https://a.example/', refused, { ...partners, ...h2 }),
    get('https://b.example:8443/', 'infra/one', partners),
    get('https://b.example:8443/', refused, clients),
    get('https://b.example:8443/', refused),
    get('http://a.example/', 'infra/one'),
    get(
      'https://a.example/ws',
      { status: 101, bodyHas: 'let in' },
      { ...clients, protocol: 'websocket', body: 'let in' },
    ),
  ],
  conditions: [...open('a', 'a'), ...open('b', 'b'), ...isFine('HTTPRoute infra/route')],
  afterwards: [
    {
      objects: [
        bothPorts({ frontend: { default: by('clients-ca'), perPort: [{ port: 8443, tls: {} }] } }),
        everything,
      ],
      requests: [
        get('https://b.example:8443/', 'infra/one'),
        get('https://a.example/', refused),
        get('https://a.example/', 'infra/one', clients),
      ],
    },
    {
      objects: [bothPorts({ frontend: { default: by('partners-ca') } }), everything],
      requests: [
        get('https://a.example/', refused, clients),
        get('https://a.example/', 'infra/one', partners),
        get('https://b.example:8443/', 'infra/one', partners),
      ],
    },
  ],
})

const ofOtherNamespace = {
  validation: {
    caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'clients-ca', namespace: 'web' }],
  },
}
const granted = grant(
  { namespace: 'web' },
  {
    from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra' }],
    to: [{ group: '', kind: 'ConfigMap', name: 'clients-ca' }],
  },
)
const closed = (listener: string, reason: string) => [
  condition('Gateway infra/gateway', 'Accepted=False/NoValidCACertificate', { listener }),
  condition('Gateway infra/gateway', `ResolvedRefs=False/${reason}`, { listener }),
  condition('Gateway infra/gateway', 'Programmed=False/Invalid', { listener }),
]

scenario({
  name: 'GatewayInvalidFrontendClientCertificateValidation',
  says: 'a reference that is missing, of another kind or not granted closes the listeners of its port',
  objects: [
    gateway({
      tls: {
        frontend: {
          default: by('clients-ca'),
          perPort: [
            { port: 7443, tls: by('missing') },
            {
              port: 8443,
              tls: {
                validation: { caCertificateRefs: [{ group: '', kind: 'Service', name: 'one' }] },
              },
            },
            { port: 6443, tls: ofOtherNamespace },
          ],
        },
      },
      listeners: [
        https('a', 'a.example'),
        https('missing', 'a.example', { port: 7443 }),
        https('kind', 'a.example', { port: 8443 }),
        https('grant', 'a.example', { port: 6443 }),
      ],
    }),
    everything,
  ],
  requests: [
    get('https://a.example/', 'infra/one', clients),
    ...[7443, 8443, 6443].flatMap((port) => [
      get(`https://a.example:${port}/`, refused),
      get(`https://a.example:${port}/`, refused, clients),
    ]),
    get('https://a.example:6443/', refused, { clientCertificate: 'web/clients-ca' }),
  ],
  conditions: [
    ...open('a', 'a'),
    ...closed('missing', 'InvalidCACertificateRef'),
    ...closed('kind', 'InvalidCACertificateKind'),
    ...closed('grant', 'RefNotPermitted'),
  ],
})

const withGrant = [
  gateway({
    tls: { frontend: { default: ofOtherNamespace } },
    listeners: [https('a', 'a.example')],
  }),
  everything,
]

scenario({
  name,
  says: 'an authority of another namespace is read for as long as it is granted',
  objects: [...withGrant, granted],
  requests: [
    get('https://a.example/', 'infra/one', { clientCertificate: 'web/clients-ca' }),
    get('https://a.example/', refused, clients),
  ],
  conditions: open('a', 'a'),
  afterwards: [
    {
      objects: withGrant,
      requests: [get('https://a.example/', refused, { clientCertificate: 'web/clients-ca' })],
      conditions: closed('a', 'RefNotPermitted'),
    },
  ],
})

scenario({
  name: 'GatewayFrontendInvalidDefaultClientCertificateValidation',
  says: 'a default that is invalid closes HTTPS, not HTTP, nor a port with an entry of its own',
  objects: [
    bothPorts({
      frontend: {
        default: by('missing'),
        perPort: [
          { port: 8443, tls: by('missing', 'partners-ca') },
          { port: 80, tls: by('missing') },
        ],
      },
    }),
    everything,
  ],
  requests: [
    get('https://a.example/', refused, clients),
    get('http://a.example/', 'infra/one'),
    get('https://b.example:8443/', 'infra/one', partners),
    get('https://b.example:8443/', refused, clients),
  ],
  conditions: [
    ...closed('a', 'InvalidCACertificateRef'),
    condition('Gateway infra/gateway', 'Programmed=True/Programmed', { listener: 'http' }),
    condition('Gateway infra/gateway', 'Accepted=True/Accepted', { listener: 'b' }),
    condition('Gateway infra/gateway', 'ResolvedRefs=False/InvalidCACertificateRef', {
      listener: 'b',
    }),
  ],
})

const fallback = {
  validation: { ...by('clients-ca').validation, mode: 'AllowInsecureFallback' as const },
}

scenario({
  name: 'GatewayFrontendClientCertificateValidationInsecureFallback',
  says: 'everybody is let in, and the Gateway says so, until the mode is changed back',
  objects: [bothPorts({ frontend: { default: fallback } }), everything],
  requests: [undefined, clients, stranger].flatMap((shown) => [
    get('https://a.example/', 'infra/one', shown),
    get('https://b.example:8443/', 'infra/one', { ...shown, ...h2 }),
  ]),
  conditions: [
    condition('Gateway infra/gateway', 'InsecureFrontendValidationMode=True/ConfigurationChanged'),
  ],
  afterwards: [
    {
      objects: [bothPorts({ frontend: { default: by('clients-ca') } }), everything],
      requests: [
        get('https://a.example/', refused),
        get('https://a.example/', refused, stranger),
        get('https://a.example/', 'infra/one', clients),
      ],
    },
  ],
})

scenario({
  name,
  says: 'a connection that was let in for one port or name is no way to another',
  objects: [
    gateway({
      tls: { frontend: { default: by('clients-ca') } },
      listeners: [https('a', 'a.example'), https('wild', '*.a.example')],
    }),
    everything,
  ],
  requests: [
    get('https://a.example/', 421, { ...clients, ...h2, sni: 'x.a.example' }),
    get('https://x.a.example/', 421, { ...clients, sni: 'a.example' }),
    get('https://y.a.example/', 'infra/one', { ...clients, ...h2, sni: 'x.a.example' }),
  ],
})
