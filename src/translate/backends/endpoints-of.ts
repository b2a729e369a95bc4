// Which endpoints a Service's port has, out of its EndpointSlices
// (https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/). The slices name the port
// as the Service does and carry the number behind a targetPort already.
import { isIP } from 'node:net'
import type { EndpointSlice, ServicePort } from '../../resources/core.ts'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'

type SliceEndpoint = EndpointSlice['endpoints'][number]

interface Candidate {
  readonly endpoint: Endpoint
  readonly state: 'ready' | 'draining'
}

/** Those that are ready; where none is, those that still serve while they terminate (KEP-1669). */
export function endpointsOf(
  slices: readonly EndpointSlice[],
  servicePort: ServicePort,
): readonly Endpoint[] {
  const candidates = slices.flatMap((slice) => candidatesIn(slice, servicePort))
  const ready = candidates.filter(({ state }) => state === 'ready')
  const chosen = (ready.length > 0 ? ready : candidates).map(({ endpoint }) => endpoint)
  return withoutRepetition(inOrder(oneFamilyEach(chosen)))
}

/** Those that still serve while they terminate, where others are ready: `endpointsOf` leaves them out then. */
export function leavingOf(
  slices: readonly EndpointSlice[],
  servicePort: ServicePort,
): readonly Endpoint[] {
  const candidates = slices.flatMap((slice) => candidatesIn(slice, servicePort))
  if (!candidates.some(({ state }) => state === 'ready')) return []
  const draining = candidates.filter(({ state }) => state === 'draining')
  return withoutRepetition(inOrder(draining.map(({ endpoint }) => endpoint)))
}

/** Slices of addressType FQDN are not served: a name that others control can point anywhere. */
function candidatesIn(slice: EndpointSlice, servicePort: ServicePort): readonly Candidate[] {
  const family = slice.addressType === 'IPv4' ? 4 : slice.addressType === 'IPv6' ? 6 : undefined
  const port = portIn(slice, servicePort)
  if (family === undefined || port === undefined) return []
  return slice.endpoints.flatMap((endpoint) => {
    const state = stateOf(endpoint)
    // All of an endpoint's addresses are "assumed to be fungible and clients may choose to only use
    // the first element".
    const [address = ''] = endpoint.addresses
    if (state === undefined || isIP(address) !== family) return []
    return [{ endpoint: { address, port, name: nameOf(endpoint, address) }, state }]
  })
}

/** "When a port is defined with a nil port value, it indicates "all ports"": then the Service knows. */
function portIn({ ports = [] }: EndpointSlice, servicePort: ServicePort): number | undefined {
  const { protocol: transport = 'TCP' } = servicePort
  const named = ports.find(
    ({ name = '', protocol = 'TCP' }) =>
      protocol === transport && name === (servicePort.name ?? ''),
  )
  if (!named) return undefined
  if (named.port !== undefined) return named.port
  return typeof servicePort.targetPort === 'number' ? servicePort.targetPort : servicePort.port
}

/** "A nil value should be interpreted as "true"" of ready, and of serving as what ready says. */
function stateOf({ conditions = {} }: SliceEndpoint): Candidate['state'] | undefined {
  const { ready = true, serving = ready, terminating = false } = conditions
  if (ready) return 'ready'
  return serving && terminating ? 'draining' : undefined
}

function nameOf({ targetRef }: SliceEndpoint, address: string): string {
  if (targetRef?.kind !== 'Pod' || !targetRef.name || !targetRef.namespace) return address
  return `pod/${targetRef.namespace}/${targetRef.name}`
}

/** A pod of a dual-stack Service stands in a slice of each family; its IPv4 address is the one used. */
function oneFamilyEach(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const inIPv4 = new Set(
    endpoints.filter(({ address }) => isIP(address) === 4).map(({ name }) => name),
  )
  return endpoints.filter(({ address, name }) => isIP(address) === 4 || !inIPv4.has(name))
}

/** An endpoint may stand in two slices at once while these are rebalanced. */
function withoutRepetition(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const seen = new Set<string>()
  return endpoints.filter((endpoint) => {
    const socket = socketOf(endpoint)
    if (seen.has(socket)) return false
    seen.add(socket)
    return true
  })
}

function inOrder(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return endpoints
    .map((endpoint) => ({ endpoint, key: `${endpoint.name} ${socketOf(endpoint)}` }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ endpoint }) => endpoint)
}

function socketOf({ address, port }: Endpoint): string {
  return `${address} ${port}`
}
