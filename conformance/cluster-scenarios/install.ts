// Rauta in the cluster, as a user applies it: the files of deploy/, one address mode at a time.
import type { V1DaemonSet, V1Deployment, V1Pod } from '@kubernetes/client-node'
import { objectsOf } from '../../kind/apply-manifests.ts'
import type { Cluster } from '../../kind/cluster.ts'
import { diagnosis } from '../../kind/diagnosis.ts'
import { eventually } from '../../kind/eventually.ts'
import type { Kube, ObjectRef } from './kube.ts'
import { type Mode, readManifest } from '../../deploy/manifests.ts'

export const system = 'rauta-system'
/** The label of the pods that run Rauta. */
export const proxies = 'app.kubernetes.io/name=rauta'

const readyMs = 90_000

/** Applies the mode's file, and takes away what only the file before it had. */
export async function install(
  { cluster, kube }: { readonly cluster: Cluster; readonly kube: Kube },
  mode: Mode,
  before: Mode | undefined,
): Promise<void> {
  const objects = await objectsFor(mode, cluster)
  if (before !== undefined) {
    const kept = new Set(objects.map(keyOf))
    // Workloads always: a DaemonSet of another mode is another one.
    const leaving = (await objectsFor(before, cluster)).filter(
      (object) => isWorkload(object) || !kept.has(keyOf(object)),
    )
    await kube.remove(leaving)
  }
  await kube.apply(objects)
  await eventually({
    what: `Rauta in ${mode} mode to be ready`,
    timeoutMs: readyMs,
    attempt: () => assertReady(kube),
    explain: () => diagnosis(cluster),
  })
}

/** Every pod of it that should be there is, and is the newest; those before them are gone. */
export async function assertReady(kube: Kube): Promise<void> {
  const apps = { apiVersion: 'apps/v1', namespace: system }
  const [daemonSets, deployments] = await Promise.all([
    kube.list<V1DaemonSet>({ ...apps, kind: 'DaemonSet' }),
    kube.list<V1Deployment>({ ...apps, kind: 'Deployment' }),
  ])
  await assertNoneEnds(kube, { namespace: system, labelSelector: proxies })
  const states = [
    ...daemonSets.map(({ metadata, status }) => ({
      isSeen: status?.observedGeneration === metadata?.generation,
      wanted: status?.desiredNumberScheduled ?? 0,
      ready: Math.min(status?.numberAvailable ?? 0, status?.updatedNumberScheduled ?? 0),
      all: status?.currentNumberScheduled ?? 0,
    })),
    ...deployments.map(({ metadata, spec, status }) => ({
      isSeen: status?.observedGeneration === metadata?.generation,
      wanted: spec?.replicas ?? 1,
      ready: Math.min(status?.availableReplicas ?? 0, status?.updatedReplicas ?? 0),
      all: status?.replicas ?? 0,
    })),
  ]
  if (states.length !== 1) throw new Error(`there are ${states.length} workloads`)
  for (const { isSeen, wanted, ready, all } of states)
    if (!isSeen || wanted === 0 || ready < wanted || all > wanted)
      throw new Error(`${ready} of ${wanted} pods are ready and up to date, ${all} are there`)
}

/** A workload does not count the pods that are about to end, which still take requests. */
export async function assertNoneEnds(
  kube: Kube,
  selection: { readonly namespace: string; readonly labelSelector: string },
): Promise<void> {
  const pods = await kube.list<V1Pod>({ apiVersion: 'v1', kind: 'Pod', ...selection })
  const ending = pods.filter(({ metadata }) => metadata?.deletionTimestamp)
  if (ending.length > 0) throw new Error(`${ending.length} pods are about to end`)
}

async function objectsFor(mode: Mode, cluster: Cluster): Promise<ObjectRef[]> {
  const objects = objectsOf(await readManifest(mode))
  return mode === 'pool' ? [...objects, poolRange(cluster)] : objects
}

function poolRange({ network }: Cluster): ObjectRef & { readonly data: object } {
  if (!network) throw new Error('the cluster has no network that addresses could come from')
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'rauta-pool', namespace: system },
    data: { range: network.poolRange },
  }
}

function isWorkload({ kind }: ObjectRef): boolean {
  return kind === 'DaemonSet' || kind === 'Deployment'
}

function keyOf({ kind, metadata }: ObjectRef): string {
  return `${kind} ${metadata?.namespace ?? ''}/${metadata?.name}`
}
