// The ports of a Gateway that lead to something: those of its listeners, and then of its ListenerSets'.
// What stands in a Service is open to everyone in the cluster, so a port that nobody serves, or another
// program has, is not in it.
import type { Gateway, GatewayListener } from '../../resources/gateway-api.ts'
import { type GatewayPort, portOf } from '../../resources/gateway-port.ts'
import { mostGatewayPorts } from '../../resources/gateway-service.ts'
import { keyOf, type ResourceSet } from '../../resources/resource-set.ts'
import type {
  GatewayStatus,
  ListenerSetStatus,
  ListenerStatus,
  ObjectStatus,
} from '../../status/object-status.ts'

export interface GatewayWithStatus {
  readonly gateway: Gateway
  readonly said: GatewayStatus
  /** The ports of its Service as it is. */
  readonly published: readonly GatewayPort[]
}

export function servedPorts({
  resources,
  statuses,
  isBalanced,
}: {
  readonly resources: ResourceSet
  readonly statuses: readonly ObjectStatus[]
  readonly isBalanced: boolean
}): (of: GatewayWithStatus) => readonly GatewayPort[] {
  const sets = attachedSets(resources, statuses)
  return ({ gateway, said, published }) =>
    portsOf([{ spec: gateway.spec, said }, ...(sets.get(keyOf(gateway)) ?? [])], (port, listener) =>
      isBalanced ? isTrue(listener, 'Accepted') : isBound(listener, published.includes(port)),
    )
}

interface ListenerOwner {
  readonly spec: { readonly listeners: readonly GatewayListener[] }
  readonly said: GatewayStatus | ListenerSetStatus
}

/** Listeners of one port share it. */
function portsOf(
  owners: readonly ListenerOwner[],
  isServed: (port: GatewayPort, listener: ListenerStatus) => boolean,
): readonly GatewayPort[] {
  const ports = owners.flatMap(({ spec, said }) => {
    const statuses = new Map(said.status.listeners.map((listener) => [listener.name, listener]))
    return spec.listeners.flatMap((listener) => {
      const port = portOf(listener)
      const status = statuses.get(listener.name)
      return status && isServed(port, status) ? [port] : []
    })
  })
  return [...new Set(ports)].slice(0, mostGatewayPorts)
}

/**
 * host, pool: a port comes once it is bound (another program may have it), and stays while it is expected
 * to be bound again: proxies that start, and configuration on its way to them, cut nobody off. In service
 * mode it has to come before, since its targetPort is what is bound.
 */
function isBound(listener: ListenerStatus, isPublished: boolean): boolean {
  if (!isTrue(listener, 'Accepted')) return false
  const programmed = listener.conditions.find(({ type }) => type === 'Programmed')
  return programmed?.status === 'True' || (isPublished && programmed?.reason === 'Pending')
}

function isTrue({ conditions }: Pick<ListenerStatus, 'conditions'>, type: string): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === 'True')
}

/** By Gateway, those that are accepted: statuses come in the order in which ports are given. */
function attachedSets(
  resources: ResourceSet,
  statuses: readonly ObjectStatus[],
): ReadonlyMap<string, readonly ListenerOwner[]> {
  const accepted = statuses.flatMap((said) => {
    if (said.kind !== 'ListenerSet') return []
    const set = resources.ListenerSet.get(`${said.namespace}/${said.name}`)
    return set && isTrue(said.status, 'Accepted') ? [{ ...set, said }] : []
  })
  return Map.groupBy(accepted, ({ metadata, spec: { parentRef } }) => {
    const { namespace = metadata.namespace, name } = parentRef
    return `${namespace}/${name}`
  })
}
