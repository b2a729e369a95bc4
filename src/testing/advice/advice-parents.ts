// Advice on what routes attach to.
import { type Advice, gatewayYaml, http, https, routeYaml } from './advice.ts'

export const parents: readonly Advice[] = [
  {
    of: 'routeHostnamesAreAddresses',
    says: 'is an IP address, but only DNS names are allowed; ',
    advises: 'remove it',
    given:
      gatewayYaml(http) +
      routeYaml(
        'HTTPRoute',
        'parentRefs: [{name: web}], hostnames: [a.example, 192.0.2.1], rules: [{}]',
      ),
    follow: [[[', 192.0.2.1', '']]],
  },
  {
    of: 'routeHostnamesAreAddresses',
    says: 'is an IP address, but only DNS names are allowed; ',
    advises: 'use the DNS name that clients request',
    given:
      gatewayYaml(http) +
      routeYaml('HTTPRoute', 'parentRefs: [{name: web}], hostnames: [192.0.2.1], rules: [{}]'),
    follow: [[['192.0.2.1', 'a.example']]],
  },
  {
    of: 'kindNotCarried',
    says: 'which does not support',
    advises: 'use a listener of protocol HTTPS, or add one',
    given:
      gatewayYaml(
        '{name: pass, port: 443, protocol: TLS, hostname: a.example, tls: {mode: Passthrough}}',
      ) + routeYaml('HTTPRoute', 'parentRefs: [{name: web}], rules: [{}]'),
    follow: [[['listeners: [', `listeners: [${https}, `]]],
  },
  {
    of: 'kindNotCarried',
    says: 'which does not support',
    advises: 'use a listener of protocol HTTP or HTTPS, or add one',
    given:
      gatewayYaml('{name: db, port: 5432, protocol: TCP}') +
      routeYaml('HTTPRoute', 'parentRefs: [{name: web}], rules: [{}]'),
    follow: [
      [['listeners: [', `listeners: [${http}, `]],
      [['listeners: [', `listeners: [${https}, `]],
    ],
  },
  ...(
    [
      [
        'TLSRoute',
        'TLS',
        'hostnames: [a.example], ',
        '{name: new, port: 4443, protocol: TLS, tls: {mode: Passthrough}}',
      ],
      ['TCPRoute', 'TCP', '', '{name: new, port: 5432, protocol: TCP}'],
      ['UDPRoute', 'UDP', '', '{name: new, port: 53, protocol: UDP}'],
    ] as const
  ).map(([kind, protocol, hostnames, listener]): Advice => ({
    of: 'kindNotCarried',
    says: 'which does not support',
    advises: `use a listener of protocol ${protocol}, or add one`,
    given:
      gatewayYaml(https) +
      routeYaml(
        kind,
        `parentRefs: [{name: web}], ${hostnames}rules: [{backendRefs: [{name: cart, port: ${protocol === 'UDP' ? 53 : 80}}]}]`,
      ),
    follow: [[['listeners: [', `listeners: [${listener}, `]]],
  })),
  {
    of: 'kindNotAllowed',
    says: 'allows only kind',
    advises: 'add {kind: HTTPRoute} to allowedRoutes.kinds of listener "http"',
    given:
      gatewayYaml(
        '{name: http, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}}',
      ) + routeYaml('HTTPRoute', 'parentRefs: [{name: web}], rules: [{}]'),
    follow: [[['[{kind: GRPCRoute}]', '[{kind: GRPCRoute}, {kind: HTTPRoute}]']]],
  },
  {
    of: 'noSuchListener',
    says: 'use one of these',
    advises: '"http" on port 80); use one of these',
    given:
      gatewayYaml(`${http}, {name: db, port: 5432, protocol: TCP}`) +
      routeYaml('HTTPRoute', 'parentRefs: [{name: web, sectionName: htpp}], rules: [{}]'),
    follow: [[['htpp', 'http']]],
  },
  {
    of: 'noSuchListener',
    says: ', and none of its listeners supports',
    advises: ', and none of its listeners supports an HTTPRoute; add one',
    given:
      gatewayYaml('{name: db, port: 5432, protocol: TCP}') +
      routeYaml('HTTPRoute', 'parentRefs: [{name: web, sectionName: http}], rules: [{}]'),
    follow: [[['listeners: [', `listeners: [${http}, `]]],
  },
  {
    of: 'noMatchingHostname',
    says: 'use a hostname within one of these, or change the',
    advises: 'use a hostname within one of these, or change the hostname of the listener',
    given:
      gatewayYaml('{name: http, port: 80, protocol: HTTP, hostname: "*.shop.example"}') +
      routeYaml('HTTPRoute', 'parentRefs: [{name: web}], hostnames: [a.example], rules: [{}]'),
    follow: [[['[a.example]', '[a.shop.example]']], [['"*.shop.example"', '"*.example"']]],
  },
  {
    of: 'hostnameHeldByOtherKind',
    says: 'or equally old and first in alphabetical order); use another hostname',
    advises: 'use another hostname',
    given:
      gatewayYaml(http) +
      routeYaml('HTTPRoute', 'parentRefs: [{name: web}], hostnames: [a.example], rules: [{}]') +
      routeYaml(
        'GRPCRoute',
        'parentRefs: [{name: web}], hostnames: [a.example], rules: [{}]',
      ).replace('name: cart', 'name: grpc'),
    follow: [
      [
        [
          'kind: GRPCRoute\nmetadata: {name: grpc, namespace: shop}\nspec: {parentRefs: [{name: web}], hostnames: [a.example]',
          'kind: GRPCRoute\nmetadata: {name: grpc, namespace: shop}\nspec: {parentRefs: [{name: web}], hostnames: [b.example]',
        ],
      ],
    ],
  },
]
