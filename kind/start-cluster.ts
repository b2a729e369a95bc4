// Starts a Kubernetes cluster: one way to ask for it, and three ways to it,
// CLUSTER=k3s (in a container), kind, or existing (the current kubeconfig).
import { clusterChoice, clusterKind } from './cluster-choice.ts'
import { startExistingCluster } from './engines/existing-cluster.ts'
import { removeStayingK3s, startK3sCluster } from './engines/k3s-cluster.ts'
import { isKindUsable, removeStayingKind, startKindCluster } from './engines/kind-cluster.ts'
import { progressLines } from '../tools/progress.ts'

import type { Cluster, ClusterOptions } from './cluster.ts'
/** Resolves when the API server answers, the node is Ready and pods can be created. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { ports = [], stays, progress = progressLines() } = options
  const choice = options.choice ?? clusterChoice(process.env['CLUSTER'])
  if (choice === 'auto' && stays === undefined && process.env['KUBECONFIG'])
    progress('KUBECONFIG is set, and not used: CLUSTER=existing would ask for its cluster')
  switch (await clusterKind({ choice, stays: stays !== undefined, isKindUsable })) {
    case 'existing':
      return startExistingCluster(progress)
    case 'kind':
      return startKindCluster({ ports, stays, progress })
    case 'k3s':
      return startK3sCluster({ ports, stays, progress })
  }
}

/** Takes away the cluster that stays under the name; none is no error. */
export async function removeStayingCluster(
  name: string,
  options: Pick<ClusterOptions, 'choice' | 'progress'> = {},
): Promise<void> {
  const choice = options.choice ?? clusterChoice(process.env['CLUSTER'])
  const { progress = progressLines() } = options
  // `auto` may have meant the other when it was started.
  const isKind = choice === 'kind' || (choice === 'auto' && (await isKindUsable()))
  if (isKind) await removeStayingKind(name, progress)
  if (choice === 'k3s' || choice === 'auto') await removeStayingK3s(name, progress)
}
