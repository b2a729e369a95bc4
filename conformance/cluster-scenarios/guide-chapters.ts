// The guide's chapters, in a cluster: the same manifests and the same requests as from files. What a
// chapter's standalone.yaml says of pods is here real: a Deployment of echo backends for each Service.
import type { V1Pod, V1Secret, V1Service } from '@kubernetes/client-node'
import type { ExecutionContext } from 'ava'
import {
  backendCertificates,
  type BackendCertificates,
} from '../../src/testing/backend-certificates.ts'
import { type Chapter, readChapters } from '../guide/chapter.ts'
import { ownCertificates } from '../../src/testing/own-certificates.ts'
import type { Reach } from '../../src/testing/requests/reach.ts'
import type { RequestCase } from '../../src/testing/requests/request-case.ts'
import { runRequests } from '../guide/run-chapter.ts'
import type { TestKeyPair } from '../../src/testing/key-pair.ts'
import { objectsOf } from '../../kind/apply-manifests.ts'
import { controlPort, echoDeployment } from '../../kind/echo-deployment.ts'
import { waitFor } from '../../kind/wait-for.ts'
import { assertChapterStatuses } from './chapter-statuses.ts'
import { untilGateway } from './conditions.ts'
import { gatewayAddress } from './gateway-address.ts'
import type { Kube, Named, ObjectRef } from './kube.ts'
import { giveLoadBalancer } from './load-balancer.ts'
import type { Scenario } from './scenario.ts'
import type { Scene } from './scene.ts'
import type { World } from './world.ts'

const settledMs = 20_000

export async function guideChapters(): Promise<readonly Scenario[]> {
  const chapters = await readChapters()
  return chapters.flatMap((chapter) =>
    chapter.addresses.map((mode) => ({
      says: `the guide’s chapter ${chapter.name} is answered as from files`,
      mode,
      run: (t: ExecutionContext, world: World, scene: Scene) =>
        runInCluster({ t, world, scene, chapter }),
    })),
  )
}

async function runInCluster({
  t,
  world,
  scene,
  chapter,
}: {
  readonly t: ExecutionContext
  readonly world: World
  readonly scene: Scene
  readonly chapter: Chapter
}): Promise<void> {
  const secrets = await ownCertificates(chapter.manifests.values())
  const objects = [...chapter.manifests.values(), ...secrets.values()].flatMap(objectsOf)
  const certificates = await backendCertificates(chapter.manifests.values())
  await openBackends(world, scene, { objects, certificates })
  await scene.apply(objects)
  const gateways = objects.filter(({ kind }) => kind === 'Gateway').map(nameOf)
  for (const [index, named] of gateways.entries()) {
    if (world.mode() === 'service') await giveLoadBalancer(world, named, `192.0.2.${index + 100}`)
    await untilGateway(world, named, { says: 'Programmed=True' })
  }
  const [first] = gateways
  if (!first) throw new Error(`${chapter.name} has no Gateway`)
  const reach = await reachIn(world, first)
  await answered(chapter.requests, reach)
  await applyMistake(t, scene, chapter)
  await answered(chapter.expected.requests ?? [], reach)
  await answered(chapter.requests, reach)
}

async function openBackends(
  { image }: World,
  scene: Scene,
  {
    objects,
    certificates,
  }: { readonly objects: readonly ObjectRef[]; readonly certificates: BackendCertificates },
): Promise<void> {
  await scene.apply(objects.filter(({ kind }) => kind === 'Namespace'))
  const services = objects.filter(({ kind }) => kind === 'Service') as readonly V1Service[]
  const deployments = services.map((service) => {
    const { namespace, name } = nameOf(service)
    const isSecure = certificates.has(`${namespace}/${name}`)
    const tls = isSecure ? { tlsSecret: tlsSecretOf(name) } : {}
    return echoDeployment(service, { image, drainDelay: '0s', ...tls })
  })
  await scene.apply([...certificates].map(([service, pair]) => secretOf(service, pair)))
  await scene.apply(deployments)
  for (const deployment of deployments) await scene.available(nameOf(deployment))
}

function secretOf(service: string, { certificate, key }: TestKeyPair): V1Secret {
  const [namespace = '', name = ''] = service.split('/')
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name: tlsSecretOf(name) },
    type: 'kubernetes.io/tls',
    stringData: { 'tls.crt': certificate, 'tls.key': key },
  }
}

function tlsSecretOf(service: string): string {
  return `${service}-backend-tls`
}

/** What the API server refuses is refused; all else gets the conditions that the chapter says. */
async function applyMistake(t: ExecutionContext, scene: Scene, chapter: Chapter): Promise<void> {
  const { mistake, expected } = chapter
  const applied = scene.apply(objectsOf(mistake))
  if (expected.refused) {
    const { message } = (await t.throwsAsync(applied)) ?? {}
    t.log(`refused by the API server: ${message}`)
    return
  }
  await applied
  await assertChapterStatuses(scene.kube, expected.conditions ?? [])
}

/** A change is live in its own time; after that every request is answered as it should be. */
async function answered(requests: readonly RequestCase[], reach: Reach): Promise<void> {
  await waitFor({
    what: 'the requests to be answered as the chapter says',
    timeoutMs: settledMs,
    attempt: () => runRequests(requests, reach),
  })
}

async function reachIn(world: World, gateway: Named): Promise<Reach> {
  const addressOf = await gatewayAddress(world, gateway)
  return {
    addressOf,
    // Redirects name the port that the client sees, which is the listener's own here.
    listenerPortOf: (port) => port,
    receivedBy: (backend, target) => receivedBy(world.kube, backend, target),
  }
}

async function receivedBy(kube: Kube, backend: string, target: string): Promise<number> {
  const [namespace = '', service = ''] = backend.split('/')
  const pods = await kube.list<V1Pod>({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace,
    labelSelector: `app=${service}`,
  })
  let sum = 0
  for (const { metadata } of pods) {
    const pod = { namespace, name: metadata?.name ?? '', port: controlPort }
    const path = `/received?target=${encodeURIComponent(target)}`
    sum += Number(await kube.podPage(pod, { path }))
  }
  return sum
}

function nameOf({ metadata }: ObjectRef): Named {
  return { namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' }
}
