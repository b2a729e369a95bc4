// The Services that a route names as backends or mirrors, whether or not anything can be sent there:
// policies for these have to tell the route's Gateways what became of them. What the route may not refer
// to is left out, so that nobody writes into the status of another namespace's policy.
import type { Route } from '../../resources/resource-set.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import { isPermitted } from '../backends/reference-grants.ts'

/** `NAMESPACE/NAME`, each once. The same list (===) as long as nothing changed. */
export const servicesOfRoute = memoised((route: Route, reads: Reads): readonly string[] => {
  const { namespace: own = '' } = route.metadata
  const services = referencesOf(route).flatMap(({ group, kind, name, namespace = own }) => {
    if (group !== '' || kind !== 'Service') return []
    const isAllowed = isPermitted(reads, {
      from: { group: 'gateway.networking.k8s.io', kind: route.kind, namespace: own },
      to: { group, kind, namespace, name },
    })
    return isAllowed ? [`${namespace}/${name}`] : []
  })
  return [...new Set(services)]
})

interface Reference {
  readonly group: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

function referencesOf(route: Route): readonly Reference[] {
  switch (route.kind) {
    case 'HTTPRoute':
    case 'GRPCRoute':
      return (route.spec.rules ?? []).flatMap(({ filters = [], backendRefs = [] }) =>
        [
          backendRefs,
          mirroredBy(filters),
          backendRefs.flatMap((ref) => mirroredBy(ref.filters ?? [])),
        ].flat(),
      )
    case 'TLSRoute':
    case 'TCPRoute':
      return route.spec.rules.flatMap(({ backendRefs }) => backendRefs)
    case 'UDPRoute':
      return []
  }
}

function mirroredBy(
  filters: readonly { readonly requestMirror?: { readonly backendRef: Reference } }[],
): readonly Reference[] {
  return filters.flatMap(({ requestMirror }) => requestMirror?.backendRef ?? [])
}
