// A cluster by kind, for people who have it: its own command line does the work.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { poolRangeOf } from './address-range.ts'
import type { Cluster, ClusterNetwork, CommandResult } from './cluster.ts'
import { closeOnSignal } from './close-on-signal.ts'
import type { NodeOptions } from './k3s-cluster.ts'
import { nodesOf } from './nodes.ts'
import { doesSucceed, runCommand } from './run-command.ts'

const clusterName = `rauta-${process.pid}`
const node = `${clusterName}-control-plane`

export async function startKindCluster({ ports, progress }: NodeOptions): Promise<Cluster> {
  if (!(await doesSucceed('kind', ['version'])))
    throw new Error('CLUSTER=kind needs kind on the PATH (kind.sigs.k8s.io), and Docker running.')
  await using cleanup = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'rauta-kind-'))
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const kubeconfigFile = join(folder, 'kubeconfig')
  const configFile = join(folder, 'cluster.yaml')
  await writeFile(configFile, await configOf(ports))
  const name = ['--name', clusterName]
  const kubeconfigArgs = ['--kubeconfig', kubeconfigFile]
  cleanup.defer(async () => {
    await runCommand('kind', ['delete', 'cluster', ...name, ...kubeconfigArgs])
  })
  progress(`creating cluster ${clusterName} by kind; waiting for its node to be Ready`)
  await runCommand('kind', [
    'create',
    'cluster',
    ...name,
    ...kubeconfigArgs,
    '--config',
    configFile,
    '--wait',
    '180s',
  ])
  const kubeconfig = await readFile(kubeconfigFile, 'utf8')
  const addresses = await publishedAddresses(ports)
  const cluster = {
    kind: 'kind' as const,
    kubeconfig,
    nodes: await nodesOf(kubeconfig),
    network: await networkOf(),
    published(port: number): string {
      const address = addresses.get(port)
      if (address === undefined) throw new Error(`port ${port} was not asked for`)
      return address
    },
    async loadImage(archive: string): Promise<void> {
      await runCommand('kind', ['load', 'image-archive', archive, ...name])
    },
    exec: execInNode,
  }
  progress('cluster is ready')
  const started = cleanup.move()
  const close = closeOnSignal(() => started.disposeAsync())
  return { ...cluster, close, [Symbol.asyncDispose]: close }
}

async function configOf(ports: readonly number[]): Promise<string> {
  const config = parse(await readFile(new URL('cluster.yaml', import.meta.url), 'utf8'))
  config.nodes[0].extraPortMappings = ports.map((containerPort) => ({
    containerPort,
    hostPort: 0,
    listenAddress: '127.0.0.1',
  }))
  return stringify(config)
}

async function publishedAddresses(ports: readonly number[]): Promise<Map<number, string>> {
  const addresses = new Map<number, string>()
  for (const port of ports)
    addresses.set(port, (await runCommand('docker', ['port', node, `${port}/tcp`])).trim())
  return addresses
}

async function networkOf(): Promise<ClusterNetwork | undefined> {
  const format = '{{range .IPAM.Config}}{{println .Subnet}}{{end}}'
  const subnets = await runCommand('docker', ['network', 'inspect', 'kind', '--format', format])
  for (const subnet of subnets.trim().split('\n')) {
    const poolRange = poolRangeOf(subnet)
    if (poolRange !== undefined)
      return { subnet, poolRange, isReachedFromHere: process.platform === 'linux' }
  }
  return undefined
}

async function execInNode(command: readonly string[]): Promise<CommandResult> {
  return runCommand('docker', ['exec', node, ...command]).then(
    (output) => ({ exitCode: 0, output }),
    (error: Error) => ({ exitCode: 1, output: error.message }),
  )
}
