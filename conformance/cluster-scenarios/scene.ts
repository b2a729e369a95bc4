// The objects of one scenario, in namespaces that all may use: they are gone before the next begins.
// Namespaces stay; to remove one takes longer than most scenarios.
import type { V1Deployment } from '@kubernetes/client-node'
import { diagnosis } from '../../kind/diagnosis.ts'
import { eventually } from '../../kind/eventually.ts'
import { type BackendOptions, echoDeployment, echoService } from './backends.ts'
import { assertNoneEnds } from './install.ts'
import type { Kube, Named, ObjectRef } from './kube.ts'
import type { World } from './world.ts'

export interface Scene extends AsyncDisposable {
  readonly kube: Kube
  apply(objects: readonly ObjectRef[]): Promise<void>
  /** Echo pods and their Service, in a namespace that is made for it; resolves when they are ready. */
  backend(options: Omit<BackendOptions, 'image'>): Promise<void>
  /** Resolves when every replica is up to date and ready, and no other is left. */
  available(deployment: Named): Promise<void>
  remove(objects: readonly ObjectRef[]): Promise<void>
}

const availableMs = 90_000

export function createScene(world: Pick<World, 'kube' | 'image' | 'cluster'>): Scene {
  const { kube, image, cluster } = world
  let applied: readonly ObjectRef[] = []

  async function apply(objects: readonly ObjectRef[]): Promise<void> {
    const own = objects.filter(({ kind }) => kind !== 'Namespace' && kind !== 'GatewayClass')
    applied = [...own, ...applied]
    await kube.apply(objects)
  }

  async function available(deployment: Named): Promise<void> {
    await eventually({
      what: `Deployment ${deployment.namespace}/${deployment.name} to be available`,
      timeoutMs: availableMs,
      attempt: async () => {
        const { metadata, spec, status } = await kube.get<V1Deployment>({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: deployment,
        })
        const wanted = spec?.replicas ?? 1
        const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {}
        if (
          status?.observedGeneration !== metadata?.generation ||
          [replicas, updatedReplicas, availableReplicas].some((count) => count !== wanted)
        )
          throw new Error(`${availableReplicas} of ${wanted} are ready, ${replicas} are there`)
        const labels = Object.entries(spec?.selector.matchLabels ?? {})
        await assertNoneEnds(kube, {
          namespace: deployment.namespace,
          labelSelector: labels.map((label) => label.join('=')).join(),
        })
      },
      explain: () => diagnosis(cluster),
    })
  }

  return {
    kube,
    apply,
    available,
    async backend(options) {
      const { namespace } = options
      await kube.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }])
      await apply([echoDeployment({ ...options, image }), echoService(options)])
      await available(options)
    },
    remove: (objects) => kube.remove(objects),
    async [Symbol.asyncDispose]() {
      await kube.remove(applied)
    },
  }
}
