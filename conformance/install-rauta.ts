// Rauta in the cluster as a user would install it: the committed manifest of `pool` mode, with the range
// that the cluster's network has for it. Its image has to be there.
import { CustomObjectsApi, type KubernetesObject, type V1DaemonSet } from '@kubernetes/client-node'
import { applyObjects } from '../kind/apply-manifests.ts'
import type { Cluster } from '../kind/cluster.ts'
import { conditionSaid } from '../kind/condition-said.ts'
import { diagnosis } from '../kind/diagnosis.ts'
import { waitFor } from '../kind/wait-for.ts'
import { kubeConfigOf } from '../kind/nodes.ts'
import { rautaObjects, rautaWorkload } from '../kind/rauta-objects.ts'
import { untilRolledOut } from '../kind/rolled-out.ts'
import type { GatewayClass } from '../src/resources/gateway-api.ts'

/** The one of the manifest. */
const className = 'rauta'

const rolloutMs = 120_000
const acceptedMs = 30_000

export interface PublishedClass {
  readonly name: string
  readonly features: readonly string[]
}

/** Resolves when every pod is ready and the GatewayClass is accepted. */
export async function installRauta(
  cluster: Cluster,
  { poolRange, flags }: { readonly poolRange: string; readonly flags: readonly string[] },
): Promise<PublishedClass> {
  const objects = await rautaObjects('pool', poolRange)
  await applyObjects(
    cluster.kubeconfig,
    objects.map((object) => (isDaemonSet(object) ? withFlags(object, flags) : object)),
  )
  await untilRolledOut(cluster, rautaWorkload('pool'), rolloutMs)
  return accepted(cluster, className)
}

function isDaemonSet(object: KubernetesObject): object is V1DaemonSet {
  return object.kind === 'DaemonSet'
}

function withFlags(workload: V1DaemonSet, flags: readonly string[]): V1DaemonSet {
  const changed = structuredClone(workload)
  for (const container of changed.spec?.template.spec?.containers ?? [])
    container.args = [...(container.args ?? []), ...flags]
  return changed
}

async function accepted(cluster: Cluster, name: string): Promise<PublishedClass> {
  const api = kubeConfigOf(cluster.kubeconfig).makeApiClient(CustomObjectsApi)
  const [group, version, plural] = ['gateway.networking.k8s.io', 'v1', 'gatewayclasses']
  return waitFor({
    what: `GatewayClass ${name} to be Accepted`,
    timeoutMs: acceptedMs,
    attempt: async () => {
      const read = await api.getClusterCustomObject({ group, version, plural, name })
      const { metadata, status } = read as GatewayClass
      conditionSaid(status?.conditions, 'Accepted=True', metadata.generation)
      return { name, features: (status?.supportedFeatures ?? []).map((feature) => feature.name) }
    },
    explain: () => diagnosis(cluster),
  })
}
