// The objects of one scenario, in namespaces that all may use: they are gone before the next begins.
// Namespaces stay; to remove one takes longer than most scenarios.
import type { V1Service } from '@kubernetes/client-node'
import { echoDeployment, type EchoOptions } from '../../kind/echo-deployment.ts'
import { untilRolledOut } from '../../kind/rolled-out.ts'
import type { Kube, Named, ObjectRef } from './kube.ts'
import type { World } from './world.ts'

export interface Scene extends AsyncDisposable {
  readonly kube: Kube
  apply(objects: readonly ObjectRef[]): Promise<void>
  /** Echo pods and their Service, in a namespace that is made for it; resolves when they are ready. */
  backend(options: Named & Omit<EchoOptions, 'image'>): Promise<void>
  /** Resolves when every replica is up to date and ready, and no other is left. */
  available(deployment: Named): Promise<void>
  remove(objects: readonly ObjectRef[]): Promise<void>
}

export function createScene(world: Pick<World, 'kube' | 'image' | 'cluster'>): Scene {
  const { kube, image, cluster } = world
  let applied: readonly ObjectRef[] = []

  async function apply(objects: readonly ObjectRef[]): Promise<void> {
    const own = objects.filter(({ kind }) => kind !== 'Namespace' && kind !== 'GatewayClass')
    applied = [...own, ...applied]
    await kube.apply(objects)
  }

  async function available({ namespace, name }: Named): Promise<void> {
    await untilRolledOut(cluster, { kind: 'Deployment', namespace, name })
  }

  return {
    kube,
    apply,
    available,
    async backend(options) {
      const { namespace, drainDelay = '0s' } = options
      const service = echoService(options)
      await kube.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }])
      await apply([echoDeployment(service, { image, drainDelay }), service])
      await available(options)
    },
    remove: (objects) => kube.remove(objects),
    async [Symbol.asyncDispose]() {
      await kube.remove(applied)
    },
  }
}

function echoService({ namespace, name }: Named): V1Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 3000 }] },
  }
}
