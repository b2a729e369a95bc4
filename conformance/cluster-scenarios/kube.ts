// What the scenarios ask of the API server. An object's path follows from its kind, so that every kind
// that is applied can also be read, changed and removed.
import { text } from 'node:stream/consumers'
import type { Cluster } from '../../kind/cluster.ts'
import { waitFor } from '../../kind/wait-for.ts'
import { kubeConfigOf } from '../../kind/nodes.ts'
import { createApiClient } from '../../src/cluster/api/api-client.ts'
import { isStatus } from '../../src/cluster/api/api-error.ts'
import { inParallel } from './in-parallel.ts'

export interface Named {
  readonly namespace: string
  readonly name: string
}

/** What names an object: the rest of it may be there too. */
export interface ObjectRef {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata?: { readonly name?: string; readonly namespace?: string }
}

/** A collection, or a part of it. */
export interface Kind {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly labelSelector?: string
}

export interface Kube {
  /** By server-side apply, one after the other. */
  apply(objects: readonly ObjectRef[]): Promise<void>
  /** Resolves when they are gone, and what they own; what was not there is gone too. */
  remove(objects: readonly ObjectRef[]): Promise<void>
  /** Rejects with an ApiError where it is not there. */
  get<T extends ObjectRef>(ref: ObjectRef): Promise<T>
  list<T extends ObjectRef>(kind: Kind): Promise<readonly T[]>
  /** A merge patch, of the object or of its status alone. */
  patch(ref: ObjectRef, change: object, subresource?: 'status' | 'scale'): Promise<void>
  /** Deleted without a wait; `graceSeconds` as kubectl's --grace-period. */
  delete(ref: ObjectRef, graceSeconds?: number): Promise<void>
  /** A page of a pod, fetched through the API server. */
  podPage(
    pod: Named & { readonly port: number },
    page: { readonly method?: 'GET' | 'PUT'; readonly path: string },
  ): Promise<string>
  podLog(pod: Named, previous?: boolean): Promise<string>
  close(): void
}

/**
 * Usually a second. After the API server was gone Kubernetes' own controllers and the kubelet follow it
 * again only when their back-off has run out (client-go: up to a minute each), and they do the removing.
 */
const goneMs = 150_000

export function createKube({ kubeconfig }: Pick<Cluster, 'kubeconfig'>): Kube {
  const api = createApiClient(kubeConfigOf(kubeconfig))

  async function untilGone(ref: ObjectRef): Promise<void> {
    await waitFor({
      what: `${ref.kind} ${ref.metadata?.name} to be gone`,
      timeoutMs: goneMs,
      everyMs: 100,
      attempt: async () => {
        const found = await api.send({ path: pathOf(ref) }).catch(undefinedIfGone)
        if (found) throw new Error('it is there')
      },
    })
  }

  return {
    async apply(objects) {
      for (const object of objects) {
        const query = { fieldManager: 'rauta-scenarios', force: true }
        await api.send({
          method: 'PATCH',
          path: pathOf(object),
          query,
          body: object,
          patch: 'apply',
        })
      }
    },
    async remove(objects) {
      await inParallel(objects, async (ref) => {
        // A workload's pods go before it; for all else that would be a round through the garbage
        // collector for nothing.
        const hasPods = ref.kind === 'Deployment' || ref.kind === 'DaemonSet'
        const body = { propagationPolicy: hasPods ? 'Foreground' : 'Background' }
        await api.send({ method: 'DELETE', path: pathOf(ref), body }).catch(undefinedIfGone)
      })
      await inParallel(objects, untilGone)
    },
    get: async <T>(ref: ObjectRef) => (await api.send({ path: pathOf(ref) })) as T,
    async list<T>({ apiVersion, kind, namespace, labelSelector }: Kind) {
      const path = collectionOf({ apiVersion, kind, metadata: { ...(namespace && { namespace }) } })
      const query = { labelSelector }
      return ((await api.send({ path, query })) as { readonly items: readonly T[] }).items
    },
    async patch(ref, change, subresource) {
      const path = subresource ? `${pathOf(ref)}/${subresource}` : pathOf(ref)
      await api.send({ method: 'PATCH', path, body: change })
    },
    async delete(ref, graceSeconds) {
      const query = { gracePeriodSeconds: graceSeconds }
      await api.send({ method: 'DELETE', path: pathOf(ref), query })
    },
    async podPage({ namespace, name, port }, { method = 'GET', path }) {
      const proxy = `/api/v1/namespaces/${namespace}/pods/${name}:${port}/proxy`
      return text(await api.open({ method, path: `${proxy}${path}` }))
    },
    async podLog({ namespace, name }, previous = false) {
      const path = `/api/v1/namespaces/${namespace}/pods/${name}/log`
      return text(await api.open({ path, query: { previous } }))
    },
    close: () => api.close(),
  }
}

function pathOf(ref: ObjectRef): string {
  return `${collectionOf(ref)}/${ref.metadata?.name}`
}

function collectionOf({ apiVersion = '', kind = '', metadata }: ObjectRef): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const scope = metadata?.namespace ? `/namespaces/${metadata.namespace}` : ''
  return `${group}${scope}/${pluralOf(kind.toLowerCase())}`
}

/** class → classes, policy → policies, gateway → gateways. */
function pluralOf(kind: string): string {
  if (kind.endsWith('s')) return `${kind}es`
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`
}

function undefinedIfGone(error: unknown): undefined {
  if (isStatus(error, 404)) return undefined
  throw error
}
