// What all scenarios have in common: namespaces, Services with real echo backends behind them, and the
// Secrets that their listeners name.
import { type EchoBackend, startEchoBackend } from '../../src/echo/echo-backend.ts'
import { createReceivedRequests, type ReceivedRequests } from '../../src/echo/received-requests.ts'
import {
  authoritiesOf,
  secretManifest,
  type WrittenFrontend,
} from '../../src/testing/own-certificates.ts'
import { authorityManifest, clientAuthority } from '../../src/testing/requests/client-authority.ts'
import { gatewayClass, type Manifest, type WrittenListener } from './objects.ts'

const services = {
  infra: ['one', 'two', 'three', 'h2c', 'ws'],
  web: ['web'],
  app: ['app'],
}

const appProtocols: Readonly<Record<string, string>> = {
  h2c: 'kubernetes.io/h2c',
  ws: 'kubernetes.io/ws',
}

export interface World {
  /** Objects that are there before the scenario's own. */
  readonly objects: readonly Manifest[]
  /** Where the echo backend of `NAMESPACE/SERVICE` listens, on 127.0.0.1. */
  portOf(backend: string): number
  readonly received: ReceivedRequests
  close(): Promise<void>
}

export async function startWorld(): Promise<World> {
  const backends = new Map<string, EchoBackend>()
  const received = createReceivedRequests()
  const authority = await clientAuthority('infra/backends-ca')
  const objects: Manifest[] = [gatewayClass()]
  for (const [namespace, names] of Object.entries(services)) {
    const metadata = { name: namespace, labels: { team: namespace } }
    objects.push({ apiVersion: 'v1', kind: 'Namespace', metadata })
    for (const service of names) {
      const key = `${namespace}/${service}`
      const backend = await startEchoBackend({
        address: '127.0.0.1',
        port: 0,
        namespace,
        service,
        pod: `${service}-1`,
        onRequest: received.add,
        // TLS for those who speak it: a BackendTLSPolicy says who does.
        tls: await authority.issue([`${service}.${namespace}.svc`, `spiffe://${key}`]),
      })
      backends.set(key, backend)
      objects.push(serviceOf(namespace, service), sliceOf({ namespace, service }, [backend.port]))
    }
  }
  return {
    objects,
    portOf: (backend) => backends.get(backend)?.port ?? 0,
    received,
    close: async () => {
      await Promise.all([...backends.values()].map((backend) => backend.close()))
    },
  }
}

export function serviceOf(namespace: string, name: string, spec: object = {}): Manifest {
  const appProtocol = appProtocols[name]
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { ports: [{ port: 8080, ...(appProtocol && { appProtocol }) }], ...spec },
  }
}

export function sliceOf(
  { namespace, service, name = service }: { namespace: string; service: string; name?: string },
  ports: readonly number[],
  slice: object = {},
): Manifest {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: ['127.0.0.1'],
        targetRef: { kind: 'Pod', namespace, name: `${service}-1` },
      },
    ],
    ports: ports.map((port) => ({ port })),
    ...slice,
  }
}

/**
 * One manifest for each Secret `…-cert` and each ConfigMap `…-ca` that the Gateways and BackendTLSPolicies
 * among the objects name in their own namespace, or in another.
 */
export async function secretsFor(
  objects: readonly Manifest[],
): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>()
  for (const { kind, metadata, spec } of objects) {
    const { namespace = '' } = metadata
    if (kind === 'BackendTLSPolicy')
      for (const configMap of bundlesOf(namespace, spec as WrittenPolicySpec))
        secrets.set(`${configMap.replace('/', '-')}.yaml`, await authorityManifest(configMap))
    if (kind !== 'Gateway') continue
    const { listeners, tls } = spec as {
      readonly listeners: readonly WrittenListener[]
      readonly tls?: {
        readonly frontend?: WrittenFrontend
        readonly backend?: { readonly clientCertificateRef?: { readonly name?: string } }
      }
    }
    const client = tls?.backend?.clientCertificateRef?.name
    if (client?.endsWith('-cert')) {
      const own = { name: client, namespace, hostname: metadata.name }
      secrets.set(`secret-${namespace}-${client}.yaml`, await secretManifest(own))
    }
    for (const configMap of authoritiesOf(namespace, tls?.frontend))
      if (configMap.endsWith('-ca'))
        secrets.set(`${configMap.replace('/', '-')}.yaml`, await authorityManifest(configMap))
    for (const { hostname = 'any.example', tls: own } of listeners) {
      for (const ref of own?.certificateRefs ?? []) {
        const { name = '', namespace: of = namespace } = ref
        if (!name.endsWith('-cert')) continue
        const manifest = await secretManifest({ name, namespace: of, hostname })
        secrets.set(`secret-${of}-${name}.yaml`, manifest)
      }
    }
  }
  return secrets
}

interface WrittenPolicySpec {
  readonly validation: { readonly caCertificateRefs?: readonly { readonly name: string }[] }
}

function bundlesOf(namespace: string, { validation }: WrittenPolicySpec): readonly string[] {
  return (validation.caCertificateRefs ?? [])
    .filter(({ name }) => name.endsWith('-ca'))
    .map(({ name }) => `${namespace}/${name}`)
}
