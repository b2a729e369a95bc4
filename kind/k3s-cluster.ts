// k3s in a container, through testcontainers: the real image or the one built here, which stands in
// for it. The container, its volumes and an engine started for it go when the cluster is closed.
import { K3sContainer, type StartedK3sContainer } from '@testcontainers/k3s'
import { poolRangeOf } from './address-range.ts'
import type { Cluster, ClusterNetwork } from './cluster.ts'
import { closeOnSignal } from './close-on-signal.ts'
import { type Engine, type EngineApi, useEngine } from './engine.ts'
import { k3sImage } from './k3s-image.ts'
import { nodesOf } from './nodes.ts'
import type { Progress } from './progress.ts'
import { lastLines } from './run-command.ts'

const startupTimeoutMs = 120_000
const containerdSocket = '/run/k3s/containerd/containerd.sock'
// A volume of the image; /tmp and /run are not places that an engine copies into reliably.
const importFolder = '/var/lib/rancher/k3s/agent/images'

export interface NodeOptions {
  readonly ports: readonly number[]
  readonly progress: Progress
}

export async function startK3sCluster({ ports, progress }: NodeOptions): Promise<Cluster> {
  await using cleanup = new AsyncDisposableStack()
  const engine = cleanup.use(await useEngine(progress))
  const image = await k3sImage(engine.api, progress)
  // Ryuk removes what a killed run leaves behind, but it is itself an image to pull.
  if (image.origin === 'built') process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
  progress(`starting ${image.name}; waiting for its node to be Ready`)
  const container = await startContainer(engine, image.name, ports)
  cleanup.defer(async () => {
    await container.stop()
  })
  const kubeconfig = container.getKubeConfig()
  const cluster = {
    kind: 'k3s' as const,
    kubeconfig,
    nodes: await nodesOf(kubeconfig),
    network: await networkOf(engine.api, container),
    published: (port: number) => `${container.getHost()}:${container.getMappedPort(port)}`,
    loadImage: (archive: string) => loadImage(container, archive),
    exec: async (command: readonly string[]) => container.exec([...command]),
  }
  progress(`cluster is ready: ${cluster.nodes.map(({ name }) => name).join(', ')}`)
  const started = cleanup.move()
  const close = closeOnSignal(async () => {
    await started.disposeAsync()
    progress('cluster is stopped')
  })
  return { ...cluster, close, [Symbol.asyncDispose]: close }
}

async function startContainer(
  { api }: Engine,
  image: string,
  ports: readonly number[],
): Promise<StartedK3sContainer> {
  let log = ''
  let id: string | undefined
  class Node extends K3sContainer {
    protected override async containerCreated(containerId: string): Promise<void> {
      id = containerId
    }
  }
  try {
    return await new Node(image)
      .withCommand(['server', '--disable=traefik', '--disable=servicelb'])
      .withExposedPorts(...ports)
      .withStartupTimeout(startupTimeoutMs)
      .withLogConsumer((stream) =>
        stream.on('data', (chunk: string) => (log = lastLines(log + chunk, 40))),
      )
      .start()
  } catch (cause) {
    // testcontainers removes one that did not become ready, but not in every case of failure.
    if (id !== undefined)
      await api
        .getContainer(id)
        .remove({ force: true, v: true })
        .catch((error: { statusCode?: number }) => {
          if (error.statusCode !== 404) throw error
        })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${image} did not start: ${reason}\nIts last lines:\n${log}`, { cause })
  }
}

async function loadImage(container: StartedK3sContainer, archive: string): Promise<void> {
  const target = `${importFolder}/load-${process.hrtime.bigint()}.tar`
  await container.copyFilesToContainer([{ source: archive, target }])
  const importing = ['ctr', '-a', containerdSocket, '-n', 'k8s.io', 'images', 'import', target]
  const { exitCode, output } = await container.exec(importing)
  await container.exec(['rm', '-f', target])
  if (exitCode !== 0) throw new Error(`${archive} cannot be imported: ${lastLines(output, 10)}`)
}

async function networkOf(
  api: EngineApi,
  container: StartedK3sContainer,
): Promise<ClusterNetwork | undefined> {
  const [name] = container.getNetworkNames()
  if (name === undefined) return undefined
  const { IPAM } = await api.getNetwork(name).inspect()
  for (const { Subnet: subnet } of IPAM?.Config ?? []) {
    const poolRange = subnet === undefined ? undefined : poolRangeOf(subnet)
    if (subnet !== undefined && poolRange !== undefined)
      return { subnet, poolRange, isReachedFromHere: process.platform === 'linux' }
  }
  return undefined
}
