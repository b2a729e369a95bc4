// Advice on listeners of Gateways.
import { type Advice, gatewayYaml, http, https, object } from './advice.ts'

export const listeners: readonly Advice[] = [
  {
    of: 'unsupportedProtocol',
    says: 'is not supported; use',
    advises: 'use HTTP, HTTPS, TLS, TCP or UDP',
    given: gatewayYaml('{name: a, port: 80, protocol: SCTP}'),
    follow: [[['SCTP', 'HTTP']], [['SCTP', 'TCP']], [['SCTP', 'UDP']]],
  },
  {
    of: 'unsupportedProtocol',
    says: 'is not supported; use',
    advises: 'use HTTPS or TLS',
    given: gatewayYaml(
      '{name: a, port: 80, protocol: QUIC, tls: {certificateRefs: [{name: tls}]}}',
    ),
    follow: [[['QUIC', 'HTTPS']], [['QUIC', 'TLS']]],
  },
  {
    of: 'unsupportedProtocol',
    says: 'is not supported; use',
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
    of: 'listenerFiltersNotServed',
    says: 'filters of a listener are not supported',
    advises: 'remove the field',
    given: gatewayYaml(
      '{name: a, port: 80, protocol: HTTP, filters: {requests: [{type: ExternalAuth, externalAuth: {protocol: HTTP, http: {}, backendRef: {name: cart, port: 80}}}]}}',
    ),
    follow: [
      [
        [
          ', filters: {requests: [{type: ExternalAuth, externalAuth: {protocol: HTTP, http: {}, backendRef: {name: cart, port: 80}}}]}',
          '',
        ],
      ],
    ],
  },
  {
    of: 'listenerHostnameIsAddress',
    says: 'is an IP address, but only DNS names are allowed; ',
    advises: 'use a DNS name, or remove the hostname to accept every name and address',
    given: gatewayYaml('{name: a, port: 80, protocol: HTTP, hostname: 192.0.2.1}'),
    follow: [[['192.0.2.1', 'a.example']], [[', hostname: 192.0.2.1', '']]],
  },
  {
    of: 'portReserved',
    says: 'is used by Rauta itself',
    advises: 'use another port',
    given: gatewayYaml('{name: a, port: 1901, protocol: HTTP}'),
    follow: [[['1901', '1902']]],
  },
  {
    of: 'tlsMissing',
    says: 'requires tls; add tls',
    advises: 'add tls: {certificateRefs: [{name: SECRET}]}',
    given: gatewayYaml('{name: a, port: 443, protocol: HTTPS}'),
    follow: [[['HTTPS', 'HTTPS, tls: {certificateRefs: [{name: tls}]}']]],
  },
  {
    of: 'certificateRefsMissing',
    says: 'must name at least one certificate',
    advises: 'add a Secret of type kubernetes.io/tls',
    given: gatewayYaml('{name: a, port: 443, protocol: HTTPS, tls: {options: {example.com/a: b}}}'),
    follow: [[['options: {example.com/a: b}', 'certificateRefs: [{name: tls}]']]],
  },
  {
    of: 'passthroughUnsupported',
    says: 'Passthrough is not supported with protocol HTTPS',
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
    says: 'its protocol supports no kind of route',
    advises: 'its protocol supports no kind of route',
    given: gatewayYaml(
      '{name: a, port: 80, protocol: SCTP, allowedRoutes: {kinds: [{kind: HTTPRoute}]}}',
    ),
    follow: [[['SCTP', 'HTTP']]],
  },
  {
    of: 'conflictInGateway',
    says: 'None of the conflicting listeners is served',
    advises: 'give each protocol its own port',
    given: gatewayYaml(`${http}, {name: db, port: 80, protocol: TCP}`),
    follow: [[['{name: db, port: 80', '{name: db, port: 5432']]],
  },
  {
    of: 'conflictInGateway',
    says: 'None of the conflicting listeners is served',
    advises: 'give each listener its own hostname or port',
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
    says: 'None of the conflicting listeners is served',
    advises: 'give each listener its own port',
    given: gatewayYaml('{name: a, port: 53, protocol: UDP}, {name: b, port: 54, protocol: UDP}'),
    past: [['"name":"b","port":54', '"name":"b","port":53']],
    follow: [[]],
  },
  {
    of: 'conflictWithGateway',
    says: 'which has the same address and is older',
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
    says: 'if this is not',
    advises: 'use certificates whose names do not overlap',
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
    says: 'if this is not',
    advises: 'use hostnames that do not overlap',
    given: gatewayYaml(
      `${https}, {name: any, port: 443, protocol: TLS, hostname: "*.example", tls: {mode: Passthrough}}`,
    ),
    follow: [[['"*.example"', '"*.db.example"']]],
  },
  {
    of: 'noListenerOnPort',
    says: 'so the entry applies to none of its own listeners',
    advises: 'port 8443',
    given: gatewayYaml(
      https,
      'tls: {frontend: {default: {validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]}}, perPort: [{port: 8443, tls: {}}]}}',
    ),
    follow: [[['port: 8443', 'port: 443']]],
  },
]
