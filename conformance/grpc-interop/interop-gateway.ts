// A data plane between the interoperability client and server: a GRPCRoute without matches, translated,
// behind a listener in the clear and one with TLS. What is between a manifest and the translated route
// has its own tests.
import { createGrpcRouteTranslator } from '../../src/translate/grpc-route/translate-grpc-route.ts'
import { readsOf } from '../../src/translate/reads.ts'
import type { GRPCRoute } from '../../src/resources/gateway-api.ts'
import { ResourceStore } from '../../src/resources/resource-store.ts'
import { silentLog } from '../../src/observe/create-observer.ts'
import { createDataPlane } from '../../src/proxy/data-plane.ts'
import { freePort } from '../../src/proxy/listeners/free-port.ts'
import { asCertificate } from '../../src/proxy/listeners/test-certificate.ts'
import { createPipeline } from '../../src/proxy/request-pipeline.ts'
import type { HttpListener, RoutingSnapshot } from '../../src/snapshot/routing-snapshot.ts'
import type { TestKeyPair } from '../../src/test-key-pair.ts'

export interface InteropGateway {
  readonly clearPort: number
  readonly tlsPort: number
  close(): Promise<void>
}

interface Around {
  /** Where the server listens on 127.0.0.1. */
  readonly serverPort: number
  /** Of the listener. */
  readonly certificate: TestKeyPair
  /** Where the server speaks TLS: what it is called, and who vouches for it. */
  readonly serverTls?: { readonly hostname: string; readonly authority: string }
}

const service = { namespace: 'interop', name: 'server', port: 80 }
const backend = `service/${service.namespace}/${service.name}/${service.port}`
const secret = 'secret/interop/front'

export async function startInteropGateway(around: Around): Promise<InteropGateway> {
  const [clearPort, tlsPort] = [await freePort(), await freePort()]
  const observer = {
    log: silentLog,
    onRequest: () => {},
    onStream: () => {},
    onConnection: () => {},
    onRefused: () => {},
  }
  const plane = createDataPlane({ requestPipeline: createPipeline({ observer }), observer })
  const report = await plane.apply(snapshotOf(around, { clearPort, tlsPort }))
  const unbound = Object.values(report).filter(({ isBound }) => !isBound)
  if (unbound.length > 0) throw new Error(`Not bound: ${JSON.stringify(unbound)}`)
  return { clearPort, tlsPort, close: () => plane.drain(0) }
}

function snapshotOf(
  { serverPort, certificate, serverTls }: Around,
  ports: { readonly clearPort: number; readonly tlsPort: number },
): RoutingSnapshot {
  const hosts = [{ hostname: '', matches: translatedMatches() }]
  const listener = (name: string, port: number): HttpListener => ({
    name: `gateway/interop/front/listener/${name}`,
    gateway: 'gateway/interop/front',
    protocol: 'HTTP',
    address: '127.0.0.1',
    port,
    clientPort: port,
    hostname: '',
    hosts,
  })
  return {
    listeners: [
      listener('clear', ports.clearPort),
      { ...listener('tls', ports.tlsPort), protocol: 'HTTPS', tls: { certificates: [secret] } },
    ],
    backends: {
      [backend]: {
        name: backend,
        protocol: 'http1',
        ...(serverTls && {
          tls: { hostname: serverTls.hostname, subjectAltNames: [], trust: ['server'] },
        }),
      },
    },
    endpoints: {
      [backend]: [{ address: '127.0.0.1', port: serverPort, name: 'pod/interop/server' }],
    },
    certificates: { [secret]: asCertificate(secret, certificate.certificate, certificate.key) },
    caBundles: serverTls ? { server: { name: 'server', certificates: serverTls.authority } } : {},
  }
}

function translatedMatches() {
  const store = new ResourceStore()
  const { namespace, name, port } = service
  store.put({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec: { ports: [{ port }] },
  })
  const route: GRPCRoute = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    metadata: { namespace, name: 'all' },
    spec: { rules: [{ backendRefs: [{ group: '', kind: 'Service', name, port, weight: 1 }] }] },
  }
  return createGrpcRouteTranslator({ portOffset: 0 })(route, readsOf(store.current())).matches
}
