// What the parts of a cluster's gateway share; the whole program: src/cli/run/run.apiserver.test.ts.
import type { ServerResponse } from 'node:http'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { kinds } from '../resources/resource-set.ts'
import { answer, status, TestApiServer } from '../testing/cluster/api-server.ts'
import { keptLog } from '../testing/cluster/log.ts'
import { gateways } from '../testing/cluster/objects.ts'
import { eventually } from '../testing/eventually.ts'
import { freePorts } from '../testing/free-ports.ts'
import { observeCluster } from './observe-cluster.ts'
import type { SocketAddress } from './words/socket-address.ts'
import { type RunningClusterGateway, startClusterGateway } from './start-cluster-gateway.ts'

const controllerName = 'rauta.dev/gateway-controller'

/** Reads of CRDs are held until they are released; connections are those that requests came by. */
async function clusterOf(t: ExecutionContext) {
  const api = await TestApiServer.start(t)
  api.put('/apis/gateway.networking.k8s.io/v1/gatewayclasses', {
    metadata: { name: 'rauta' },
    spec: { controllerName },
  })
  const connections = new Set<Socket>()
  const held: ServerResponse[] = []
  let isHolding = true
  api.fault = ({ path }, response) => {
    if (response.socket) connections.add(response.socket)
    if (!isHolding || !path.includes('/customresourcedefinitions/')) return false
    held.push(response)
    return true
  }
  return {
    api,
    connections,
    release() {
      isHolding = false
      for (const response of held) answer(response, 404, status(404))
      return held.length
    },
  }
}

function optionsFor(api: TestApiServer) {
  return {
    mode: 'host',
    controllerName,
    install: 'rauta',
    namespace: 'rauta-system',
    kubeConfig: api.kubeConfig(),
    log: keptLog(),
    accessLog: 'off',
    lines: { write() {}, dropped: () => 0 },
  } as const
}

/** Also where the test fails. */
function endOnce(t: ExecutionContext, gateway: RunningClusterGateway): () => Promise<void> {
  let ended: Promise<void> | undefined
  const close = () => (ended ??= gateway.close({ announceMs: 0, graceMs: 0 }))
  t.teardown(close)
  return close
}

test('all parts share connections, and none is left behind', async (t) => {
  const [port = 0] = await freePorts(1)
  const { api, connections, release } = await clusterOf(t)
  const pod = { name: 'rauta-1', node: 'node-1', addresses: ['127.0.0.1'] }
  const gateway = await startClusterGateway({ ...optionsFor(api), pod })
  const close = endOnce(t, gateway)
  await eventually(() => api.watchers === kinds.length + 1)
  // As many are free as CRDs were read; more than all writers need at once.
  t.true(release() > 8)
  const before = connections.size
  const isAsked = (asked: string, path: string) =>
    api.asked.some((one) => one.method === asked && one.path.endsWith(path))
  await eventually(() => isAsked('PATCH', '/gatewayclasses/rauta/status'))
  const allowedRoutes = { namespaces: { from: 'Same' } }
  const listeners = [{ name: 'http', protocol: 'HTTP', port, allowedRoutes }]
  api.put(gateways, {
    metadata: { name: 'web', namespace: 'shop' },
    spec: { gatewayClassName: 'rauta', listeners },
  })
  await eventually(
    () =>
      isAsked('PATCH', '/gateways/web/status') &&
      isAsked('PATCH', '/services/web-rauta') &&
      isAsked('POST', '/events') &&
      isAsked('PATCH', '/leases/rauta-proxy-rauta-1') &&
      isAsked('PUT', '/leases/rauta-leader'),
  )
  t.is(connections.size, before)
  await close()
  await eventually(() => [...connections].every(({ destroyed }) => destroyed))
})

test('an observer leaves no connection behind', async (t) => {
  const { api, connections, release } = await clusterOf(t)
  release()
  const observer = await observeCluster(optionsFor(api))
  const close = endOnce(t, observer)
  await eventually(() => api.watchers === kinds.length + 1)
  t.true(connections.size > 0)
  await close()
  await eventually(() => [...connections].every(({ destroyed }) => destroyed))
})

for (const [name, start] of [
  [
    'a gateway',
    (options: ReturnType<typeof optionsFor>, health: SocketAddress) => {
      const pod = { name: 'rauta-1', node: 'node-1', addresses: ['127.0.0.1'] }
      return startClusterGateway({ ...options, health, pod })
    },
  ],
  [
    'an observer',
    (options: ReturnType<typeof optionsFor>, health: SocketAddress) =>
      observeCluster({ ...options, health }),
  ],
] as const)
  test(`${name} whose port is taken leaves no connection behind`, async (t) => {
    const { api, connections, release } = await clusterOf(t)
    release()
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    t.teardown(() => void taken.close())
    const { port } = taken.address() as AddressInfo
    const starting = start(optionsFor(api), { address: '127.0.0.1', port })
    await t.throwsAsync(starting, { message: /another program uses that port/ })
    await eventually(() => api.watchers === 0)
    await eventually(() => [...connections].every(({ destroyed }) => destroyed))
  })
