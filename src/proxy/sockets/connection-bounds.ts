// How many connections, and requests and streams in them, a data plane has at a time: what the limits say,
// or less where the process may open few files.
import type { Limits } from './limits.ts'

export interface ConnectionBounds {
  readonly all: number
  readonly perSource: number
  /** Requests and streams: each may need a connection to an endpoint. */
  readonly underWay: number
  readonly underWayPerSource: number
  /** Connections to endpoints, those that are kept included. */
  readonly toEndpoints: number
}

export function connectionBounds(limits: Limits, descriptors: number): ConnectionBounds {
  const { sourceShare, connectionsPerSource } = limits
  // Of few descriptors half are shared out, so that there is a gateway at all.
  const free = Math.max(descriptors - limits.ownDescriptors, descriptors / 2)
  const all = atLeastOne(Math.min(limits.connections, free * limits.connectionDescriptorShare))
  const underWay = atLeastOne(Math.min(limits.underWay, free * limits.endpointDescriptorShare))
  return {
    all,
    perSource: Math.min(all, connectionsPerSource ?? atLeastOne(all * sourceShare)),
    underWay,
    underWayPerSource: atLeastOne(underWay * sourceShare),
    toEndpoints: Math.max(underWay, Math.floor(free - all)),
  }
}

function atLeastOne(count: number): number {
  return Math.max(1, Math.floor(count))
}
