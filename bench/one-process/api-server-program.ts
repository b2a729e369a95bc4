// A process of its own that speaks the API server's protocol (src/testing/cluster/api-server.ts) with many objects
// in it: what it costs is not the gateway's. It is forked, and told what to change.
import { kubeConfigFor } from '../../src/testing/cluster/kube-config.ts'
import { TestApiServer } from '../../src/testing/cluster/api-server.ts'
import { admit } from '../../src/manifests/validate/admit.ts'
import { makeKeyPair } from '../../src/testing/key-pair.ts'
import type { FromApiServer, ToApiServer } from './api-server-messages.ts'
import { changingBackend, changingRoute, changingServices, manyObjects } from './many-objects.ts'

const collections: Readonly<Record<string, string>> = {
  GatewayClass: '/apis/gateway.networking.k8s.io/v1/gatewayclasses',
  Gateway: '/apis/gateway.networking.k8s.io/v1/gateways',
  HTTPRoute: '/apis/gateway.networking.k8s.io/v1/httproutes',
  Namespace: '/api/v1/namespaces',
  Service: '/api/v1/services',
  EndpointSlice: '/apis/discovery.k8s.io/v1/endpointslices',
}

const server = new TestApiServer(await makeKeyPair(['127.0.0.1']))
await server.listen()
let firstAskedMs: number | undefined
let writes = 0
server.fault = ({ method }) => {
  firstAskedMs ??= nowMs()
  if (method === 'PATCH') writes++
  return false
}

process.on('message', (message: ToApiServer) => {
  if (message.type === 'store') return store(message)
  if (message.type === 'look') return tell({ type: 'seen', firstAskedMs, writes })
  const [, slice] = changingBackend(message.service, message.backend)
  const atMs = nowMs()
  if (slice) put(slice)
  tell({ type: 'changed', id: message.id, atMs })
})
process.once('disconnect', () => process.exit())

const { clusters, users, contexts, currentContext } = kubeConfigFor({
  port: Number(new URL(server.kubeConfig().getCurrentCluster()?.server ?? '').port),
  cert: server.cert,
})
tell({
  type: 'listening',
  kubeConfig: JSON.stringify({
    clusters: clusters.map(({ name, server: at, caData }) => ({
      name,
      cluster: { server: at, 'certificate-authority-data': caData },
    })),
    users: users.map(({ name }) => ({ name, user: {} })),
    contexts: contexts.map(({ name, cluster, user }) => ({ name, context: { cluster, user } })),
    'current-context': currentContext,
  }),
})

function store({ port, routes, backend }: Extract<ToApiServer, { type: 'store' }>): void {
  const { gateway, ...others } = manyObjects({ port, routes })
  const changing = Array.from({ length: changingServices }, (_, index) => [
    changingRoute(index),
    ...changingBackend(index, backend),
  ]).flat()
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bench' } }
  for (const each of [namespace, ...gateway, ...others.routes, ...others.backends, ...changing])
    put(each)
  tell({ type: 'stored' })
}

/** With its defaults, as an API server stores it. */
function put(object: object): void {
  const { resource, faults } = admit(object)
  if (!resource) throw new Error(JSON.stringify(faults))
  server.put(collections[resource.kind] ?? '', { ...resource, metadata: { ...resource.metadata } })
}

/** One clock for all processes of this machine. */
function nowMs(): number {
  return performance.timeOrigin + performance.now()
}

function tell(message: FromApiServer): void {
  process.send?.(message)
}
