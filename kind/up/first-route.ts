// The guide's first chapter as a cluster has it: its manifests, and pods behind its Services.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KubernetesObject, V1Service } from '@kubernetes/client-node'
import { objectsOf } from '../apply-manifests.ts'
import { echoDeployment } from '../echo-deployment.ts'
import type { Workload } from '../rolled-out.ts'

const manifests = join(import.meta.dirname, '../../docs/guide/01-a-first-route/manifests')

export interface FirstRoute {
  /** In the order in which they can be applied. */
  readonly objects: readonly KubernetesObject[]
  readonly backends: readonly Workload[]
  readonly namespace: string
  readonly gateway: string
  readonly route: string
  /** A request that the route takes. */
  readonly request: { readonly hostname: string; readonly path: string }
}

/** `image` is Rauta's. */
export async function firstRoute(image: string): Promise<FirstRoute> {
  const files = ['services.yaml', 'gateway.yaml', 'routes.yaml']
  const texts = await Promise.all(files.map((file) => readFile(join(manifests, file), 'utf8')))
  // The class is part of the install.
  const written = texts.flatMap(objectsOf).filter(({ kind }) => kind !== 'GatewayClass')
  const services = written.filter(isService)
  const namespace = 'shop'
  return {
    objects: [...written, ...services.map((service) => echoDeployment(service, { image }))],
    backends: services.map(({ metadata }) => ({
      kind: 'Deployment',
      namespace,
      name: metadata?.name ?? '',
    })),
    namespace,
    gateway: 'front',
    route: 'shop',
    request: { hostname: 'shop.example', path: '/cart/items' },
  }
}

function isService(object: KubernetesObject): object is V1Service {
  return object.kind === 'Service'
}
