// The Services that a route names as backends or mirrors, whether or not anything can be sent there:
// policies for these have to tell the route's Gateways what became of them. What the route may not refer
// to is left out, so that nobody writes into the status of another namespace's policy.
import type { HTTPRoute } from '../../resources/gateway-api.ts'
import { memoised, type Reads } from '../reads.ts'
import { isPermitted } from '../reference-grants.ts'

/** `NAMESPACE/NAME`, each once. The same list (===) as long as nothing changed. */
export const servicesOfRoute = memoised((route: HTTPRoute, reads: Reads): readonly string[] => {
  const { namespace: own = '' } = route.metadata
  const services = referencesOf(route).flatMap(({ group, kind, name, namespace = own }) => {
    if (group !== '' || kind !== 'Service') return []
    const isAllowed = isPermitted(reads, {
      from: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: own },
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

function referencesOf({ spec }: HTTPRoute): readonly Reference[] {
  return spec.rules.flatMap(({ filters = [], backendRefs = [] }) => [
    ...backendRefs,
    ...[...filters, ...backendRefs.flatMap((ref) => ref.filters ?? [])].flatMap(
      ({ requestMirror }) => requestMirror?.backendRef ?? [],
    ),
  ])
}
