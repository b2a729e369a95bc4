// Objects to a cluster by server-side apply: the same call creates, changes and leaves alone.
import { type KubernetesObject, KubernetesObjectApi, PatchStrategy } from '@kubernetes/client-node'
import { parseAllDocuments } from 'yaml'
import { kubeConfigOf } from './nodes.ts'

const fieldManager = 'rauta-kind'

/** Objects of YAML documents; empty documents stay out. */
export function objectsOf(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null)
}

/** Applies one after another, in the order given. */
export async function applyObjects(
  kubeconfig: string,
  objects: readonly KubernetesObject[],
): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(kubeConfigOf(kubeconfig))
  for (const object of objects) {
    const { kind, metadata } = object
    try {
      const strategy = PatchStrategy.ServerSideApply
      await api.patch(object, undefined, undefined, fieldManager, true, strategy)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`${kind} ${metadata?.name} cannot be applied: ${reason}`, { cause })
    }
  }
}
