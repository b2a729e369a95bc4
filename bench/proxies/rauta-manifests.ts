// The Gateway API objects that say what the other proxies' configurations say.
import { readFile } from 'node:fs/promises'
import { backendOf, listOf, route } from '../manifests.ts'
import type { Around, Doors, NamedRoute } from './proxy.ts'

/** Manifests by file name, a hundred routes a file. */
export async function benchManifests(
  { backends, certificate, routes }: Around,
  doors: Pick<Doors, 'http' | 'https' | 'grpc'>,
): Promise<ReadonlyMap<string, string>> {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: { name: 'bench', namespace: 'bench' },
    stringData: {
      'tls.crt': await readFile(certificate.certificate, 'utf8'),
      'tls.key': await readFile(certificate.key, 'utf8'),
    },
  }
  const common = [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'rauta' },
      spec: { controllerName: 'rauta.dev/gateway-controller' },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'bench', namespace: 'bench' },
      spec: {
        gatewayClassName: 'rauta',
        listeners: [
          { name: 'http', protocol: 'HTTP', port: doors.http },
          { name: 'grpc', protocol: 'HTTP', port: doors.grpc },
          {
            name: 'https',
            protocol: 'HTTPS',
            port: doors.https,
            tls: { certificateRefs: [{ name: 'bench' }] },
          },
        ],
      },
    },
    secret,
    ...backendOf('http', backends.http),
    ...backendOf('grpc', backends.grpc),
    route('HTTPRoute', 'all', { ...at('http', 'https'), rules: [ruleTo('http')] }),
    route('GRPCRoute', 'echo', {
      ...at('grpc'),
      rules: [{ matches: [{ method: { service: 'bench.Echo' } }], ...ruleTo('grpc') }],
    }),
  ]
  const files = new Map([['common.yaml', listOf(common)]])
  for (let from = 0; from < routes.length; from += 100)
    files.set(`routes-${from}.yaml`, listOf(routes.slice(from, from + 100).map(namedRoute)))
  return files
}

function namedRoute({ hostname, path }: NamedRoute): object {
  const name = `${hostname}${path.replaceAll('/', '-')}`
  const rules = [{ matches: [{ path: { value: path } }], ...ruleTo('http') }]
  return route('HTTPRoute', name, { ...at('http', 'https'), hostnames: [hostname], rules })
}

/** An HTTPRoute and a GRPCRoute cannot share a listener and a hostname. */
function at(...listeners: readonly string[]): object {
  return { parentRefs: listeners.map((sectionName) => ({ name: 'bench', sectionName })) }
}

function ruleTo(service: string): object {
  return { backendRefs: [{ name: service, port: 80 }] }
}
