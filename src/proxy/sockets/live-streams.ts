// What new connections and sessions that are no HTTP go by: the snapshot that is live, and the choice
// among endpoints that they share with requests. One that has begun keeps what it was given.
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { Balancer } from '../balancing/balancer.ts'
import { ConnectionsToEndpoints } from './connections-to-endpoints.ts'

export interface LiveStreams {
  readonly balancer: Balancer
  readonly own: ConnectionsToEndpoints
  snapshot(): RoutingSnapshot
  /** Live for every stream that begins from now on. The balancer has it already. */
  apply(snapshot: RoutingSnapshot): void
}

export function createLiveStreams(balancer: Balancer, first: RoutingSnapshot): LiveStreams {
  let live = first
  return {
    balancer,
    own: new ConnectionsToEndpoints(),
    snapshot: () => live,
    apply: (snapshot) => {
      live = snapshot
    },
  }
}
