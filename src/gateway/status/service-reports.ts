// The Services that routes send to, each with how many of its endpoints are ready by the
// EndpointSlices.
import type { ApiObject } from '../../cluster/api/api-object.ts'
import { fieldAt, listAt, textAt } from './fields.ts'
import type { BackendReport } from './status-report.ts'

export function serviceReports(
  routes: readonly ApiObject[],
  known: { readonly services: readonly ApiObject[]; readonly slices: readonly ApiObject[] },
): BackendReport[] {
  const used = new Set(routes.flatMap(servicesOf))
  const slices = Map.groupBy(
    known.slices,
    ({ metadata }) =>
      `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`,
  )
  return known.services.flatMap(({ metadata }) => {
    const key = `${metadata.namespace}/${metadata.name}`
    if (!used.has(key)) return []
    const addresses = (slices.get(key) ?? []).flatMap((slice) =>
      listAt(slice, 'endpoints').flatMap((endpoint) =>
        listAt(endpoint, 'addresses').map((address) => ({ address, isReady: isReady(endpoint) })),
      ),
    )
    // A slice for each family and port: an address counts once.
    const all = new Set(addresses.map(({ address }) => address))
    const ready = new Set(addresses.filter((one) => one.isReady).map(({ address }) => address))
    return [{ name: `service/${key}`, ready: ready.size, total: all.size, failing: [] }]
  })
}

/** "nil … should be interpreted as true" (EndpointConditions of discovery.k8s.io/v1). */
function isReady(endpoint: unknown): boolean {
  return fieldAt(endpoint, 'conditions', 'ready') !== false
}

/** What is there no Service of is said by the route's conditions. */
function servicesOf(route: ApiObject): string[] {
  return listAt(fieldAt(route, 'spec'), 'rules').flatMap((rule) =>
    listAt(rule, 'backendRefs')
      .filter((ref) => (textAt(ref, 'kind') ?? 'Service') === 'Service')
      .map(
        (ref) => `${textAt(ref, 'namespace') ?? route.metadata.namespace}/${textAt(ref, 'name')}`,
      ),
  )
}
