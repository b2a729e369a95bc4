// What the request pipeline shares with the direct way, which decides by the same tables and sends by the same
// connections.
import type { Balancer } from '../balancing/balancer.ts'
import type { ConnectionPools } from '../endpoint-side/http1-direct/connection-pools.ts'
import type { Http2Pools } from '../endpoint-side/http2/http2-pools.ts'
import type { SharedAllowance } from './forward/shared-allowance.ts'
import type { LiveRouting } from './serve-match.ts'

export interface DirectParts {
  live(): LiveRouting
  readonly balancer: Balancer
  readonly connections: Pick<ConnectionPools, 'of'>
  /** Those of HTTP/2. */
  readonly streams: Pick<Http2Pools, 'of'>
  /** Of bytes of bodies that may be sent again. */
  readonly keptBytes: SharedAllowance
  /** Of bytes of bodies that are read before an endpoint is asked. */
  readonly readAhead: SharedAllowance
}
