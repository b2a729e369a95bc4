// The pods that run Rauta.
import type { V1Pod } from '@kubernetes/client-node'
import { rautaNamespace } from '../../kind/rauta-objects.ts'
import type { Kube } from './kube.ts'

export async function rautaPods(kube: Kube): Promise<readonly V1Pod[]> {
  return kube.list<V1Pod>({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: rautaNamespace,
    labelSelector: 'app.kubernetes.io/name=rauta',
  })
}
