// Where the shared proxies listen for each port of each Gateway, in `service` mode: a number of its own
// for each, so that Gateways stay apart. What one has it keeps, or its connections would end; of two
// that claim the same the older Gateway keeps it. TCP and UDP ports get theirs out of one range, and no
// number twice: what stands behind a number is one thing.
import type { GatewayPort } from '../../resources/gateway-port.ts'

export interface PortRequest {
  /** `NAMESPACE/NAME` */
  readonly gateway: string
  readonly ports: readonly GatewayPort[]
  /** By port: what it has. */
  readonly kept: ReadonlyMap<GatewayPort, number>
}

export interface AssignedPorts {
  /** By Gateway, by port. */
  readonly assigned: ReadonlyMap<string, ReadonlyMap<GatewayPort, number>>
  /** For which no number is left. */
  readonly leftOut: readonly { readonly gateway: string; readonly port: GatewayPort }[]
}

export interface PortRange {
  readonly first: number
  readonly last: number
}

/** Requests come oldest first. */
export function assignTargetPorts(
  requests: readonly PortRequest[],
  { range, reserved }: { readonly range: PortRange; readonly reserved: readonly number[] },
): AssignedPorts {
  const taken = new Set(reserved)
  const assigned = new Map<string, Map<GatewayPort, number>>()
  for (const { gateway, ports, kept } of requests) {
    const own = new Map<GatewayPort, number>()
    assigned.set(gateway, own)
    for (const port of ports) {
      const known = kept.get(port)
      if (known === undefined || taken.has(known) || !isWithin(range, known)) continue
      taken.add(known)
      own.set(port, known)
    }
  }
  const leftOut: { gateway: string; port: GatewayPort }[] = []
  let next = range.first
  for (const { gateway, ports } of requests) {
    const own = assigned.get(gateway)
    for (const port of ports) {
      if (own?.has(port)) continue
      while (taken.has(next)) next++
      if (next > range.last) leftOut.push({ gateway, port })
      else {
        taken.add(next)
        own?.set(port, next)
      }
    }
  }
  return { assigned, leftOut }
}

function isWithin({ first, last }: PortRange, port: number): boolean {
  return Number.isInteger(port) && port >= first && port <= last
}
