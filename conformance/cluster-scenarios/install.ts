// Rauta in the cluster, as a user applies it: the files of deploy/, one address mode at a time.
import type { Mode } from '../../deploy/manifests.ts'
import { rautaObjects, rautaWorkload } from '../../kind/rauta-objects.ts'
import { untilRolledOut } from '../../kind/rolled-out.ts'
import type { ObjectRef } from './kube.ts'
import type { World } from './world.ts'

/** Applies the mode's file, and takes away what only the file before it had. */
export async function install(
  { cluster, kube }: Pick<World, 'cluster' | 'kube'>,
  mode: Mode,
  before: Mode | undefined,
): Promise<void> {
  const objectsFor = (each: Mode) => rautaObjects(each, cluster.network?.poolRange)
  const objects = await objectsFor(mode)
  if (before !== undefined) {
    const kept = new Set(objects.map(keyOf))
    // Workloads always: a DaemonSet of another mode is another one.
    const leaving = (await objectsFor(before)).filter(
      (object) => isWorkload(object) || !kept.has(keyOf(object)),
    )
    await kube.remove(leaving)
  }
  await kube.apply(objects)
  await untilRolledOut(cluster, rautaWorkload(mode))
}

function isWorkload({ kind }: ObjectRef): boolean {
  return kind === 'DaemonSet' || kind === 'Deployment'
}

function keyOf({ kind, metadata }: ObjectRef): string {
  return `${kind} ${metadata?.namespace ?? ''}/${metadata?.name}`
}
