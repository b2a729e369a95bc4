// What is said about where a Gateway listens: the addresses that it asks for, and those that it gets
// (gateway_types.go). "the implementation SHOULD provide prescriptive information on which address is
// causing the problem and how to resolve it in the condition message" (AddressNotUsable).
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
    message: `spec.addresses[${index}].type: ${type} is not served; ${instead}, or remove spec.addresses`,
  }
}

export function addressNotBound(requested: Requested, bound: readonly string[]): Problem {
  return notUsable(
    requested,
    `is not an address of this gateway, which listens on ${bound.join(', ')}; ask for ` +
      (bound.length === 1 ? 'that one' : 'one of these'),
  )
}

/** `host` mode: all addresses of each node are bound, and those with a ready proxy are told. */
export function addressOfNoReadyNode(requested: Requested, ready: readonly string[]): Problem {
  return notUsable(
    requested,
    `is not the address of a node whose proxy is ready (these are: ${ready.join(', ')}); ask for ` +
      (ready.length === 1 ? 'that one' : 'one of these'),
  )
}

export function noReadyProxy(): Problem {
  return notAssigned('No address is known yet: on no node is there a proxy that is ready')
}

export function addressOutsidePool(
  requested: Requested,
  pool: { readonly cidr: string; readonly first: string; readonly last: string },
): Problem {
  const { cidr, first, last } = pool
  const which = first === last ? first : `one from ${first} to ${last}`
  return notUsable(
    requested,
    `is not an address that can be given out of the pool, ${cidr}; ask for ${which}`,
  )
}

export function oneAddressOnly(): Problem {
  return {
    reason: 'AddressNotUsable',
    message:
      'spec.addresses[1]: a Gateway has one address in this pool, and there are more entries; ' +
      'remove all but one, or make a second Gateway',
  }
}

/** "the address is already in use". */
export function addressTaken(
  requested: Requested,
  holder: { readonly cidr: string; readonly gateway: string },
): Problem {
  return notUsable(
    requested,
    `is the address of Gateway ${holder.gateway}, which keeps it; ask for another of ${holder.cidr}`,
  )
}

/** "IPAM address exhaustion" */
export function poolExhausted(cidr: string, size: bigint): Problem {
  const has = size === 1n ? '1 address, and another Gateway has it' : `${size} addresses, all given`
  return notAssigned(
    `There is no free address: the pool ${cidr} has ${has}; delete a Gateway that is not needed, or ` +
      'give the gateway a larger range (--pool-range)',
  )
}

/** A Gateway's Service is `namespace/name`; it is made for it, and not there at once. */
export function serviceNotThere(service: string): Problem {
  return pending(
    `Its Service ${service}, by which it gets a load balancer, is not there yet; if it stays away, the ` +
      'log of the gateway says why',
  )
}

export function serviceIsAnothers(
  service: string,
  labels: Readonly<Record<string, string>>,
): Problem {
  const shown = Object.entries(labels).map(([name, value]) => `${name}: ${value}`)
  return pending(
    `Service ${service}, by which it would get a load balancer, belongs to somebody else (it lacks the ` +
      `labels ${shown.join(', ')}); rename the Gateway, or delete that Service if nobody uses it`,
  )
}

export function serviceLacksPort(
  service: string,
  { port, transport }: { readonly port: number; readonly transport: 'TCP' | 'UDP' },
): Problem {
  return pending(
    `Its Service ${service} has no ${transport} port ${port} yet; if it stays so, the log of the gateway says why`,
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
  return targetRefused(target, 'is a port that the gateway itself uses')
}

export function targetPortTaken(
  target: ServiceTarget,
  holder: { readonly gateway: string; readonly port: number },
): Problem {
  return targetRefused(
    target,
    `is held by port ${holder.port} of Gateway ${holder.gateway}, which came first`,
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
    `is not what the load balancer of Service ${service} has, which is ${has.join(', ')}; ask for one ` +
      'that it can be given',
  )
}

function targetRefused({ service, port, targetPort }: ServiceTarget, why: string): Problem {
  return {
    reason: 'Invalid',
    message:
      `targetPort ${targetPort} of port ${port} of its Service ${service} ${why}; delete the Service, ` +
      'and it is made anew',
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
