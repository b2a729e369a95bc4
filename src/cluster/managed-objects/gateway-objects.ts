// What a Gateway has in the cluster: a Service in its own namespace, in every mode, and EndpointSlices
// behind it. The Service selects no pods: a selector reaches its own namespace alone, and the proxies
// are in another ("MUST provision generated resources in the same namespace as the Gateway", GEP-1762).
//
// host, pool: a ClusterIP; behind it the addresses where the Gateway is reached anyway.
// service: a LoadBalancer; behind it the proxies, each at the port where it listens for this Gateway.
import { isIP } from 'node:net'
import type { Gateway } from '../../resources/gateway-api.ts'
import { type GatewayPort, partsOfPort } from '../../resources/gateway-port.ts'
import { gatewayServiceName } from '../../resources/gateway-service.ts'
import { managedMetadata } from './managed-metadata.ts'
import {
  type ManagedEndpoint,
  type ManagedObject,
  type ManagedService,
  type ManagedServicePort,
  type ManagedSlice,
  serviceNameLabel,
} from './managed-object.ts'

export interface GatewayObjectsFacts {
  readonly install: string
  readonly type: ManagedService['spec']['type']
  /** Ports of the Service, and where they lead. */
  readonly ports: readonly { readonly port: GatewayPort; readonly targetPort: number }[]
  readonly endpoints: readonly ManagedEndpoint[]
}

/** None where there is no port: a Service cannot be without. */
export function gatewayObjects(
  gateway: Gateway,
  facts: GatewayObjectsFacts,
): readonly ManagedObject[] {
  if (facts.ports.length === 0) return []
  const service = serviceOf(gateway, facts)
  return [service, ...slicesOf(gateway, facts, service)]
}

function serviceOf(
  gateway: Gateway,
  { install, type, ports }: GatewayObjectsFacts,
): ManagedService {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: managedMetadata(gateway, { name: gatewayServiceName(gateway), install }),
    spec: {
      type,
      ports: ports.map(({ port, targetPort }): ManagedServicePort => {
        const { port: number, transport } = partsOfPort(port)
        return { name: nameOf(port), protocol: transport, port: number, targetPort }
      }),
      // So that addresses of either family can stand behind it. Of a load balancer the family is the
      // cloud's and its owner's matter.
      ...(type === 'ClusterIP' ? { ipFamilyPolicy: 'PreferDualStack' } : loadBalancer(gateway)),
    },
  }
}

/**
 * Local keeps the client's address, which the access log, X-Forwarded-For and the backends are told;
 * with Cluster, they would be told a node's. The price: only nodes with a ready proxy take traffic, in
 * equal shares however many proxies they have, and a node whose last proxy goes drops new connections
 * until the load balancer's health check sees it.
 */
function loadBalancer({ spec }: Gateway): Partial<ManagedService['spec']> {
  const [asked] = spec.addresses ?? []
  const address = asked?.type === 'IPAddress' ? asked.value : undefined
  return {
    externalTrafficPolicy: 'Local',
    // Deprecated for being understood by some clouds only, and understood by more than anything else.
    ...(address === undefined ? {} : { loadBalancerIP: address }),
  }
}

function slicesOf(
  gateway: Gateway,
  { install, ports, endpoints, type }: GatewayObjectsFacts,
  service: ManagedService,
): readonly ManagedSlice[] {
  return ([4, 6] as const).flatMap((family) => {
    const ofFamily = endpoints.filter(({ addresses: [address = ''] }) => isIP(address) === family)
    if (ofFamily.length === 0) return []
    return {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: managedMetadata(gateway, {
        name: `${service.metadata.name}-ipv${family}`,
        install,
        labels: {
          [serviceNameLabel]: service.metadata.name,
          'endpointslice.kubernetes.io/managed-by': 'gateway-controller.rauta.dev',
        },
      }),
      addressType: `IPv${family}`,
      endpoints: ofFamily.slice(0, mostEndpoints),
      ports: ports.map(({ port, targetPort }) => {
        const { port: number, transport } = partsOfPort(port)
        return {
          name: nameOf(port),
          protocol: transport,
          port: type === 'ClusterIP' ? number : targetPort,
        }
      }),
    } satisfies ManagedSlice
  })
}

/** `port-53`, `port-53-udp`: a Service's ports have names of their own, by which its slices tell them apart. */
function nameOf(gatewayPort: GatewayPort): string {
  const { port, transport } = partsOfPort(gatewayPort)
  return transport === 'UDP' ? `port-${port}-udp` : `port-${port}`
}

/** "This slice must not contain more than 1000 endpoints" (discovery/v1). */
const mostEndpoints = 1000
