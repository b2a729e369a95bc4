// What all scenarios stand on: one cluster, Rauta's image in it, and Rauta installed in the mode that a
// scenario asks for.
import type { Cluster, ClusterNode } from '../../kind/cluster.ts'
import { startCluster } from '../../kind/start-cluster.ts'
import { installCrds } from '../../kind/install-crds.ts'
import { type Progress, progressLines } from '../../tools/progress.ts'
import { loadRauta, rautaImage } from '../../kind/rauta-image.ts'
import { install } from './install.ts'
import { createKube, type Kube } from './kube.ts'
import type { Mode } from '../../deploy/manifests.ts'

export interface World {
  readonly cluster: Cluster
  readonly kube: Kube
  /** Rauta's; its name. */
  readonly image: string
  /** The first one: its ports are reached from this machine. */
  readonly node: ClusterNode
  readonly progress: Progress
  /** The mode that is installed now. */
  readonly mode: () => Mode
  /** Installs Rauta in that mode, if it is in another one. */
  readonly use: (mode: Mode) => Promise<void>
  readonly close: () => Promise<void>
}

export async function startWorld(): Promise<World> {
  const progress = progressLines()
  const [image, cluster] = await Promise.all([rautaImage(), startCluster({ progress })])
  const kube = createKube(cluster)
  const close = async (): Promise<void> => {
    kube.close()
    await cluster.close()
  }
  try {
    const node = cluster.nodes[0]
    if (!cluster.network?.isReachedFromHere || !node)
      throw new Error(
        'The scenarios send to the node’s own address: they need a cluster in a container of this Linux machine (CLUSTER=k3s).',
      )
    await installCrds(cluster, progress)
    await loadRauta(cluster, { image, loaded: undefined }, progress)
    let installed: Mode | undefined
    return {
      cluster,
      kube,
      image: image.name,
      node,
      progress,
      mode: () => {
        if (!installed) throw new Error('Rauta is not installed yet')
        return installed
      },
      async use(mode) {
        if (mode === installed) return
        progress(`installing Rauta in ${mode} mode`)
        await install({ cluster, kube }, mode, installed)
        installed = mode
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
