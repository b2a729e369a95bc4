// Rauta in the cluster as a user would install it: the committed manifest of `pool` mode, with the range
// that the cluster's network has for it. Its image has to be there.
import { AppsV1Api, CustomObjectsApi, type KubernetesObject } from '@kubernetes/client-node'
import { readManifest } from '../deploy/manifests.ts'
import { applyObjects, objectsOf } from '../kind/apply-manifests.ts'
import type { Cluster } from '../kind/cluster.ts'
import { diagnosis } from '../kind/diagnosis.ts'
import { eventually } from '../kind/eventually.ts'
import { kubeConfigOf } from '../kind/nodes.ts'
import { assertDaemonSetRolledOut } from '../kind/rolled-out.ts'
import type { GatewayClass } from '../src/resources/gateway-api.ts'

export const namespace = 'rauta-system'

const rolloutMs = 120_000
const acceptedMs = 30_000

export interface PublishedClass {
  readonly name: string
  readonly features: readonly string[]
}

/** Resolves when every pod is ready and the GatewayClass is accepted. */
export async function installRauta(cluster: Cluster, poolRange: string): Promise<PublishedClass> {
  const objects = objectsOf(await readManifest('pool'))
  await applyObjects(cluster.kubeconfig, withRange(objects, poolRange))
  await rolledOut(cluster, named(objects, 'DaemonSet'))
  return accepted(cluster, named(objects, 'GatewayClass'))
}

export function withRange(
  objects: readonly KubernetesObject[],
  range: string,
): (KubernetesObject & { readonly data?: unknown })[] {
  const metadata = { name: 'rauta-pool', namespace }
  const pool = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { range } }
  const isNamespace = ({ kind }: KubernetesObject): boolean => kind === 'Namespace'
  return [
    ...objects.filter(isNamespace),
    pool,
    ...objects.filter((object) => !isNamespace(object) && object.metadata?.name !== 'rauta-pool'),
  ]
}

function named(objects: readonly KubernetesObject[], kind: string): string {
  const name = objects.find((object) => object.kind === kind)?.metadata?.name
  if (name === undefined) throw new Error(`the manifest of pool mode has no ${kind}`)
  return name
}

async function rolledOut(cluster: Cluster, name: string): Promise<void> {
  const api = kubeConfigOf(cluster.kubeconfig).makeApiClient(AppsV1Api)
  await eventually({
    what: `every pod of DaemonSet ${namespace}/${name} to be ready`,
    timeoutMs: rolloutMs,
    attempt: async () =>
      assertDaemonSetRolledOut(await api.readNamespacedDaemonSet({ namespace, name })),
    explain: () => diagnosis(cluster),
  })
}

async function accepted(cluster: Cluster, name: string): Promise<PublishedClass> {
  const api = kubeConfigOf(cluster.kubeconfig).makeApiClient(CustomObjectsApi)
  const [group, version, plural] = ['gateway.networking.k8s.io', 'v1', 'gatewayclasses']
  return eventually({
    what: `GatewayClass ${name} to be Accepted`,
    timeoutMs: acceptedMs,
    attempt: async () => {
      const read = await api.getClusterCustomObject({ group, version, plural, name })
      const { status } = read as GatewayClass
      const condition = status?.conditions?.find(({ type }) => type === 'Accepted')
      if (condition?.status !== 'True')
        throw new Error(
          condition ? `${condition.reason}: ${condition.message}` : 'no condition yet',
        )
      return { name, features: (status?.supportedFeatures ?? []).map((feature) => feature.name) }
    },
    explain: () => diagnosis(cluster),
  })
}
