// k3s in a container, through testcontainers: the real image or the one built here, which stands in
// for it. The container, its volumes and an engine started for it go when the cluster is closed.
import type { Readable } from 'node:stream'
import type { StartedK3sContainer } from '@testcontainers/k3s'
import { poolRangeOf } from '../address-range.ts'
import type { Cluster, ClusterNetwork } from '../cluster.ts'
import { closeOnSignal } from '../close-on-signal.ts'
import { type EngineApi, useEngine } from './engine.ts'
import { k3sImage } from './k3s-image.ts'
import { K3sNode } from './k3s-node.ts'
import {
  imageOf,
  isThereOrRemoved,
  ownerLabels,
  removeContainer,
  removeOrphans,
} from './node-container.ts'
import { nodesOf } from '../nodes.ts'
import type { Progress } from '../../tools/progress.ts'
import { removeAtExit } from './remove-at-exit.ts'
import { lastLines } from '../../tools/run-command.ts'

const startupTimeoutMs = 120_000
const containerdSocket = '/run/k3s/containerd/containerd.sock'
// A volume of the image; /tmp and /run are not places that an engine copies into reliably.
const importFolder = '/var/lib/rancher/k3s/agent/images'

export interface NodeOptions {
  readonly ports: readonly number[]
  /** The name of a cluster that stays. */
  readonly stays: string | undefined
  readonly progress: Progress
}

export async function startK3sCluster(options: NodeOptions): Promise<Cluster> {
  const { ports, stays, progress } = options
  const cleanup = new AsyncDisposableStack()
  const close = closeOnSignal(() => cleanup.disposeAsync())
  try {
    const engine = cleanup.use(await useEngine(progress))
    const { api } = engine
    await removeOrphans(api, progress)
    const image = await k3sImage(api, progress, stays && (await imageOf(api, stays)))
    // Ryuk removes what a killed run leaves behind, but it is itself an image to pull.
    if (image.origin === 'built') process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
    const isThere =
      stays !== undefined &&
      (await isThereOrRemoved({ api, name: stays, image: image.name, ports, progress }))
    if (isThere) progress(`cluster ${stays} is there`)
    else progress(`starting ${image.name}; waiting for its node to be Ready`)
    const node = new K3sNode(image.name)
      .withCommand(['server', '--disable=traefik', '--disable=servicelb'])
      .withExposedPorts(...ports)
      .withStartupTimeout(startupTimeoutMs)
    if (stays) node.withName(stays).withReuse()
    else
      node.withLabels(ownerLabels()).withOnCreated((id) => {
        const callOff = removeAtExit(engine, id)
        cleanup.defer(async () => {
          await removeContainer(api, id)
          callOff()
          progress('cluster is stopped')
        })
      })
    const container = await startNode(node, image.name)
    const kubeconfig = container.getKubeConfig()
    const nodes = await nodesOf(kubeconfig)
    progress(`cluster is ready: ${nodes.map(({ name }) => name).join(', ')}`)
    return {
      kind: 'k3s',
      kubeconfig,
      nodes,
      network: await networkOf(api, container, nodes[0]?.address ?? ''),
      published: (port) => `${container.getHost()}:${container.getMappedPort(port)}`,
      loadImage: (archive) => loadImage(container, archive),
      exec: async (command) => container.exec([...command]),
      nodeKubectl: `${engine.name} exec ${stays ?? container.getId().slice(0, 12)} k3s kubectl`,
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Takes away the cluster that stays under the name, if there is one. */
export async function removeStayingK3s(name: string, progress: Progress): Promise<void> {
  await using engine = await useEngine(progress)
  const isGone = await removeContainer(engine.api, name)
  progress(isGone ? `container ${name} is removed` : `there is no container ${name}`)
}

async function startNode(node: K3sNode, image: string): Promise<StartedK3sContainer> {
  let lines: readonly string[] = []
  let following: Readable | undefined
  node.withLogConsumer((stream) => {
    following = stream
    stream.on('data', (line: string) => (lines = [...lines, line.trimEnd()].slice(-60)))
  })
  try {
    return await node.start()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${image} did not start: ${reason}\nIts last lines:\n${lines.join('\n')}`, {
      cause,
    })
  } finally {
    following?.destroy() // podman's service does not end while somebody follows a log
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
  node: string,
): Promise<ClusterNetwork | undefined> {
  const [name] = container.getNetworkNames()
  if (name === undefined) return undefined
  const { IPAM } = await api.getNetwork(name).inspect()
  for (const { Subnet: subnet } of IPAM?.Config ?? []) {
    const poolRange = subnet === undefined ? undefined : poolRangeOf(subnet, node)
    if (subnet !== undefined && poolRange !== undefined)
      return { subnet, poolRange, isReachedFromHere: process.platform === 'linux' }
  }
  return undefined
}
