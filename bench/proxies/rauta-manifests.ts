// The Gateway API objects that say what the other proxies' configurations say.
import { readFile } from 'node:fs/promises'
import { backendOf, gatewayOf, listOf, route } from '../manifests.ts'
import {
  passthroughName,
  webSocketPath,
  type Around,
  type Certificate,
  type Doors,
  type NamedRoute,
} from './proxy.ts'

/** Manifests by file name, a hundred routes a file. */
export async function benchManifests(
  { backends, certificate, routes }: Around,
  doors: Doors,
): Promise<ReadonlyMap<string, string>> {
  const common = [
    ...gatewayOf(listenersOf(doors)),
    await secretOf(certificate),
    ...Object.entries(backends).flatMap(([name, port]) =>
      backendOf(name, port, name === 'udp' ? 'UDP' : 'TCP'),
    ),
    route('HTTPRoute', 'all', {
      ...at('http', 'https'),
      rules: [
        { matches: [{ path: { value: webSocketPath } }], ...to('websocket') },
        { ...to('http') },
      ],
    }),
    route('GRPCRoute', 'grpc', {
      ...at('grpc'),
      rules: [{ matches: [{ method: { service: 'bench.Echo' } }], ...to('grpc') }],
    }),
    route('TCPRoute', 'tcp', { ...at('tcp'), rules: [to('tcp')] }),
    route('TLSRoute', 'tls', {
      ...at('passthrough'),
      hostnames: [passthroughName],
      rules: [to('tls')],
    }),
    route('UDPRoute', 'udp', { ...at('udp'), rules: [to('udp')] }),
  ]
  const files = new Map([['common.yaml', listOf(common)]])
  for (let from = 0; from < routes.length; from += 100)
    files.set(`routes-${from}.yaml`, listOf(routes.slice(from, from + 100).map(namedRoute)))
  return files
}

function listenersOf(doors: Doors): readonly object[] {
  const { http, https, grpc, tcp, passthrough, udp } = doors
  return [
    { name: 'http', protocol: 'HTTP', port: http },
    {
      name: 'https',
      protocol: 'HTTPS',
      port: https,
      tls: { certificateRefs: [{ name: 'bench' }] },
    },
    { name: 'grpc', protocol: 'HTTP', port: grpc },
    { name: 'tcp', protocol: 'TCP', port: tcp },
    { name: 'passthrough', protocol: 'TLS', port: passthrough, tls: { mode: 'Passthrough' } },
    { name: 'udp', protocol: 'UDP', port: udp },
  ]
}

async function secretOf({ certificate, key }: Certificate): Promise<object> {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: { name: 'bench', namespace: 'bench' },
    stringData: {
      'tls.crt': await readFile(certificate, 'utf8'),
      'tls.key': await readFile(key, 'utf8'),
    },
  }
}

function namedRoute({ hostname, path }: NamedRoute): object {
  const name = `${hostname}${path.replaceAll('/', '-')}`
  const rules = [{ matches: [{ path: { value: path } }], ...to('http') }]
  return route('HTTPRoute', name, { ...at('http', 'https'), hostnames: [hostname], rules })
}

/** An HTTPRoute and a GRPCRoute cannot share a listener and a hostname. */
function at(...listeners: readonly string[]): object {
  return { parentRefs: listeners.map((sectionName) => ({ name: 'bench', sectionName })) }
}

function to(service: string): object {
  return { backendRefs: [{ name: service, port: 80 }] }
}
