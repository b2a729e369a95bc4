// Rauta in a cluster that stays, as a user installs it: deploy/rauta-daemonset.yaml. The pods say which
// image they run, so that a changed one of the same name brings new pods, and an equal one none.
import { AppsV1Api, type KubernetesObject, type V1DaemonSet } from '@kubernetes/client-node'
import { applyObjects } from '../apply-manifests.ts'
import { kubeConfigOf } from '../nodes.ts'
import { rautaObjects, rautaWorkload } from '../rauta-objects.ts'

const imageAnnotation = 'rauta.dev/image-digest'

/** The digest of the image that the pods are to run; undefined where Rauta is not installed. */
export async function installedDigest(kubeconfig: string): Promise<string | undefined> {
  try {
    const api = kubeConfigOf(kubeconfig).makeApiClient(AppsV1Api)
    const { spec } = await api.readNamespacedDaemonSet(rautaWorkload('host'))
    return spec?.template.metadata?.annotations?.[imageAnnotation]
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 404) return undefined
    throw error
  }
}

export async function installRauta(kubeconfig: string, digest: string): Promise<void> {
  const annotations = { [imageAnnotation]: digest }
  const withDigest = (await rautaObjects('host')).map((object) =>
    isDaemonSet(object) ? withPodAnnotations(object, annotations) : object,
  )
  await applyObjects(kubeconfig, withDigest)
}

function isDaemonSet(object: KubernetesObject): object is V1DaemonSet {
  return object.kind === 'DaemonSet'
}

function withPodAnnotations(
  daemonSet: V1DaemonSet,
  annotations: Readonly<Record<string, string>>,
): V1DaemonSet {
  const spec = structuredClone(daemonSet.spec!)
  const metadata = { ...spec.template.metadata, annotations: { ...annotations } }
  return { ...daemonSet, spec: { ...spec, template: { ...spec.template, metadata } } }
}
