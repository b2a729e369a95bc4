// One real cluster for all tests of this file: they say what everything else here stands on.
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import {
  AppsV1Api,
  CoreV1Api,
  type KubernetesObject,
  KubernetesObjectApi,
  VersionApi,
} from '@kubernetes/client-node'
import test from 'ava'
import { applyObjects, objectsOf } from './apply-manifests.ts'
import type { Cluster } from './cluster.ts'
import { startCluster } from './start-cluster.ts'
import { diagnosis } from './diagnosis.ts'
import { doesListen } from './does-listen.ts'
import { waitFor } from './wait-for.ts'
import { helloArchive, helloImage } from './fixtures/hello-archive.ts'
import { installCrds } from './install-crds.ts'
import { kubeConfigOf } from './nodes.ts'
import { progressLines } from '../tools/progress.ts'

const nodePort = 30_080
const progress = progressLines()
let cluster: Cluster

test.serial.before(async () => {
  cluster = await startCluster({ ports: [nodePort], progress })
})

test.serial.after.always(async () => {
  await cluster?.close()
})

test.serial('the API server is Kubernetes 1.36 and its kubeconfig verifies it', async (t) => {
  const config = kubeConfigOf(cluster.kubeconfig)
  t.falsy(config.getCurrentCluster()?.skipTLSVerify)
  const { gitVersion } = await config.makeApiClient(VersionApi).getCode()
  t.regex(gitVersion, /^v1\.36\./)
  t.true(cluster.nodes.length > 0)
  for (const { address } of cluster.nodes) t.regex(address, /^\d+\.\d+\.\d+\.\d+$/)
})

test.serial('the Gateway API’s CRDs are served, and can be installed again', async (t) => {
  await installCrds(cluster, progress)
  await installCrds(cluster, progress)
  const gatewayClass: KubernetesObject & { spec: unknown } = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'tried' },
    spec: { controllerName: 'rauta.dev/tried' },
  }
  await applyObjects(cluster.kubeconfig, [gatewayClass])
  const api = KubernetesObjectApi.makeApiClient(kubeConfigOf(cluster.kubeconfig))
  const { spec } = await api.read<typeof gatewayClass>({
    ...gatewayClass,
    metadata: { name: 'tried' },
  })
  t.like(spec, { controllerName: 'rauta.dev/tried' })

  // With the defaults and the rules of the CRDs.
  const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }]
  const set: KubernetesObject & { spec: object } = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    metadata: { name: 'tried' },
    spec: { parentRef: { name: 'web' }, listeners },
  }
  await applyObjects(cluster.kubeconfig, [set])
  const metadata = { namespace: 'default', name: 'tried' }
  const made = await api.read<typeof set>({ ...set, metadata })
  t.like(made.spec, { parentRef: { name: 'web', kind: 'Gateway' } })
  const twins = [...listeners, { ...listeners[0], name: 'twin' }]
  await t.throwsAsync(
    applyObjects(cluster.kubeconfig, [
      { ...set, spec: { ...set.spec, listeners: twins } } as typeof set,
    ]),
    {
      message: /ListenerSet tried cannot be applied: .*Combination of port, protocol and hostname/s,
    },
  )
})

test.serial('pods of a loaded image answer through a NodePort', async (t) => {
  await using archive = await helloArchive(progress)
  progress('loading an image into the cluster')
  await cluster.loadImage(archive.path)
  const manifests = await readFile(new URL('fixtures/hello.yaml', import.meta.url), 'utf8')
  await applyObjects(cluster.kubeconfig, objectsOf(manifests))
  progress('waiting for two pods to be ready')
  const apps = kubeConfigOf(cluster.kubeconfig).makeApiClient(AppsV1Api)
  await waitFor({
    what: 'Deployment default/hello to have 2 ready replicas',
    timeoutMs: 60_000,
    attempt: async () => {
      const { status } = await apps.readNamespacedDeployment({
        name: 'hello',
        namespace: 'default',
      })
      if (status?.readyReplicas !== 2) throw new Error(`it has ${status?.readyReplicas ?? 0}`)
    },
    explain: () => diagnosis(cluster),
  })
  progress('waiting for the NodePort, published on this machine')
  const url = `http://${cluster.published(nodePort)}/`
  await t.notThrowsAsync(answersHello(url))
  if (cluster.network?.isReachedFromHere)
    await t.notThrowsAsync(answersHello(`http://${cluster.nodes[0]?.address}:${nodePort}/`))
})

test.serial('the API server and that NodePort are published on the loopback alone', async (t) => {
  const server = new URL(kubeConfigOf(cluster.kubeconfig).getCurrentCluster()?.server ?? '')
  const ports = [server.port, cluster.published(nodePort).split(':')[1]].map(Number)
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
  t.log(others.map(({ address }) => address).join(', '))
  for (const port of ports) {
    t.true(await doesListen({ host: '127.0.0.1', port }), `127.0.0.1:${port}`)
    for (const { address: host } of others)
      t.false(await doesListen({ host, port }), `${host}:${port}`)
  }
})

test.serial(
  'an address of the pool’s range, given to the node, is reached from this machine',
  async (t) => {
    const { network } = cluster
    if (!network?.isReachedFromHere) {
      t.log('the containers’ network is not reached from this machine')
      t.pass()
      return
    }
    const command = ['ip', 'route', 'add', 'local', network.poolRange, 'dev', 'lo']
    const { exitCode, output } = await cluster.exec(command)
    t.is(exitCode, 0, output)
    const address = network.poolRange.replace(/\.\d+\/\d+$/, '.7')
    await t.notThrowsAsync(answersHello(`http://${address}:${nodePort}/`))
  },
)

test.serial('a pod that cannot run is explained by its events', async (t) => {
  const core = kubeConfigOf(cluster.kubeconfig).makeApiClient(CoreV1Api)
  const image = 'localhost/rauta-never-built:test'
  await core.createNamespacedPod({
    namespace: 'default',
    body: {
      metadata: { name: 'stuck' },
      spec: { containers: [{ name: 'main', image, imagePullPolicy: 'Never' }] },
    },
  })
  await waitFor({
    what: 'the diagnosis to name the pod’s image',
    timeoutMs: 30_000,
    attempt: async () => {
      const text = await diagnosis(cluster)
      if (!text.includes('pod default/stuck: Pending') || !text.includes(image))
        throw new Error(text)
    },
  })
  await core.deleteNamespacedPod({ name: 'stuck', namespace: 'default', gracePeriodSeconds: 0 })
  t.pass()
})

test.serial('a pod that ends again and again is explained by its last words', async (t) => {
  const core = kubeConfigOf(cluster.kubeconfig).makeApiClient(CoreV1Api)
  const image = helloImage
  await core.createNamespacedPod({
    namespace: 'default',
    body: {
      metadata: { name: 'crashing' },
      spec: {
        // One of them finds the port taken.
        containers: ['first', 'second'].map((name) => ({ name, image, imagePullPolicy: 'Never' })),
      },
    },
  })
  await waitFor({
    what: 'the diagnosis to have the last words of a container that was started again',
    timeoutMs: 60_000,
    attempt: async () => {
      const { status } = await core.readNamespacedPod({ name: 'crashing', namespace: 'default' })
      const restarts = status?.containerStatuses?.map(({ restartCount }) => restartCount) ?? []
      const text = await diagnosis(cluster)
      if (Math.max(...restarts) < 1 || !/bind: address already in use/.test(text))
        throw new Error(text)
    },
  })
  await core.deleteNamespacedPod({ name: 'crashing', namespace: 'default', gracePeriodSeconds: 0 })
  t.pass()
})

test.serial('a command runs in the node, and its failure is a result', async (t) => {
  const { exitCode, output } = await cluster.exec(['ls', '/etc/rancher/k3s/k3s.yaml'])
  t.is(exitCode, 0, output)
  const failed = await cluster.exec(['ls', '/not-there'])
  t.not(failed.exitCode, 0)
})

async function answersHello(url: string): Promise<void> {
  await waitFor({
    what: `${url} to answer`,
    timeoutMs: 10_000, // kube-proxy programs a new Service once a second
    attempt: async () => {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
      const text = await response.text()
      if (!text.startsWith('hello from hello-')) throw new Error(`${response.status} ${text}`)
    },
    explain: () => diagnosis(cluster),
  })
}
