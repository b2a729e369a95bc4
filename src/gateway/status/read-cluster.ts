// What a cluster's objects say: their statuses as somebody wrote them, and which endpoints are ready.
import { createApiClient } from '../../cluster/api/api-client.ts'
import { isStatus } from '../../cluster/api/api-error.ts'
import type { ApiObject } from '../../cluster/api/api-object.ts'
import { collectionPath } from '../../cluster/api/api-paths.ts'
import { listPages } from '../../cluster/api/list-pages.ts'
import { resourceOfObject } from '../../cluster/watch/resource-of-object.ts'
import { type Kind, routeKinds } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { type ClusterKubeConfig, clusterKubeConfig } from '../words/cluster-kube-config.ts'
import { unservedObjects } from '../unserved/unserved-objects.ts'
import { UsageError } from '../words/usage-error.ts'
import { attachmentsInStatuses } from './attached-routes.ts'
import { oursAmong } from './ours-among.ts'
import type { Facts } from './report-of.ts'
import { serviceReports } from './service-reports.ts'

export interface ClusterPlace {
  /** Absent: as kubectl finds it. */
  readonly file?: string | undefined
  readonly context?: string | undefined
  readonly controllerName: string
}

const read: readonly Kind[] = [
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  ...routeKinds,
  'BackendTLSPolicy',
  'ReferenceGrant',
  'Service',
  'EndpointSlice',
]

const notes = [
  'Read from the API server. Only a proxy knows the state of endpoints and certificates and the listeners of routes without a sectionName (kubectl exec, rauta status).',
]

/** Rejects with a UsageError. */
export async function readCluster(place: ClusterPlace): Promise<Facts> {
  return factsOf(await clusterKubeConfig(place.file, place.context), place.controllerName)
}

export async function factsOf(
  kubeConfig: ClusterKubeConfig,
  controllerName: string,
): Promise<Facts> {
  const source = `${kubeConfig.getCurrentCluster()?.server ?? ''}`
  const objects = await allObjects(kubeConfig, source)
  const store = new ResourceStore()
  for (const kind of read)
    for (const object of objects.get(kind) ?? []) store.put(resourceOfObject(kind, object))
  const ours = oursAmong(objects, controllerName)
  const statuses = ours.map(({ kind = '', metadata: { namespace, name } }) => ({
    kind,
    namespace,
    name,
  }))
  const unserved = unservedObjects({ resources: store.current(), statuses }, 'cluster')
  const routes = ours.filter(({ kind }) => routeKinds.some((one) => one === kind))
  return {
    source,
    objects: ours,
    attachments: attachmentsInStatuses(routes),
    backends: serviceReports(routes, {
      services: objects.get('Service') ?? [],
      slices: objects.get('EndpointSlice') ?? [],
    }),
    certificates: [],
    unserved: [...unserved.values()].map(({ about: { kind, metadata }, message }) => ({
      kind,
      namespace: metadata.namespace,
      name: metadata.name,
      message,
    })),
    mistakes: [],
    notes,
  }
}

/** A kind that the cluster does not have has no objects. Items of a list do not name their kind. */
async function allObjects(
  kubeConfig: ClusterKubeConfig,
  source: string,
): Promise<ReadonlyMap<string, readonly ApiObject[]>> {
  const ending = new AbortController()
  let api: ReturnType<typeof createApiClient> | undefined
  try {
    const client = (api = createApiClient(kubeConfig))
    const lists = await Promise.all(
      read.map(async (kind): Promise<[string, readonly ApiObject[]]> => {
        let all: ApiObject[] = []
        const options = { path: collectionPath(kind), selection: {}, signal: ending.signal }
        try {
          await listPages(client, options, (objects, isFirst) => {
            const named = objects.map((object) => Object.assign({}, object, { kind }))
            all = isFirst ? named : all.concat(named)
          })
        } catch (error) {
          // Nothing but their mistakes is told of them.
          const isOptional = kind === 'ReferenceGrant' && isStatus(error, 403)
          if (!isStatus(error, 404) && !isOptional) throw error
        }
        return [kind, all]
      }),
    )
    return new Map(lists)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(
      `The cluster at ${source} cannot be read (${why}): correct --kubeconfig and --context, or use the admin server of a pod (kubectl exec, rauta status).`,
      { cause: error },
    )
  } finally {
    ending.abort()
    api?.close()
  }
}
