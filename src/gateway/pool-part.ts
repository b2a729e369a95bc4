// `pool` mode: one process of an install has the addresses and serves, the others stand by. Which one
// it is follows the Lease; what is served follows that.
import { createPoolRange } from '../cluster/pool/pool-range.ts'
import type { Log } from '../observe/log/observer.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { addressRangeOf } from '../translate/addresses/address-range.ts'

export interface PoolPart {
  /** Nothing where another process has the addresses. */
  part(snapshot: RoutingSnapshot): RoutingSnapshot
  /** The Lease came, or went. Resolves when the node has the range, or no longer has it. */
  hold(holds: boolean): Promise<void>
  /** Sockets are bound: neighbours may be told, once for each time that the range came here. */
  served(snapshot: RoutingSnapshot): void
}

export function createPoolPart(options: {
  /** CIDR. */
  readonly range: string
  readonly log: Log
  /** Another part is to be served. */
  readonly onChange: () => void
}): PoolPart {
  const { log, onChange } = options
  const pool = createPoolRange({ range: addressRangeOf(options.range)?.cidr ?? options.range, log })
  let isHere = false
  let isAnnounced = false
  // A predecessor that was killed leaves its route behind: until the Lease says so, nothing is here.
  void pool.release().catch(tell)

  function tell(error: unknown): void {
    log.error(
      { error, range: options.range },
      'The addresses of the pool cannot be added to or removed from this node',
    )
  }

  return {
    part: (snapshot) => (isHere ? snapshot : { ...snapshot, listeners: [] }),
    async hold(holds) {
      isHere = holds
      isAnnounced = false
      await (holds ? pool.hold() : pool.release()).catch(tell)
      onChange()
    },
    served({ listeners }) {
      if (!isHere || isAnnounced || listeners.length === 0) return
      isAnnounced = true
      void pool.announce([...new Set(listeners.map(({ address }) => address))]).catch(tell)
    },
  }
}
