// The cluster of the current kubeconfig, as kubectl would use it. Nothing is started, nothing stopped,
// and its nodes are not entered.
import { KubeConfig } from '@kubernetes/client-node'
import type { Cluster } from '../cluster.ts'
import { nodesOf } from '../nodes.ts'
import type { Progress } from '../../tools/progress.ts'

const needsKubeconfig =
  'CLUSTER=existing needs a kubeconfig that can be read: KUBECONFIG, or ~/.kube/config.'

export async function startExistingCluster(progress: Progress): Promise<Cluster> {
  const config = new KubeConfig()
  try {
    config.loadFromDefault()
  } catch (cause) {
    throw new Error(needsKubeconfig, { cause })
  }
  const server = config.getCurrentCluster()?.server
  if (server === undefined) throw new Error(needsKubeconfig)
  progress(`using the current kubeconfig: context ${config.getCurrentContext()}, ${server}`)
  const kubeconfig = config.exportConfig()
  const refuse = (what: string) => async (): Promise<never> => {
    throw new Error(`An existing cluster’s nodes are not entered: ${what}`)
  }
  const close = async (): Promise<void> => {}
  return {
    kind: 'existing',
    kubeconfig,
    nodes: await nodesOf(kubeconfig),
    network: undefined,
    published: (port) => {
      throw new Error(
        `An existing cluster publishes nothing here: use kubectl port-forward (${port})`,
      )
    },
    loadImage: refuse('push the image to a registry that the cluster reaches.'),
    exec: refuse('use kubectl debug.'),
    nodeKubectl: undefined,
    close,
    [Symbol.asyncDispose]: close,
  }
}
