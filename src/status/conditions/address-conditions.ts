// What is said about where a Gateway listens: the addresses that it asks for, and those that it gets
// (gateway_types.go). "the implementation SHOULD provide prescriptive information on which address is
// causing the problem and how to resolve it in the condition message" (AddressNotUsable).
import { quoted } from '../quoted.ts'
import type { Problem } from '../judged.ts'

interface Requested {
  /** Where in spec.addresses it stands. */
  readonly index: number
  readonly value: string
}

/** "an address that was provided is a type which is not supported". */
export function addressTypeUnsupported(index: number, type: string, instead: string): Problem {
  return {
    reason: 'UnsupportedAddress',
    message:
      `spec.addresses[${index}].type: address type ${type} is not supported; ${instead}, or remove ` +
      'spec.addresses',
  }
}

/** An address of another scope is never given in its place (GEP-5093). */
export function routabilityNotServed(index: number, routability: string): Problem {
  return {
    reason: 'AddressNotUsable',
    message:
      `spec.addresses[${index}].routability: ${quoted(routability)} is not supported; remove the field to ` +
      'get an address that is reached as those of all Gateways are. Until then, the Gateway is not served',
  }
}

export function addressNotBound(requested: Requested, bound: readonly string[]): Problem {
  return notUsable(
    requested,
    `is not an address of this gateway (it listens on ${bound.join(', ')}); use ` +
      (bound.length === 1 ? 'that address' : 'one of these addresses'),
  )
}

/** `host` mode: all addresses of each node are bound, and those with a ready proxy are told. */
export function addressOfNoReadyNode(requested: Requested, ready: readonly string[]): Problem {
  return notUsable(
    requested,
    `is not the address of a node with a ready proxy (such addresses: ${ready.join(', ')}); use ` +
      (ready.length === 1 ? 'that address' : 'one of these addresses'),
  )
}

export function noReadyProxy(): Problem {
  return notAssigned('No address is known yet: no node has a ready proxy')
}

export function addressOutsidePool(
  requested: Requested,
  pool: { readonly cidr: string; readonly first: string; readonly last: string },
): Problem {
  const { cidr, first, last } = pool
  const which = first === last ? first : `an address from ${first} to ${last}`
  return notUsable(requested, `is not a usable address of the pool ${cidr}; use ${which}`)
}

export function oneAddressOnly(): Problem {
  return {
    reason: 'AddressNotUsable',
    message:
      'spec.addresses[1]: a Gateway gets only one address of the pool; keep one entry and remove the ' +
      'others, or create a second Gateway',
  }
}

/** "the address is already in use". */
export function addressTaken(
  requested: Requested,
  holder: { readonly cidr: string; readonly gateway: string },
): Problem {
  return notUsable(
    requested,
    `is already assigned to Gateway ${holder.gateway}; use another address of ${holder.cidr}`,
  )
}

/** "IPAM address exhaustion" */
export function poolExhausted(cidr: string, size: bigint): Problem {
  const has =
    size === 1n
      ? '1 address, which another Gateway uses'
      : `${size} addresses, which are all in use`
  return notAssigned(
    `No address is free: the pool ${cidr} has ${has}; delete a Gateway that is not needed, or ` +
      'start Rauta with a larger range (--pool-range)',
  )
}

/** A Gateway's Service is `namespace/name`; it is made for it, and not there at once. */
export function serviceNotThere(service: string): Problem {
  return pending(
    `Service ${service} for the load balancer of this Gateway does not exist yet; if it does not ` +
      'appear, see the log of Rauta',
  )
}

export function serviceIsAnothers(
  service: string,
  labels: Readonly<Record<string, string>>,
): Problem {
  const shown = Object.entries(labels).map(([name, value]) => `${name}: ${value}`)
  return pending(
    `Service ${service} does not belong to this Gateway (it lacks the labels ${shown.join(', ')}), ` +
      'but the Gateway needs this name for its own Service; rename the Gateway, or delete that ' +
      'Service if nobody uses it',
  )
}

export function serviceLacksPort(
  service: string,
  { port, transport }: { readonly port: number; readonly transport: 'TCP' | 'UDP' },
): Problem {
  return pending(
    `Service ${service} of this Gateway has no ${transport} port ${port} yet; if this does not ` +
      'change, see the log of Rauta',
  )
}

/** A port of a Gateway's Service, and where in the shared pods it leads. */
interface ServiceTarget {
  readonly service: string
  readonly port: number
  readonly targetPort: number | string
}

export function targetPortInvalid(
  target: ServiceTarget,
  range: { readonly first: number; readonly last: number },
): Problem {
  return targetRefused(target, `is not a number from ${range.first} to ${range.last}`)
}

export function targetPortReserved(target: ServiceTarget): Problem {
  return targetRefused(target, 'is used by Rauta itself')
}

export function targetPortTaken(
  target: ServiceTarget,
  holder: { readonly gateway: string; readonly port: number },
): Problem {
  return targetRefused(
    target,
    `is already used by port ${holder.port} of Gateway ${holder.gateway}`,
  )
}

export function noLoadBalancerAddress(service: string): Problem {
  return notAssigned(
    `The load balancer of Service ${service} has no address yet; see its events (kubectl -n ` +
      `${service.replace('/', ' describe service ')})`,
  )
}

export function addressNotOfLoadBalancer(
  requested: Requested,
  loadBalancer: { readonly service: string; readonly has: readonly string[] },
): Problem {
  const { service, has } = loadBalancer
  return notUsable(
    requested,
    `is not an address of the load balancer of Service ${service} (it has ${has.join(', ')}); ` +
      'use an address that the load balancer can get',
  )
}

function targetRefused({ service, port, targetPort }: ServiceTarget, why: string): Problem {
  return {
    reason: 'Invalid',
    message:
      `Service ${service}, port ${port}: targetPort ${targetPort} ${why}; delete the Service. Rauta ` +
      'recreates it',
  }
}

function notUsable({ index, value }: Requested, why: string): Problem {
  return {
    reason: 'AddressNotUsable',
    message: `spec.addresses[${index}].value: ${value} ${why}, or remove spec.addresses`,
  }
}

/** "have yet to dynamically assign addresses for a Gateway". */
function notAssigned(message: string): Problem {
  return { reason: 'AddressNotAssigned', message }
}

function pending(message: string): Problem {
  return { reason: 'Pending', message }
}
