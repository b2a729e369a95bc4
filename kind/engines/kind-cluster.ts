// A cluster by kind, for people who have it: its own command line does the work.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { poolRangeOf } from '../address-range.ts'
import type { Cluster, ClusterNetwork, CommandResult } from '../cluster.ts'
import { closeOnSignal } from '../close-on-signal.ts'
import type { NodeOptions } from './k3s-cluster.ts'
import { nodesOf } from '../nodes.ts'
import type { Progress } from '../../tools/progress.ts'
import { doesSucceed, runCommand } from '../../tools/run-command.ts'

/** Whether a person of this machine has kind, and Docker for it. */
export async function isKindUsable(): Promise<boolean> {
  return (await doesSucceed('kind', ['version'])) && doesSucceed('docker', ['version'])
}

export async function startKindCluster(options: NodeOptions): Promise<Cluster> {
  const { ports, stays, progress } = options
  if (!(await doesSucceed('kind', ['version'])))
    throw new Error('CLUSTER=kind needs kind on the PATH (kind.sigs.k8s.io), and Docker running.')
  const name = stays ?? `rauta-${process.pid}`
  const node = `${name}-control-plane`
  const cleanup = new AsyncDisposableStack()
  const close = closeOnSignal(() => cleanup.disposeAsync())
  try {
    if (!stays) cleanup.defer(() => deleteCluster(name))
    if (!stays || !(await doesExist(name))) {
      progress(`creating cluster ${name} by kind; waiting for its node to be Ready`)
      await createCluster(name, ports)
    }
    const kubeconfig = await runCommand('kind', ['get', 'kubeconfig', '--name', name])
    const addresses = await publishedAddresses(node, ports)
    const nodes = await nodesOf(kubeconfig)
    progress('cluster is ready')
    return {
      kind: 'kind',
      kubeconfig,
      nodes,
      network: await networkOf(nodes[0]?.address ?? ''),
      published(port) {
        const address = addresses.get(port)
        if (address === undefined) throw new Error(`port ${port} was not asked for`)
        return address
      },
      async loadImage(archive) {
        await runCommand('kind', ['load', 'image-archive', archive, '--name', name])
      },
      exec: (command) => execInNode(node, command),
      nodeKubectl: `docker exec ${node} kubectl`,
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Takes away the cluster that stays under the name, if there is one. */
export async function removeStayingKind(name: string, progress: Progress): Promise<void> {
  progress(`deleting cluster ${name} by kind, if there is one`)
  await deleteCluster(name)
}

async function doesExist(name: string): Promise<boolean> {
  return (await runCommand('kind', ['get', 'clusters'])).split('\n').includes(name)
}

async function deleteCluster(name: string): Promise<void> {
  await runCommand('kind', ['delete', 'cluster', '--name', name])
}

/** The kubeconfig goes to a file of ours: kind would write it into the person's own. */
async function createCluster(name: string, ports: readonly number[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rauta-kind-'))
  try {
    const config = join(folder, 'cluster.yaml')
    await writeFile(config, await configOf(ports))
    const files = ['--config', config, '--kubeconfig', join(folder, 'kubeconfig')]
    await runCommand('kind', ['create', 'cluster', '--name', name, ...files, '--wait', '180s'])
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${reason}\nCLUSTER=k3s is another way, without kind.`, { cause })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function configOf(ports: readonly number[]): Promise<string> {
  const config = parse(await readFile(new URL('../cluster.yaml', import.meta.url), 'utf8'))
  config.nodes[0].extraPortMappings = ports.map((containerPort) => ({
    containerPort,
    hostPort: 0,
    listenAddress: '127.0.0.1',
  }))
  return stringify(config)
}

async function publishedAddresses(
  node: string,
  ports: readonly number[],
): Promise<Map<number, string>> {
  const addresses = new Map<number, string>()
  for (const port of ports)
    addresses.set(port, (await runCommand('docker', ['port', node, `${port}/tcp`])).trim())
  return addresses
}

async function networkOf(node: string): Promise<ClusterNetwork | undefined> {
  const format = '{{range .IPAM.Config}}{{println .Subnet}}{{end}}'
  const subnets = await runCommand('docker', ['network', 'inspect', 'kind', '--format', format])
  for (const subnet of subnets.trim().split('\n')) {
    const poolRange = poolRangeOf(subnet, node)
    if (poolRange !== undefined)
      return { subnet, poolRange, isReachedFromHere: process.platform === 'linux' }
  }
  return undefined
}

async function execInNode(node: string, command: readonly string[]): Promise<CommandResult> {
  return runCommand('docker', ['exec', node, ...command]).then(
    (output) => ({ exitCode: 0, output }),
    (error: Error) => ({ exitCode: 1, output: error.message }),
  )
}
