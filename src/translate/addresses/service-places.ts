// `service` mode: a load balancer for each Gateway, by its own Service. The shared pods listen for it on
// the targetPorts of that Service, which are its alone: Gateways never meet on a socket.
import type { Gateway } from '../../resources/gateway-api.ts'
import {
  gatewayServiceLabels,
  gatewayServiceName,
  isServiceOf,
  targetPortRange,
} from '../../resources/gateway-service.ts'
import { keyOf } from '../../resources/resource-set.ts'
import {
  addressNotOfLoadBalancer,
  noLoadBalancerAddress,
  serviceIsAnothers,
  serviceLacksPort,
  serviceNotThere,
  targetPortInvalid,
  targetPortReserved,
  targetPortTaken,
} from '../../status/address-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { LoadBalancers } from '../addressing.ts'
import { byAge } from '../age.ts'
import type { Circumstances } from '../translation.ts'
import { isSameAddress } from './ip-address.ts'
import { loadBalancerAddresses } from './load-balancer-addresses.ts'
import type { PortOptions } from './own-ports.ts'
import type { GatewayAddress, ListenerPlace, Place } from './place.ts'
import type { ServiceSeeker } from './place-seeker.ts'
import { requestedAddresses, unsupportedAddresses } from './requested-addresses.ts'

export function servicePlaces(
  seekers: readonly ServiceSeeker[],
  { bind }: LoadBalancers,
  { reservedPorts, live }: Pick<PortOptions, 'reservedPorts'> & { readonly live: LivePorts },
): readonly Place[] {
  const holders = holdersOf(seekers, live)
  return seekers.map(({ gateway, portsOfSets, service }) => {
    const addresses = service && isServiceOf(service, gateway) ? loadBalancerAddresses(service) : []
    const placeOf = (port: number): ListenerPlace => {
      const targetPort = targetPortOf({ gateway, service }, port)
      if (typeof targetPort !== 'number') return { missing: targetPort }
      const at = { service: serviceKey(gateway), port, targetPort }
      if (reservedPorts.includes(targetPort)) return { missing: targetPortReserved(at) }
      const holder = holders.get(targetPort)
      return holder && !isHeldBy(holder, gateway, port)
        ? { missing: targetPortTaken(at, { gateway: keyOf(holder.gateway), port: holder.port }) }
        : { address: bind, port: targetPort, clientPort: port }
    }
    return {
      listeners: gateway.spec.listeners.map(({ port }) => placeOf(port)),
      ofSets: Object.fromEntries(portsOfSets.map((port) => [port, placeOf(port)])),
      addresses,
      isReserved: false,
      refused: unsupportedAddresses(gateway, 'use IPAddress'),
      unusable: undefined,
      unreachable: addressProblem(gateway, addresses),
    }
  })
}

interface Holder {
  readonly gateway: Gateway
  readonly port: number
}

/** By targetPort, who listens there now. */
export type LivePorts = Readonly<Record<number, string>>

export function livePorts(listeners: NonNullable<Circumstances['liveListeners']>): LivePorts {
  return Object.fromEntries(
    listeners.map(({ gateway, port, clientPort }) => [port, `${gateway} ${clientPort}`]),
  )
}

/**
 * Of each targetPort: two Services that name the same are a forgery. Who listens there keeps it, or the
 * owner of an older Gateway could take a younger one's traffic by an edit of a Service; where nobody does
 * yet, the older Gateway has it.
 */
function holdersOf(
  seekers: readonly ServiceSeeker[],
  live: LivePorts,
): ReadonlyMap<number, Holder> {
  const holders = new Map<number, Holder>()
  const valid = seekers.filter(({ isValid }) => isValid)
  for (const seeker of valid.toSorted((a, b) => byAge(a.gateway, b.gateway))) {
    const { gateway, portsOfSets } = seeker
    const own = gateway.spec.listeners.map(({ port }) => port)
    for (const port of [...own, ...portsOfSets]) {
      const targetPort = targetPortOf(seeker, port)
      if (typeof targetPort !== 'number') continue
      if (live[targetPort] === `gateway/${keyOf(gateway)} ${port}`)
        holders.set(targetPort, { gateway, port })
      else holders.getOrInsert(targetPort, { gateway, port })
    }
  }
  return holders
}

function isHeldBy(holder: Holder, gateway: Gateway, port: number): boolean {
  return keyOf(holder.gateway) === keyOf(gateway) && holder.port === port
}

function targetPortOf(
  { gateway, service }: Pick<ServiceSeeker, 'gateway' | 'service'>,
  port: number,
): number | Problem {
  const key = serviceKey(gateway)
  if (!service) return serviceNotThere(key)
  if (!isServiceOf(service, gateway)) return serviceIsAnothers(key, gatewayServiceLabels(gateway))
  const servicePort = service.spec.ports?.find(
    (each) => each.port === port && (each.protocol ?? 'TCP') === 'TCP',
  )
  if (!servicePort) return serviceLacksPort(key, port)
  const { targetPort } = servicePort
  const { first, last } = targetPortRange
  return typeof targetPort === 'number' && first <= targetPort && targetPort <= last
    ? targetPort
    : targetPortInvalid({ service: key, port, targetPort: targetPort ?? port }, targetPortRange)
}

function addressProblem(
  gateway: Gateway,
  addresses: readonly GatewayAddress[],
): Problem | undefined {
  const key = serviceKey(gateway)
  if (addresses.length === 0) return noLoadBalancerAddress(key)
  const absent = requestedAddresses(gateway).find(
    ({ value }) => !addresses.some((address) => isSameAddress(value, address.value)),
  )
  const has = addresses.map(({ value }) => value)
  return absent && addressNotOfLoadBalancer(absent, { service: key, has })
}

export function serviceKey(gateway: Gateway): string {
  return `${gateway.metadata.namespace}/${gatewayServiceName(gateway)}`
}
