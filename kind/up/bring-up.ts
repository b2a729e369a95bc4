// `make kind-up`, step by step: a cluster that stays, Rauta in it as a user would install it, and the
// guide's first chapter, tried. Every step leaves alone what is so already.
import { applyObjects } from '../apply-manifests.ts'
import type { Cluster } from '../cluster.ts'
import { startCluster } from '../start-cluster.ts'
import { diagnosis } from '../diagnosis.ts'
import { waitFor } from '../wait-for.ts'
import { installCrds } from '../install-crds.ts'
import { kubeconfigFile, writeKubeconfig } from '../kubeconfig-file.ts'
import type { Progress } from '../../tools/progress.ts'
import { loadRauta, rautaImage } from '../rauta-image.ts'
import { rautaNamespace, rautaWorkload } from '../rauta-objects.ts'
import { assertRolledOut } from '../rolled-out.ts'
import { firstRoute, type FirstRoute } from './first-route.ts'
import { assertConditions } from './gateway-conditions.ts'
import { installedDigest, installRauta } from './install-rauta.ts'
import { type Kubectl, kubectlFor } from './kubectl.ts'
import { curlLine, tryRequest } from './try-request.ts'

/** Of the node: HTTP and HTTPS, as in any cluster where Rauta listens on the nodes' ports. */
const ports = [80, 443]

const rolloutMs = 90_000
const conditionMs = 30_000
const answerMs = 20_000

export interface Up {
  readonly kind: Cluster['kind']
  readonly kubeconfigFile: string
  /** Tried, and answered. */
  readonly curl: string
  readonly answer: string
  /** `host:port` of this machine by port of the node. */
  readonly published: ReadonlyMap<number, string>
  readonly kubectl: Kubectl | undefined
}

/** Under the name the cluster stays, and is found the next time. */
export async function bringUp(name: string, progress: Progress): Promise<Up> {
  // Made while the node starts; a failure of it is told when it is needed.
  const making = rautaImage()
  making.catch(() => {})
  await using cluster = await startCluster({ stays: name, ports, progress })
  const { kubeconfig } = cluster
  await writeKubeconfig(name, kubeconfig)
  await installCrds(cluster, progress)
  const image = await making
  await loadRauta(cluster, { image, loaded: await installedDigest(kubeconfig) }, progress)
  progress('applying deploy/rauta-daemonset.yaml')
  await installRauta(kubeconfig, image.digest)
  const route = await firstRoute(image.name)
  progress('applying docs/guide/01-a-first-route, with an echo backend behind each Service')
  await applyObjects(kubeconfig, route.objects)
  const request = { address: cluster.published(80), ...route.request }
  const answer = await waitUntilServed({ cluster, route, request, progress })
  return {
    kind: cluster.kind,
    kubeconfigFile: kubeconfigFile(name),
    curl: curlLine(request),
    answer,
    published: new Map(ports.map((port) => [port, cluster.published(port)])),
    kubectl: await kubectlFor(cluster),
  }
}

async function waitUntilServed(of: {
  readonly cluster: Cluster
  readonly route: FirstRoute
  readonly request: Parameters<typeof tryRequest>[0]
  readonly progress: Progress
}): Promise<string> {
  const { cluster, route, request, progress } = of
  const { kubeconfig } = cluster
  const { namespace } = route
  const wait = <T>(what: string, timeoutMs: number, attempt: () => Promise<T>): Promise<T> => {
    progress(`waiting for ${what}`)
    const explain = () => diagnosis(cluster, { talking: rautaNamespace })
    return waitFor({ what, timeoutMs, attempt, explain })
  }
  await wait('Rauta’s pods to be ready', rolloutMs, () =>
    assertRolledOut(cluster, rautaWorkload('host')),
  )
  await wait('the echo backends to be ready', rolloutMs, async () => {
    for (const workload of route.backends) await assertRolledOut(cluster, workload)
  })
  const gateway = { plural: 'gateways', namespace, name: route.gateway } as const
  await wait(`Gateway ${namespace}/${route.gateway} to be Programmed`, conditionMs, () =>
    assertConditions(kubeconfig, gateway, ['Accepted', 'Programmed']),
  )
  const httpRoute = { plural: 'httproutes', namespace, name: route.route } as const
  await wait(`HTTPRoute ${namespace}/${route.route} to be Accepted`, conditionMs, () =>
    assertConditions(kubeconfig, httpRoute, ['Accepted', 'ResolvedRefs']),
  )
  return wait(`an answer to ${curlLine(request)}`, answerMs, () => tryRequest(request))
}
