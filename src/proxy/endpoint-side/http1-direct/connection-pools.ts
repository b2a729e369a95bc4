// All connections to HTTP/1.1 endpoints, by endpoint and TLS settings.
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { EndpointRoom } from '../../words/endpoint-room.ts'
import { KeepTimes } from '../keep-times.ts'
import { createPoolByTls, type PoolByTls } from '../pool-by-tls.ts'
import type { EndpointTls } from '../tls/endpoint-tls.ts'
import {
  EndpointConnections,
  endpointName,
  type SharedByEndpoints,
} from './endpoint-connections.ts'

export interface ConnectionPools extends Pick<PoolByTls<never>, 'keep' | 'close'> {
  /** May be held on to: it costs nothing where it has no connections. */
  of(endpoint: Endpoint, tls: EndpointTls | undefined): EndpointConnections
}

export function createConnectionPools(
  connectTimeoutMs: number,
  room: EndpointRoom,
): ConnectionPools {
  const lanes = createPoolByTls((tls) => openLane({ tls, connectTimeoutMs, room }))
  return {
    of: (endpoint, tls) => lanes.of(tls).to(endpoint),
    keep: lanes.keep,
    close: lanes.close,
  }
}

function openLane(given: Pick<SharedByEndpoints, 'tls' | 'connectTimeoutMs' | 'room'>) {
  const known = new WeakMap<Endpoint, EndpointConnections>()
  const shared: SharedByEndpoints = {
    ...given,
    keepTimes: new KeepTimes(),
    open: new Set(),
    openByName: new Map(),
    isRetired: false,
  }
  return {
    to: (endpoint: Endpoint) =>
      known.getOrInsertComputed(
        endpoint,
        () =>
          // What changed elsewhere in a snapshot costs no connections.
          shared.openByName.get(endpointName(endpoint)) ??
          new EndpointConnections(endpoint, shared),
      ),
    retire() {
      shared.isRetired = true
      for (const connections of shared.open) connections.closeIdle()
    },
    async close() {
      for (const connections of shared.open) connections.close()
    },
  }
}
