// `service` mode: a load balancer for each Gateway, by its own Service. The shared pods listen for it on
// the targetPorts of that Service, which are its alone: Gateways never meet on a socket.
import type { GatewayAddress } from '../../facts/gateway-facts.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import { type GatewayPort, partsOfPort, portOf, transportOf } from '../../resources/gateway-port.ts'
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
} from '../../status/conditions/address-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { LoadBalancers } from '../words/addressing.ts'
import { byAge } from '../words/age.ts'
import type { TranslationInputs } from '../words/translation.ts'
import { isSameAddress } from '../../snapshot/ip-address.ts'
import { loadBalancerAddresses } from './load-balancer-addresses.ts'
import type { PortOptions } from './own-ports.ts'
import type { ListenerPlace, Place } from '../words/place.ts'
import type { ServiceSeeker } from './place-seeker.ts'
import { requestedAddresses, unmetAddress, unsupportedAddresses } from './requested-addresses.ts'

export function servicePlaces(
  seekers: readonly ServiceSeeker[],
  { bind }: LoadBalancers,
  { reservedPorts, live }: Pick<PortOptions, 'reservedPorts'> & { readonly live: LivePorts },
): readonly Place[] {
  const holders = holdersOf(seekers, live)
  return seekers.map(({ gateway, portsOfSets, service }) => {
    const addresses = service && isServiceOf(service, gateway) ? loadBalancerAddresses(service) : []
    const placeOf = (asked: GatewayPort): ListenerPlace => {
      const targetPort = targetPortOf({ gateway, service }, asked)
      if (typeof targetPort !== 'number') return { missing: targetPort }
      const { port, transport } = partsOfPort(asked)
      const at = { service: serviceKey(gateway), port, targetPort }
      if (transport === 'TCP' && reservedPorts.includes(targetPort))
        return { missing: targetPortReserved(at) }
      const holder = holders.get(`${targetPort}/${transport}`)
      return holder && !isHeldBy(holder, gateway, asked)
        ? { missing: targetPortTaken(at, holderInWords(holder)) }
        : { address: bind, port: targetPort, clientPort: port }
    }
    return {
      listeners: gateway.spec.listeners.map((listener) => placeOf(portOf(listener))),
      ofSets: Object.fromEntries(portsOfSets.map((port) => [port, placeOf(port)])),
      addresses,
      isReserved: false,
      refused: unsupportedAddresses(gateway, 'use IPAddress'),
      unusable: unmetAddress(gateway),
      unreachable: addressProblem(gateway, addresses),
    }
  })
}

interface Holder {
  readonly gateway: Gateway
  readonly port: GatewayPort
}

/** By targetPort, who listens there now. */
export type LivePorts = Readonly<Record<GatewayPort, string>>

export function livePorts(listeners: NonNullable<TranslationInputs['liveListeners']>): LivePorts {
  return Object.fromEntries(
    listeners.map((listener) => [
      portOf(listener),
      `${listener.gateway} ${listener.clientPort}/${transportOf(listener.protocol)}`,
    ]),
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
): ReadonlyMap<GatewayPort, Holder> {
  const holders = new Map<GatewayPort, Holder>()
  const valid = seekers.filter(({ isValid }) => isValid)
  for (const seeker of valid.toSorted((a, b) => byAge(a.gateway, b.gateway))) {
    const { gateway, portsOfSets } = seeker
    const own = gateway.spec.listeners.map(portOf)
    for (const port of [...own, ...portsOfSets]) {
      const targetPort = targetPortOf(seeker, port)
      if (typeof targetPort !== 'number') continue
      const target: GatewayPort = `${targetPort}/${partsOfPort(port).transport}`
      if (live[target] === `gateway/${keyOf(gateway)} ${port}`)
        holders.set(target, { gateway, port })
      else holders.getOrInsert(target, { gateway, port })
    }
  }
  return holders
}

function holderInWords({ gateway, port }: Holder) {
  return { gateway: keyOf(gateway), port: partsOfPort(port).port }
}

function isHeldBy(holder: Holder, gateway: Gateway, port: GatewayPort): boolean {
  return keyOf(holder.gateway) === keyOf(gateway) && holder.port === port
}

function targetPortOf(
  { gateway, service }: Pick<ServiceSeeker, 'gateway' | 'service'>,
  asked: GatewayPort,
): number | Problem {
  const { port, transport } = partsOfPort(asked)
  const key = serviceKey(gateway)
  if (!service) return serviceNotThere(key)
  if (!isServiceOf(service, gateway)) return serviceIsAnothers(key, gatewayServiceLabels(gateway))
  const servicePort = service.spec.ports?.find(
    (each) => each.port === port && (each.protocol ?? 'TCP') === transport,
  )
  if (!servicePort) return serviceLacksPort(key, { port, transport })
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
