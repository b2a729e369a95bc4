// Whether a workload is as its newest manifest says: every pod that should be there is ready and of it,
// and those before them are gone.
import { AppsV1Api, CoreV1Api, type V1DaemonSet, type V1Deployment } from '@kubernetes/client-node'
import type { Cluster } from './cluster.ts'
import { diagnosis } from './diagnosis.ts'
import { waitFor } from './wait-for.ts'
import { kubeConfigOf } from './nodes.ts'

export interface Workload {
  readonly kind: 'DaemonSet' | 'Deployment'
  readonly namespace: string
  readonly name: string
}

export async function untilRolledOut(
  cluster: Pick<Cluster, 'kubeconfig'>,
  workload: Workload,
  timeoutMs = 90_000,
): Promise<void> {
  const { kind, namespace, name } = workload
  await waitFor({
    what: `${kind} ${namespace}/${name} to be rolled out`,
    timeoutMs,
    attempt: () => assertRolledOut(cluster, workload),
    explain: () => diagnosis(cluster),
  })
}

/** Throws with how far it is. */
export async function assertRolledOut(
  { kubeconfig }: Pick<Cluster, 'kubeconfig'>,
  { kind, namespace, name }: Workload,
): Promise<void> {
  const config = kubeConfigOf(kubeconfig)
  const apps = config.makeApiClient(AppsV1Api)
  const { isSeen, wanted, updated, ready, all, labels } =
    kind === 'DaemonSet'
      ? ofDaemonSet(await apps.readNamespacedDaemonSet({ namespace, name }))
      : ofDeployment(await apps.readNamespacedDeployment({ namespace, name }))
  if (!isSeen) throw new Error('its newest manifest is not carried out yet')
  if (updated < wanted) throw new Error(`${updated} of ${wanted} pods are up to date`)
  if (ready < wanted) throw new Error(`${ready} of ${wanted} pods are ready`)
  if (all > wanted) throw new Error(`${all} pods are there instead of ${wanted}`)
  // A workload does not count the pods that are about to end, which still take requests.
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join()
  const pods = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace, labelSelector })
  const ending = pods.items.filter(({ metadata }) => metadata?.deletionTimestamp)
  if (ending.length > 0) throw new Error(`${ending.length} pods are about to end`)
}

function ofDaemonSet({ metadata, spec, status }: V1DaemonSet) {
  return {
    isSeen: status?.observedGeneration === metadata?.generation,
    // Where no node would have a pod, it is not there.
    wanted: Math.max(status?.desiredNumberScheduled ?? 0, 1),
    updated: status?.updatedNumberScheduled ?? 0,
    ready: status?.numberAvailable ?? 0,
    all: status?.currentNumberScheduled ?? 0,
    labels: spec?.selector.matchLabels ?? {},
  }
}

function ofDeployment({ metadata, spec, status }: V1Deployment) {
  return {
    isSeen: status?.observedGeneration === metadata?.generation,
    wanted: spec?.replicas ?? 1,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.availableReplicas ?? 0,
    all: status?.replicas ?? 0,
    labels: spec?.selector.matchLabels ?? {},
  }
}
