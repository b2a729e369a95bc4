// What the gateway serves under attack: one listener in the clear, one with TLS, one backend.
import type { TestKeyPair } from '../../src/test-key-pair.ts'

export function gatewayManifests(of: {
  readonly http: number
  readonly https: number
  readonly backendPort: number
  readonly certificate: TestKeyPair
}): string {
  const { http, https, backendPort, certificate } = of
  const items = [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'rauta' },
      spec: { controllerName: 'rauta.dev/gateway-controller' },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'front' },
      spec: {
        gatewayClassName: 'rauta',
        listeners: [
          { name: 'http', protocol: 'HTTP', port: http },
          {
            name: 'https',
            protocol: 'HTTPS',
            port: https,
            tls: { certificateRefs: [{ name: 'front' }] },
          },
        ],
      },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'all' },
      spec: {
        parentRefs: [{ name: 'front' }],
        rules: [{ backendRefs: [{ name: 'backend', port: 80 }] }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'backend' },
      spec: { ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'backend', labels: { 'kubernetes.io/service-name': 'backend' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['127.0.0.1'] }],
      ports: [{ port: backendPort }],
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: { name: 'front' },
      stringData: { 'tls.crt': certificate.certificate, 'tls.key': certificate.key },
    },
  ]
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}
