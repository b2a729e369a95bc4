// Objects to a cluster by server-side apply: the same call creates, changes and leaves alone. They are sent
// as they stand. @kubernetes/client-node's own call writes those of kinds that it has types for anew, and of
// a CustomResourceDefinition loses what these call otherwise: `default`, `enum`, `x-kubernetes-validations`.
import type { KubernetesObject } from '@kubernetes/client-node'
import { parseAllDocuments } from 'yaml'
import { type ApiClient, createApiClient } from '../src/cluster/api/api-client.ts'
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
  const api = createApiClient(kubeConfigOf(kubeconfig))
  const known = new Map<string, string>()
  try {
    for (const object of objects) {
      const { apiVersion, kind, metadata } = object
      try {
        const key = `${apiVersion} ${kind} ${metadata?.namespace}`
        const collection = known.get(key) ?? (await collectionOf(api, object))
        known.set(key, collection)
        const path = `${collection}/${metadata?.name}`
        const query = { fieldManager, force: true }
        await api.send({ method: 'PATCH', path, query, body: object, patch: 'apply' })
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause)
        throw new Error(`${kind} ${metadata?.name} cannot be applied: ${reason}`, { cause })
      }
    }
  } finally {
    api.close()
  }
}

/** As `kubectl apply` finds it: by what the API server says of the kind; the namespace may be left out. */
async function collectionOf(
  api: ApiClient,
  { apiVersion = '', kind, metadata }: KubernetesObject,
): Promise<string> {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  // The form of an APIResourceList is Kubernetes' own.
  const { resources } = (await api.send({ path: group })) as {
    readonly resources: readonly { name: string; kind: string; namespaced: boolean }[]
  }
  const found = resources.find((one) => one.kind === kind && !one.name.includes('/'))
  if (!found) throw new Error(`the cluster has no kind ${kind} in ${apiVersion}`)
  const scope = found.namespaced ? `/namespaces/${metadata?.namespace ?? 'default'}` : ''
  return `${group}${scope}/${found.name}`
}
