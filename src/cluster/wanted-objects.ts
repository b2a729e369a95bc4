// All that Rauta's Gateways are to have in the cluster, out of one round of the control loop.
import type { EndpointSlice, Service } from '../resources/core.ts'
import type { Gateway, Listener, ListenerSet } from '../resources/gateway-api.ts'
import {
  gatewayServiceName,
  isServiceOf,
  mostGatewayPorts,
  targetPortRange,
} from '../resources/gateway-service.ts'
import { keyOf, type ResourceSet } from '../resources/resource-set.ts'
import type { GatewayStatus, ObjectStatus } from '../status/object-status.ts'
import { gatewayObjects } from './gateway-objects.ts'
import { type OwnEndpoint, type OwnObject, ownKey, serviceNameLabel } from './own-object.ts'
import { type AssignedPorts, assignTargetPorts } from './target-ports.ts'

export type GatewayServiceMode =
  | { readonly mode: 'host' | 'pool' }
  | {
      readonly mode: 'service'
      /** The Service that selects the proxies' pods: where they are, and which are ready. */
      readonly proxies: { readonly namespace: string; readonly name: string }
      /** Ports that the proxies use themselves. */
      readonly reservedPorts: readonly number[]
    }

export interface WantedObject {
  readonly gateway: Gateway
  readonly object: OwnObject
}

export interface WantedObjects {
  /** By `KIND NAMESPACE/NAME`. */
  readonly objects: ReadonlyMap<string, WantedObject>
  /** To be handed in with the next round, which may come before the objects of this one are seen. */
  readonly targetPorts: AssignedPorts
}

export interface WantedObjectsFacts {
  readonly resources: ResourceSet
  /** Those among them are ours. */
  readonly statuses: readonly ObjectStatus[]
  readonly install: string
  readonly mode: GatewayServiceMode
  readonly assigned?: AssignedPorts['assigned'] | undefined
}

interface Own {
  readonly gateway: Gateway
  /** Of its listeners, and then of its ListenerSets'. */
  readonly ports: readonly number[]
  readonly status: GatewayStatus['status']
}

export function wantedObjects(facts: WantedObjectsFacts): WantedObjects {
  const { resources, statuses, install, mode } = facts
  const gateways = ownGateways(resources, statuses)
  const isBalanced = mode.mode === 'service'
  const targetPorts = isBalanced ? portsOf(gateways, facts, mode.reservedPorts) : none
  const proxies = isBalanced ? endpointsOfService(resources, mode.proxies) : []
  const proxiesAsText = JSON.stringify(proxies)
  const objects = new Map<string, WantedObject>()
  for (const { gateway, status, ports: asked } of gateways) {
    const assigned = targetPorts.assigned.get(keyOf(gateway))
    const ports = asked.flatMap((port) => {
      const targetPort = isBalanced ? assigned?.get(port) : port
      return targetPort === undefined ? [] : [{ port, targetPort }]
    })
    // Not before the Service is seen to be ours: a slice with the name of someone else's Service would
    // lead its clients to the Gateway.
    const isSeen = serviceIn(resources, gateway) !== undefined
    const made = madeFor(gateway, {
      basis: `${install} ${mode.mode} ${ports.map(({ port, targetPort }) => `${port}:${targetPort}`).join()}`,
      behind: !isSeen ? '' : isBalanced ? proxiesAsText : JSON.stringify(status.addresses),
      make: () =>
        gatewayObjects(gateway, {
          install,
          type: isBalanced ? 'LoadBalancer' : 'ClusterIP',
          ports,
          endpoints: !isSeen ? [] : isBalanced ? proxies : addressesAsEndpoints(status),
        }),
    })
    for (const wanted of made) objects.set(ownKey(wanted.object), wanted)
  }
  return { objects, targetPorts }
}

interface Made {
  readonly basis: string
  readonly behind: string
  readonly objects: readonly WantedObject[]
}

// Of a thousand Gateways a round changes few: the others' objects are the same (===).
const known = new WeakMap<Gateway, Made>()

function madeFor(
  gateway: Gateway,
  { basis, behind, make }: Omit<Made, 'objects'> & { readonly make: () => readonly OwnObject[] },
): readonly WantedObject[] {
  const before = known.get(gateway)
  if (before && before.basis === basis && before.behind === behind) return before.objects
  const objects = make().map((object) => ({ gateway, object }))
  known.set(gateway, { basis, behind, objects })
  return objects
}

const none: AssignedPorts = { assigned: new Map(), leftOut: [] }

/** One that is gone already, or has no uid, cannot own anything. */
function ownGateways(resources: ResourceSet, statuses: readonly ObjectStatus[]): readonly Own[] {
  const sets = attachedSets(resources, statuses)
  return statuses.flatMap((said) => {
    if (said.kind !== 'Gateway') return []
    const gateway = resources.Gateway.get(`${said.namespace}/${said.name}`)
    if (gateway?.metadata.uid === undefined) return []
    const ports = tcpPortsOf([gateway, ...(sets.get(keyOf(gateway)) ?? [])])
    return [{ gateway, ports, status: said.status }]
  })
}

function portsOf(
  gateways: readonly Own[],
  { resources, assigned }: WantedObjectsFacts,
  reserved: readonly number[],
): AssignedPorts {
  const requests = gateways.toSorted(byAge).map(({ gateway, ports }) => ({
    gateway: keyOf(gateway),
    ports,
    kept: new Map([...keptInService(resources, gateway), ...(assigned?.get(keyOf(gateway)) ?? [])]),
  }))
  return assignTargetPorts(requests, { range: targetPortRange, reserved })
}

function keptInService(resources: ResourceSet, gateway: Gateway): readonly [number, number][] {
  const { ports = [] } = serviceIn(resources, gateway)?.spec ?? {}
  return ports.flatMap(({ port, targetPort }): [number, number][] =>
    typeof targetPort === 'number' ? [[port, targetPort]] : [],
  )
}

function serviceIn({ Service }: ResourceSet, gateway: Gateway): Service | undefined {
  const service = Service.get(`${gateway.metadata.namespace}/${gatewayServiceName(gateway)}`)
  return service && isServiceOf(service, gateway) ? service : undefined
}

/** Listeners of one port share it, and every protocol but UDP comes over TCP. */
function tcpPortsOf(owners: readonly (Gateway | ListenerSet)[]): readonly number[] {
  const listeners: readonly Listener[] = owners.flatMap(({ spec }) => spec.listeners)
  const ports = listeners.flatMap(({ protocol, port }) => (protocol === 'UDP' ? [] : [port]))
  return [...new Set(ports)].slice(0, mostGatewayPorts)
}

/** By Gateway, those that are accepted: statuses come in the order in which ports are given. */
function attachedSets(
  resources: ResourceSet,
  statuses: readonly ObjectStatus[],
): ReadonlyMap<string, readonly ListenerSet[]> {
  const accepted = statuses.flatMap((said) => {
    if (said.kind !== 'ListenerSet') return []
    const set = resources.ListenerSet.get(`${said.namespace}/${said.name}`)
    const isAccepted = said.status.conditions.some(
      ({ type, status }) => type === 'Accepted' && status === 'True',
    )
    return set && isAccepted ? [set] : []
  })
  return Map.groupBy(accepted, ({ metadata, spec: { parentRef } }) => {
    const { namespace = metadata.namespace, name } = parentRef
    return `${namespace}/${name}`
  })
}

function addressesAsEndpoints({ addresses }: GatewayStatus['status']): readonly OwnEndpoint[] {
  return addresses
    .filter(({ type, value }) => type === 'IPAddress' && mayBeEndpoint(value))
    .map(({ value }) => ({ addresses: [value], conditions: { ready: true } }))
}

/** The API server refuses a slice with any of these (loopback, link-local, multicast, unspecified). */
function mayBeEndpoint(address: string): boolean {
  return !/^(127\.|169\.254\.|22[4-9]\.|23\d\.|0\.0\.0\.0$|::1?$|fe[89ab][0-9a-f]:|ff)/i.test(
    address,
  )
}

/** With the node of each, by which `externalTrafficPolicy: Local` is kept. */
function endpointsOfService(
  { EndpointSlice }: ResourceSet,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): readonly OwnEndpoint[] {
  const isBehind = ({ metadata, addressType }: EndpointSlice) =>
    metadata.namespace === namespace &&
    metadata.labels?.[serviceNameLabel] === name &&
    addressType !== 'FQDN'
  const endpoints = new Map<string, OwnEndpoint>()
  for (const slice of EndpointSlice.values())
    if (isBehind(slice))
      for (const { addresses, conditions, nodeName } of slice.endpoints)
        // One may stand in two slices while these are rebalanced.
        endpoints.set(addresses[0] ?? '', {
          addresses,
          ...(conditions ? { conditions } : {}),
          ...(nodeName === undefined ? {} : { nodeName }),
        })
  return [...endpoints.values()].toSorted((a, b) => (`${a.addresses}` < `${b.addresses}` ? -1 : 1))
}

/** "The oldest based on creation timestamp", then by name. */
function byAge({ gateway: a }: Own, { gateway: b }: Own): number {
  const [bornA = '', bornB = ''] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp]
  if (bornA !== bornB) return bornA < bornB ? -1 : 1
  return keyOf(a) < keyOf(b) ? -1 : 1
}
