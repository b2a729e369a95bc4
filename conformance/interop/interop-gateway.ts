// The gateway between a client and a server that test it, from manifests as `rauta serve` reads them: a route
// without matches, behind a listener in the clear and one with TLS.
import { stringify } from 'yaml'
import { type StandaloneGateway, startStandaloneGateway } from '../guide/standalone-gateway.ts'
import { isProblem, judgementsOf } from '../../src/status/condition-problems.ts'
import type { TestKeyPair } from '../../src/testing/key-pair.ts'

export const listenerPorts = { clear: 80, tls: 443 }

interface Around {
  readonly route: 'GRPCRoute' | 'HTTPRoute'
  /** Where the server listens on 127.0.0.1. */
  readonly serverPort: number
  /** Of the listener with TLS. */
  readonly certificate: TestKeyPair
  /** Where the server speaks TLS: what it is called, and who vouches for it. */
  readonly serverTls?: { readonly hostname: string; readonly authority: string }
}

export async function startInteropGateway(around: Around): Promise<StandaloneGateway> {
  const { certificate, serverTls } = around
  const files = [
    ['gateway.yaml', gateway],
    ['route.yaml', routeManifest(around.route)],
    ['server.yaml', serverManifest(around.serverPort)],
    ['certificate.yaml', secretManifest(certificate)],
    ...(serverTls ? [['policy.yaml', policyManifest(serverTls)] as const] : []),
  ] as const
  const started = await startStandaloneGateway(files, () => Promise.resolve(0))
  const conditions = started
    .statuses()
    .flatMap(judgementsOf)
    .flatMap((each) => each.conditions)
  const wrong = [...started.problems(), ...conditions.filter(isProblem)]
  if (wrong.length === 0) return started
  await started.close()
  throw new Error(`The gateway is not as it should be: ${JSON.stringify(wrong)}`)
}

const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: rauta }
spec: { controllerName: rauta.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { namespace: interop, name: front }
spec:
  gatewayClassName: rauta
  listeners:
    - { name: clear, protocol: HTTP, port: ${listenerPorts.clear} }
    - name: tls
      protocol: HTTPS
      port: ${listenerPorts.tls}
      tls: { certificateRefs: [{ name: front }] }
`

function routeManifest(kind: Around['route']): string {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { namespace: interop, name: all }
spec:
  parentRefs: [{ name: front }]
  rules: [{ backendRefs: [{ name: server, port: 80 }] }]
`
}

function serverManifest(port: number): string {
  return `
apiVersion: v1
kind: Service
metadata: { namespace: interop, name: server }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { namespace: interop, name: server, labels: { kubernetes.io/service-name: server } }
addressType: IPv4
endpoints: [{ addresses: [127.0.0.1] }]
ports: [{ port: ${port} }]
`
}

function secretManifest({ certificate, key }: TestKeyPair): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'interop', name: 'front' },
    type: 'kubernetes.io/tls',
    stringData: { 'tls.crt': certificate, 'tls.key': key },
  })
}

function policyManifest({ hostname, authority }: NonNullable<Around['serverTls']>): string {
  const metadata = { namespace: 'interop', name: 'server' }
  const policy = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'BackendTLSPolicy',
    metadata,
    spec: {
      targetRefs: [{ group: '', kind: 'Service', name: 'server' }],
      validation: {
        hostname,
        caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'server' }],
      },
    },
  }
  const bundle = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': authority } }
  return [policy, bundle].map((object) => stringify(object)).join('---\n')
}
