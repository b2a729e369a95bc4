// All connections to HTTP/2 endpoints, by endpoint and TLS settings.
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import { EndpointRoom } from '../../words/endpoint-room.ts'
import { createPoolByTls, type PoolByTls } from '../pool-by-tls.ts'
import type { EndpointTls } from '../tls/endpoint-tls.ts'
import { type KeepaliveTimes, usualKeepalive } from './http2-keepalive.ts'
import { Http2SessionPool, type SessionPreference, type StreamSlot } from './http2-session-pool.ts'

/** Of one TLS setting, or in the clear. */
export interface Http2Lane {
  /** Undefined where no connection has room now. */
  acquireNow(endpoint: Endpoint): StreamSlot | undefined
  /** Rejects when no connection can be had. */
  acquire(endpoint: Endpoint, wanted: SessionPreference): Promise<StreamSlot>
}

export interface Http2Pools extends Pick<PoolByTls<never>, 'keep' | 'close'> {
  of(tls: EndpointTls | undefined): Http2Lane
}

export function createHttp2Pools(
  connectTimeoutMs: number,
  silence: KeepaliveTimes = usualKeepalive,
  endpointRoom = new EndpointRoom(),
): Http2Pools {
  return createPoolByTls((tls) => openLane({ connectTimeoutMs, silence, tls, endpointRoom }))
}

function openLane(options: {
  readonly connectTimeoutMs: number
  readonly silence: KeepaliveTimes
  readonly tls: EndpointTls | undefined
  readonly endpointRoom: EndpointRoom
}) {
  const pools = new Map<string, Http2SessionPool>()

  const poolOf = (endpoint: Endpoint): Http2SessionPool => {
    const key = `${endpoint.address} ${endpoint.port}`
    const known = pools.get(key)
    if (known) return known
    // Of a pool whose last connection said GOAWAY it is told again when that has ended at last.
    const onEmpty = () => {
      if (pools.get(key) === pool) pools.delete(key)
    }
    const pool = new Http2SessionPool(endpoint, { ...options, onEmpty })
    pools.set(key, pool)
    return pool
  }

  return {
    acquireNow: (endpoint: Endpoint): StreamSlot | undefined => poolOf(endpoint).acquireNow(),
    acquire: (endpoint: Endpoint, wanted: SessionPreference): Promise<StreamSlot> =>
      poolOf(endpoint).acquire(wanted),
    retire: () => {
      for (const pool of pools.values()) pool.retire()
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
    },
  }
}
