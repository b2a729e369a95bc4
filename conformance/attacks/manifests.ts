// What the gateway serves in these runs: a listener in the clear and one with TLS, and a rule for each path.
import type { TestKeyPair } from '../../src/testing/key-pair.ts'
import type { Backends } from './backends.ts'

export interface Served {
  readonly http: number
  readonly https: number
  readonly byPath: Backends['byPath']
  readonly certificate: TestKeyPair
  /** Told to clients in the header `x-version`. */
  readonly version: number
}

export function gatewayManifests({ http, https, byPath, certificate, version }: Served): string {
  const paths = Object.keys(byPath)
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
        rules: paths.map((path) => ruleOf(path, version)),
      },
    },
    ...paths.flatMap((path) => backendOf(path, byPath[path] ?? [])),
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

function ruleOf(path: string, version: number): object {
  const set = [{ name: 'x-version', value: `${version}` }]
  return {
    matches: [{ path: { value: `/${path}` } }],
    filters: [{ type: 'ResponseHeaderModifier', responseHeaderModifier: { set } }],
    backendRefs: [{ name: nameOf(path), port: 80 }],
  }
}

/** A Service, and a slice for each port: endpoints of one slice share their ports. */
function backendOf(path: string, ports: readonly number[]): object[] {
  const name = nameOf(path)
  const slices = ports.map((port) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-${port}`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['127.0.0.1'] }],
    ports: [{ port }],
  }))
  const service = { metadata: { name }, spec: { ports: [{ port: 80 }] } }
  return [{ apiVersion: 'v1', kind: 'Service', ...service }, ...slices]
}

function nameOf(path: string): string {
  return path || 'steady'
}
