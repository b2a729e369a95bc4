// A small shop in a folder of its own: a Gateway, a route, and where the backends are.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Teardown } from '../proxy/client-side/plane.ts'

export interface ManifestFolder {
  readonly folder: string
  /** As an editor does it: whole. */
  write(file: string, text: string): Promise<void>
}

export async function manifestFolder(
  t: Teardown,
  files: Readonly<Record<string, string>>,
): Promise<ManifestFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'rauta-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const write = (file: string, text: string) => writeFile(join(folder, file), text)
  for (const [file, text] of Object.entries(files)) await write(file, text)
  return { folder, write }
}

export const gatewayManifest = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: rauta }
spec: { controllerName: rauta.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec:
  gatewayClassName: rauta
  listeners:
    - { name: http, protocol: HTTP, port: 80 }
    - name: https
      protocol: HTTPS
      port: 443
      hostname: shop.example
      tls: { certificateRefs: [{ name: tls }] }
`

export function routeManifest(prefix: string, service = 'cart'): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  hostnames: [shop.example]
  rules:
    - matches: [{ path: { type: PathPrefix, value: ${prefix} } }]
      backendRefs: [{ name: ${service}, port: 80 }]
`
}

/** For the Service `cart`, where the target says so. */
export function policyManifest(target: string): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: cart, namespace: shop }
spec:
  targetRefs: [${target}]
  validation: { hostname: cart.example, wellKnownCACertificates: System }
`
}

export function serviceManifest(port: number): string {
  return `apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } }
addressType: IPv4
endpoints: [{ addresses: [127.0.0.1] }]
ports: [{ port: ${port} }]
`
}
