// Who leads, as everybody sees it.
import type { V1Lease } from '@kubernetes/client-node'
import { rautaNamespace } from '../../kind/rauta-objects.ts'
import type { ObjectRef } from './kube.ts'
import type { World } from './world.ts'

export const leaderLease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { namespace: rautaNamespace, name: 'rauta-leader' },
} satisfies ObjectRef

/** The pod's name. */
export async function leader({ kube }: Pick<World, 'kube'>): Promise<string> {
  const { spec } = await kube.get<V1Lease>(leaderLease)
  if (!spec?.holderIdentity) throw new Error('nobody leads')
  return spec.holderIdentity
}
