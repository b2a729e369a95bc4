// Rauta in a cluster that stays, as a user installs it: deploy/rauta-daemonset.yaml. The pods say which
// image they run, so that a changed one of the same name brings new pods, and an equal one none.
import { AppsV1Api, type KubernetesObject, type V1DaemonSet } from '@kubernetes/client-node'
import { readManifest } from '../../deploy/manifests.ts'
import { applyObjects, objectsOf } from '../apply-manifests.ts'
import { kubeConfigOf } from '../nodes.ts'

export const rautaNamespace = 'rauta-system'
const name = 'rauta'
const imageAnnotation = 'rauta.dev/image-digest'

/** The digest of the image that the pods are to run; undefined where Rauta is not installed. */
export async function installedDigest(kubeconfig: string): Promise<string | undefined> {
  try {
    const { spec } = await readDaemonSet(kubeconfig)
    return spec?.template.metadata?.annotations?.[imageAnnotation]
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 404) return undefined
    throw error
  }
}

export async function installRauta(kubeconfig: string, digest: string): Promise<void> {
  const objects = objectsOf(await readManifest('host'))
  const annotations = { [imageAnnotation]: digest }
  const withDigest = objects.map((object) =>
    isDaemonSet(object) ? withPodAnnotations(object, annotations) : object,
  )
  await applyObjects(kubeconfig, withDigest)
}

export async function readDaemonSet(kubeconfig: string): Promise<V1DaemonSet> {
  const api = kubeConfigOf(kubeconfig).makeApiClient(AppsV1Api)
  return api.readNamespacedDaemonSet({ namespace: rautaNamespace, name })
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
