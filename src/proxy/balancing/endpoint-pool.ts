// The endpoints of one backend with what is known of each, made when a snapshot brings them and kept as
// long as it brings the same: nothing of it is computed for a request.
import type { Affinity, Endpoint } from '../../snapshot/routing-snapshot.ts'
import type { EndpointState, EndpointStates } from './endpoint-state.ts'
import { maglevTableOf, type MaglevTable } from './maglev.ts'

export interface EndpointPool {
  readonly endpoints: readonly Endpoint[]
  /** In the order of the endpoints. */
  readonly states: readonly EndpointState[]
  /** Where affinity is asked for. */
  readonly table: MaglevTable | undefined
}

/** `previous` is the pool that it replaces; that one's states are to be dropped after this was made. */
export function endpointPoolOf(made: {
  readonly endpoints: readonly Endpoint[]
  readonly affinity: Affinity | undefined
  readonly states: EndpointStates
  readonly previous: EndpointPool | undefined
}): EndpointPool {
  const { endpoints, affinity, states, previous } = made
  const identities = endpoints.map(identityOf)
  return {
    endpoints,
    states: identities.map(states.take),
    table: affinity && maglevTableOf(identities, previous?.table?.size),
  }
}

export function dropStates({ endpoints }: EndpointPool, states: EndpointStates): void {
  for (const endpoint of endpoints) states.drop(identityOf(endpoint))
}

export function identityOf({ address, port }: Endpoint): string {
  return `${address}:${port}`
}
