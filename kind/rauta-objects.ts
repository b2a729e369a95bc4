// Rauta's objects as a user applies them: the committed file of an address mode, and in `pool` mode the
// range of addresses, which the file leaves to its user.
import type { KubernetesObject } from '@kubernetes/client-node'
import { type Mode, readManifest } from '../deploy/manifests.ts'
import { objectsOf } from './apply-manifests.ts'
import type { Workload } from './rolled-out.ts'

export const rautaNamespace = 'rauta-system'

/** What the mode's pods belong to. */
export function rautaWorkload(mode: Mode): Workload {
  const kind = mode === 'service' ? 'Deployment' : 'DaemonSet'
  return { kind, namespace: rautaNamespace, name: 'rauta' }
}

/** In the order in which they can be applied. `poolRange` counts in `pool` mode alone. */
export async function rautaObjects(mode: Mode, poolRange?: string): Promise<KubernetesObject[]> {
  const objects = objectsOf(await readManifest(mode))
  if (mode !== 'pool') return objects
  if (poolRange === undefined) throw new Error('pool mode needs a range of addresses for Gateways')
  const metadata = { name: 'rauta-pool', namespace: rautaNamespace }
  const pool = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { range: poolRange } }
  const afterNamespace = objects.findIndex(({ kind }) => kind === 'Namespace') + 1
  return objects.toSpliced(afterNamespace, 0, pool)
}
