// A kubectl for a person who has none: the node image's binary is kubectl too, if it is called so; where
// the image was not built here, the one inside the node.
import { readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cluster } from '../cluster.ts'
import { doesSucceed } from '../../tools/run-command.ts'

const cache = join(import.meta.dirname, '../../.cache/kind')
const ownKubectl = join(cache, 'kubectl')

export interface Kubectl {
  readonly command: string
  /** Whether it reads KUBECONFIG and files of this machine. */
  readonly runsHere: boolean
}

export async function kubectlFor(
  cluster: Pick<Cluster, 'nodeKubectl'>,
): Promise<Kubectl | undefined> {
  const asking = ['version', '--client']
  if (await doesSucceed('kubectl', asking)) return { command: 'kubectl', runsHere: true }
  const built = (await readdir(cache)).find((file) => /^kubernetes-[0-9a-f]+$/.test(file))
  if (built !== undefined) {
    await removeOwnKubectl()
    await symlink(built, ownKubectl)
    if (await doesSucceed(ownKubectl, asking)) return { command: ownKubectl, runsHere: true }
  }
  const { nodeKubectl } = cluster
  return nodeKubectl === undefined ? undefined : { command: nodeKubectl, runsHere: false }
}

export async function removeOwnKubectl(): Promise<void> {
  await rm(ownKubectl, { force: true })
}
