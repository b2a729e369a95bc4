// All that Rauta's Gateways are to have in the cluster, out of one round of the control loop.
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import type { EndpointSlice, Service } from '../../resources/core.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import { type GatewayPort, partsOfPort } from '../../resources/gateway-port.ts'
import {
  gatewayServiceName,
  isServiceOf,
  targetPortRange,
} from '../../resources/gateway-service.ts'
import { keyOf, type ResourceSet } from '../../resources/resource-set.ts'
import type { BindReport } from '../../snapshot/bind-report.ts'
import { gatewayObjects } from './gateway-objects.ts'
import {
  type ManagedEndpoint,
  type ManagedObject,
  managedKey,
  serviceNameLabel,
} from './managed-object.ts'
import { servedPorts } from './served-ports.ts'
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

export interface DesiredObject {
  readonly gateway: Gateway
  readonly object: ManagedObject
}

export interface DesiredObjects {
  /** By `KIND NAMESPACE/NAME`. */
  readonly objects: ReadonlyMap<string, DesiredObject>
  /** To be handed in with the next round, which may come before the objects of this one are seen. */
  readonly targetPorts: AssignedPorts
}

export interface DesiredObjectsInputs {
  readonly resources: ResourceSet
  readonly facts: readonly GatewayFacts[]
  readonly report: BindReport
  readonly install: string
  readonly mode: GatewayServiceMode
  readonly assigned?: AssignedPorts['assigned'] | undefined
}

interface Own {
  readonly gateway: Gateway
  /** Of its listeners, and then of its ListenerSets'. */
  readonly ports: readonly GatewayPort[]
  /** None of its listeners has a port to lead to; what was given before stays, and leads nowhere. */
  readonly isIdle: boolean
  readonly addresses: GatewayFacts['addresses']
}

export function desiredObjects(inputs: DesiredObjectsInputs): DesiredObjects {
  const { resources, install, mode } = inputs
  const isBalanced = mode.mode === 'service'
  const gateways = ownGateways(inputs, isBalanced)
  const targetPorts = isBalanced ? portsOf(gateways, inputs, mode.reservedPorts) : noAssignedPorts
  const proxies = isBalanced ? endpointsOfService(resources, mode.proxies) : []
  const proxiesAsText = JSON.stringify(proxies)
  const objects = new Map<string, DesiredObject>()
  for (const { gateway, addresses, ports: asked, isIdle } of gateways) {
    const assigned = targetPorts.assigned.get(keyOf(gateway))
    const ports = asked.flatMap((port) => {
      const targetPort = isBalanced ? assigned?.get(port) : partsOfPort(port).port
      return targetPort === undefined ? [] : [{ port, targetPort }]
    })
    // Not before the Service is seen to be ours: a slice with the name of someone else's Service would
    // lead its clients to the Gateway.
    const leadsOn = !isIdle && serviceIn(resources, gateway) !== undefined
    const made = madeFor(gateway, {
      basis: `${install} ${mode.mode} ${ports.map(({ port, targetPort }) => `${port}:${targetPort}`).join()}`,
      behind: !leadsOn ? '' : isBalanced ? proxiesAsText : JSON.stringify(addresses),
      make: () =>
        gatewayObjects(gateway, {
          install,
          type: isBalanced ? 'LoadBalancer' : 'ClusterIP',
          ports,
          endpoints: !leadsOn ? [] : isBalanced ? proxies : addressesAsEndpoints(addresses),
        }),
    })
    for (const wanted of made) objects.set(managedKey(wanted.object), wanted)
  }
  return { objects, targetPorts }
}

interface Made {
  readonly basis: string
  readonly behind: string
  readonly objects: readonly DesiredObject[]
}

// Of a thousand Gateways a round changes few: the others' objects are the same (===).
const cachedObjects = new WeakMap<Gateway, Made>()

function madeFor(
  gateway: Gateway,
  {
    basis,
    behind,
    make,
  }: Omit<Made, 'objects'> & { readonly make: () => readonly ManagedObject[] },
): readonly DesiredObject[] {
  const before = cachedObjects.get(gateway)
  if (before && before.basis === basis && before.behind === behind) return before.objects
  const objects = make().map((object) => ({ gateway, object }))
  cachedObjects.set(gateway, { basis, behind, objects })
  return objects
}

const noAssignedPorts: AssignedPorts = { assigned: new Map(), leftOut: [] }

/** One that is gone already, or has no uid, cannot own anything. */
function ownGateways(
  { resources, facts, report }: DesiredObjectsInputs,
  isBalanced: boolean,
): readonly Own[] {
  return facts.flatMap((known) => {
    const gateway = resources.Gateway.get(known.gateway)
    if (gateway?.metadata.uid === undefined) return []
    const published = publishedIn(serviceIn(resources, gateway)).map(({ port }) => port)
    const served = servedPorts(known, { report, published, isBalanced })
    const isIdle = served.length === 0
    // A Service that went would take its address with it.
    return [{ gateway, ports: isIdle ? published : served, isIdle, addresses: known.addresses }]
  })
}

function portsOf(
  gateways: readonly Own[],
  { resources, assigned }: DesiredObjectsInputs,
  reserved: readonly number[],
): AssignedPorts {
  const requests = gateways.toSorted(byAge).map(({ gateway, ports }) => ({
    gateway: keyOf(gateway),
    ports,
    kept: new Map([...keptInService(resources, gateway), ...(assigned?.get(keyOf(gateway)) ?? [])]),
  }))
  return assignTargetPorts(requests, { range: targetPortRange, reserved })
}

function keptInService(resources: ResourceSet, gateway: Gateway): readonly [GatewayPort, number][] {
  return publishedIn(serviceIn(resources, gateway)).flatMap(
    ({ port, targetPort }): [GatewayPort, number][] =>
      typeof targetPort === 'number' ? [[port, targetPort]] : [],
  )
}

function publishedIn(
  service: Service | undefined,
): readonly { readonly port: GatewayPort; readonly targetPort: number | string | undefined }[] {
  return (service?.spec.ports ?? []).flatMap(({ port, protocol = 'TCP', targetPort }) =>
    protocol === 'SCTP' ? [] : { port: `${port}/${protocol}` as const, targetPort },
  )
}

function serviceIn({ Service }: ResourceSet, gateway: Gateway): Service | undefined {
  const service = Service.get(`${gateway.metadata.namespace}/${gatewayServiceName(gateway)}`)
  return service && isServiceOf(service, gateway) ? service : undefined
}

function addressesAsEndpoints(addresses: GatewayFacts['addresses']): readonly ManagedEndpoint[] {
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
): readonly ManagedEndpoint[] {
  const isBehind = ({ metadata, addressType }: EndpointSlice) =>
    metadata.namespace === namespace &&
    metadata.labels?.[serviceNameLabel] === name &&
    addressType !== 'FQDN'
  const endpoints = new Map<string, ManagedEndpoint>()
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
