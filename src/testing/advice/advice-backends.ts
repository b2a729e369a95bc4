// Advice on the backends that routes name.
import { type Advice, gatewayYaml, http, object, policy, routeYaml, rules } from './advice.ts'

const grpc = (rule: string) =>
  gatewayYaml(http) + routeYaml('GRPCRoute', `parentRefs: [{name: web}], rules: [${rule}]`)
const serviceOf = (spec: string, metadata = 'name: other, namespace: shop') =>
  object('Service', metadata, `spec: {${spec}}`, 'v1')
const toOther = rules('{backendRefs: [{name: other, port: 80}]}')
const grantIn = (namespace: string, from: string, to: string) =>
  object(
    'ReferenceGrant',
    `name: grant, namespace: ${namespace}`,
    `spec: {from: [${from}], to: [${to}]}`,
  )

export const backends: readonly Advice[] = [
  {
    of: 'annotationInvalid',
    says: '',
    advises: 'keep one of them',
    given:
      toOther +
      serviceOf(
        'ports: [{port: 80}]',
        'name: other, namespace: shop, annotations: {rauta.dev/hash-header: x-a, rauta.dev/hash-cookie: b}',
      ),
    follow: [[['rauta.dev/hash-header: x-a, ', '']], [[', rauta.dev/hash-cookie: b', '']]],
  },
  {
    of: 'grantNeeded',
    says: 'no ReferenceGrant in namespace',
    advises:
      'add one in blog with spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}], to: [{group: "", kind: Service, name: posts}]}',
    given: rules('{backendRefs: [{name: posts, namespace: blog, port: 80}]}'),
    follow: [
      [
        [
          '---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute',
          `${grantIn('blog', '{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}', '{group: "", kind: Service, name: posts}')}---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute`,
        ],
      ],
    ],
  },
  {
    of: 'serviceNamedByDns',
    says: 'does not exist, because a reference needs the name of the Service',
    advises: 'write name: posts and namespace: blog',
    given:
      rules('{backendRefs: [{name: posts.blog.svc.cluster.local, port: 80}]}') +
      grantIn(
        'blog',
        '{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}',
        '{group: "", kind: Service, name: posts}',
      ),
    follow: [[['name: posts.blog.svc.cluster.local', 'name: posts, namespace: blog']]],
  },
  {
    of: 'invalidBackendKind',
    says: 'is not supported as a backend; use a Service',
    advises: 'use a Service (kind: Service, group: "")',
    given: rules('{backendRefs: [{name: cart, port: 80, group: storage.example, kind: Bucket}]}'),
    follow: [[['group: storage.example, kind: Bucket', 'kind: Service, group: ""']]],
  },
  {
    of: 'externalNameService',
    says: 'has type ExternalName, which is not supported',
    advises: 'use a Service with EndpointSlices',
    given: toOther + serviceOf('type: ExternalName, externalName: a.example, ports: [{port: 80}]'),
    follow: [
      [
        [
          'spec: {type: ExternalName, externalName: a.example, ports: [{port: 80}]}',
          'spec: {ports: [{port: 80}]}\n---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: other-1, namespace: shop, labels: {kubernetes.io/service-name: other}}\naddressType: IPv4\nports: [{port: 80}]\nendpoints: [{addresses: [10.0.0.1]}]',
        ],
      ],
    ],
  },
  {
    of: 'serviceNotFound',
    says: 'create it, or correct the',
    advises: 'create it, or correct the name (there is a Service shop/cart)',
    given: rules('{backendRefs: [{name: crat, port: 80}]}'),
    follow: [
      [['crat', 'cart']],
      [
        [
          'rules: [{backendRefs: [{name: crat, port: 80}]}]}\n',
          `rules: [{backendRefs: [{name: crat, port: 80}]}]}\n${serviceOf('ports: [{port: 80}]', 'name: crat, namespace: shop')}`,
        ],
      ],
    ],
  },
  {
    of: 'portNotNamed',
    says: 'a port is required',
    advises: 'Service shop/cart has 80, 53',
    given: rules('{backendRefs: [{name: cart, port: 80}]}'),
    past: [['"name":"cart","port":80', '"name":"cart"']],
    follow: [[]],
  },
  {
    of: 'portNotFound',
    says: 'has no port',
    advises: '(it has 80, 53)',
    given: rules('{backendRefs: [{name: cart, port: 8080}]}'),
    follow: [[['8080', '80']]],
  },
  {
    of: 'portOfOtherTransport',
    says: '; use a',
    advises: 'use a TCP port',
    given: rules('{backendRefs: [{name: cart, port: 53}]}'),
    follow: [[['port: 53', 'port: 80']]],
  },
  {
    of: 'unsupportedAppProtocol',
    says: 'not supported for backends; use',
    advises:
      'use http, kubernetes.io/h2c, kubernetes.io/ws, none for HTTP/1.1, or https, kubernetes.io/wss with a BackendTLSPolicy',
    given: toOther + serviceOf('ports: [{port: 80, appProtocol: example.net/quux}]'),
    follow: [
      ...['http', 'kubernetes.io/h2c', 'kubernetes.io/ws', '""'].map(
        (name) => [['example.net/quux', name] as const] as const,
      ),
      ...['https', 'kubernetes.io/wss'].map(
        (name) =>
          [
            [
              'example.net/quux}]}\n',
              `${name}}]}\n${policy('targetRefs: [{group: "", kind: Service, name: other}], validation: {hostname: a.example, wellKnownCACertificates: System}')}`,
            ],
          ] as const,
      ),
    ],
  },
  {
    of: 'unsupportedAppProtocol',
    says: 'not supported for backends; use',
    advises: 'use https with a BackendTLSPolicy for the Service',
    given:
      grpc('{backendRefs: [{name: other, port: 80}]}') +
      serviceOf('ports: [{port: 80, appProtocol: grpcs}]'),
    follow: [
      [
        [
          'grpcs}]}\n',
          `https}]}\n${policy('targetRefs: [{group: "", kind: Service, name: other}], validation: {hostname: a.example, wellKnownCACertificates: System}')}`,
        ],
      ],
    ],
  },
  {
    of: 'backendTlsMissing',
    says: 'a BackendTLSPolicy for the Service to verify its endpoints; create one',
    advises: 'create one',
    given: toOther + serviceOf('ports: [{port: 80, appProtocol: https}]'),
    follow: [
      [
        [
          'https}]}\n',
          `https}]}\n${policy('targetRefs: [{group: "", kind: Service, name: other}], validation: {hostname: a.example, wellKnownCACertificates: System}')}`,
        ],
      ],
    ],
  },
]
