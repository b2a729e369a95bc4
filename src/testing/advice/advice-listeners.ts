// Advice on listeners of Gateways.
import { type Advice, gatewayYaml, http, https, object } from './advice.ts'

export const listeners: readonly Advice[] = [
  {
    of: 'unsupportedProtocol',
    says: 'is not served; use',
    advises: 'use HTTP, HTTPS, TLS, TCP or UDP',
    given: gatewayYaml('{name: a, port: 80, protocol: SCTP}'),
    follow: [[['SCTP', 'HTTP']], [['SCTP', 'TCP']], [['SCTP', 'UDP']]],
  },
  {
    of: 'unsupportedProtocol',
    says: 'is not served; use',
    advises: 'use HTTPS or TLS',
    given: gatewayYaml(
      '{name: a, port: 80, protocol: QUIC, tls: {certificateRefs: [{name: tls}]}}',
    ),
    follow: [[['QUIC', 'HTTPS']], [['QUIC', 'TLS']]],
  },
  {
    of: 'unsupportedProtocol',
    says: 'is not served; use',
    advises: 'use HTTPS',
    given: gatewayYaml(https.replace('HTTPS', 'https')),
    follow: [[['protocol: https', 'protocol: HTTPS']]],
  },
  {
    of: 'portBeyondRange',
    says: 'use a port up to',
    advises: 'use a port up to 57535',
    given: gatewayYaml('{name: a, port: 60000, protocol: HTTP}'),
    follow: [[['60000', '57535']]],
  },
  {
    of: 'listenerHostnameIsAddress',
    says: 'is an IP address, and only names may stand here; ',
    advises:
      'write a name, or remove it, and the listener takes requests to every name and address',
    given: gatewayYaml('{name: a, port: 80, protocol: HTTP, hostname: 192.0.2.1}'),
    follow: [[['192.0.2.1', 'a.example']], [[', hostname: 192.0.2.1', '']]],
  },
  {
    of: 'portReserved',
    says: 'is a port that the gateway itself uses',
    advises: 'choose another',
    given: gatewayYaml('{name: a, port: 1901, protocol: HTTP}'),
    follow: [[['1901', '1902']]],
  },
  {
    of: 'tlsMissing',
    says: 'needs it, and there is none',
    advises: 'add tls: {certificateRefs: [{name: SECRET}]}',
    given: gatewayYaml('{name: a, port: 443, protocol: HTTPS}'),
    follow: [[['HTTPS', 'HTTPS, tls: {certificateRefs: [{name: tls}]}']]],
  },
  {
    of: 'certificateRefsMissing',
    says: 'is empty, and certificates come from nowhere else',
    advises: 'name a Secret of type kubernetes.io/tls',
    given: gatewayYaml('{name: a, port: 443, protocol: HTTPS, tls: {options: {example.com/a: b}}}'),
    follow: [[['options: {example.com/a: b}', 'certificateRefs: [{name: tls}]']]],
  },
  {
    of: 'passthroughUnsupported',
    says: 'Passthrough is not served by a listener of protocol HTTPS',
    advises: 'use Terminate with certificateRefs, or protocol TLS',
    given: gatewayYaml(
      '{name: a, port: 443, protocol: HTTPS, tls: {mode: Terminate, certificateRefs: [{name: tls}]}}',
    ),
    past: [['"mode":"Terminate"', '"mode":"Passthrough"']],
    follow: [
      [],
      [
        [
          'HTTPS, tls: {mode: Terminate, certificateRefs: [{name: tls}]}',
          'TLS, tls: {mode: Passthrough}',
        ],
      ],
    ],
  },
  {
    of: 'invalidRouteKinds',
    says: 'cannot be attached to this listener',
    advises:
      'use {group: gateway.networking.k8s.io, kind: HTTPRoute} or {group: gateway.networking.k8s.io, kind: GRPCRoute}',
    given: gatewayYaml(
      '{name: a, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{group: "", kind: HTTPRoute}]}}',
    ),
    follow: [
      [['{group: "", kind: HTTPRoute}', '{group: gateway.networking.k8s.io, kind: HTTPRoute}']],
      [['{group: "", kind: HTTPRoute}', '{group: gateway.networking.k8s.io, kind: GRPCRoute}']],
    ],
  },
  {
    of: 'invalidRouteKinds',
    says: 'its protocol carries none',
    advises: 'its protocol carries none',
    given: gatewayYaml(
      '{name: a, port: 80, protocol: SCTP, allowedRoutes: {kinds: [{kind: HTTPRoute}]}}',
    ),
    follow: [[['SCTP', 'HTTP']]],
  },
  {
    of: 'conflictInGateway',
    says: 'of listeners that cannot be told apart none is served',
    advises: 'Give each protocol a port of its own',
    given: gatewayYaml(`${http}, {name: db, port: 80, protocol: TCP}`),
    follow: [[['{name: db, port: 80', '{name: db, port: 5432']]],
  },
  {
    of: 'conflictInGateway',
    says: 'of listeners that cannot be told apart none is served',
    advises: 'Give each a hostname or port of its own',
    given: gatewayYaml(
      `${https}, {name: db, port: 443, protocol: TLS, hostname: shop.example, tls: {mode: Passthrough}}`,
    ),
    follow: [
      [['{name: db, port: 443', '{name: db, port: 444']],
      [['TLS, hostname: shop.example', 'TLS, hostname: db.example']],
    ],
  },
  {
    of: 'conflictInGateway',
    says: 'of listeners that cannot be told apart none is served',
    advises: 'Give each a port of its own',
    given: gatewayYaml('{name: a, port: 53, protocol: UDP}, {name: b, port: 54, protocol: UDP}'),
    past: [['"name":"b","port":54', '"name":"b","port":53']],
    follow: [[]],
  },
  {
    of: 'conflictWithGateway',
    says: 'which shares this address and is the older one',
    advises: 'use another hostname or port, or attach the routes to that Gateway',
    given:
      gatewayYaml(http) +
      gatewayYaml('{name: second, port: 80, protocol: HTTP}', '', 'blog').replace(
        '{name: web',
        '{name: younger',
      ),
    follow: [
      [['{name: second, port: 80', '{name: second, port: 81']],
      [['{name: second,', '{name: second, hostname: a.example,']],
    ],
  },
  {
    of: 'conflictWithGateway',
    says: 'use another port',
    advises: 'use another port',
    given:
      gatewayYaml('{name: db, port: 5432, protocol: TCP}') +
      gatewayYaml('{name: second, port: 5432, protocol: TCP}', '', 'blog').replace(
        '{name: web',
        '{name: younger',
      ),
    follow: [[['{name: second, port: 5432', '{name: second, port: 5433']]],
  },
  {
    of: 'overlappingTls',
    says: 'where that is not',
    advises: 'give each a certificate with names of its own',
    given:
      gatewayYaml(
        `${https}, {name: more, port: 443, protocol: HTTPS, hostname: more.example, tls: {certificateRefs: [{name: tls}]}}`,
      ) +
      object(
        'Secret',
        'name: more, namespace: shop',
        'type: kubernetes.io/tls\ndata:\n  tls.crt: <certificate for more.example>\n  tls.key: <key for more.example>',
        'v1',
      ),
    follow: [
      [
        [
          'more.example, tls: {certificateRefs: [{name: tls}',
          'more.example, tls: {certificateRefs: [{name: more}',
        ],
      ],
    ],
  },
  {
    of: 'overlappingTls',
    says: 'where that is not',
    advises: 'give each a hostname of its own',
    given: gatewayYaml(
      `${https}, {name: any, port: 443, protocol: TLS, hostname: "*.example", tls: {mode: Passthrough}}`,
    ),
    follow: [[['"*.example"', '"*.db.example"']]],
  },
  {
    of: 'noListenerOnPort',
    says: 'so that none of its own',
    advises: 'port 8443',
    given: gatewayYaml(
      https,
      'tls: {frontend: {default: {validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]}}, perPort: [{port: 8443, tls: {}}]}}',
    ),
    follow: [[['port: 8443', 'port: 443']]],
  },
]
