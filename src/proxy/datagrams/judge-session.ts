// What a snapshot means to a UDP session that is open (docs/decisions/0021-what-is-taken-away-ends.md).
// A datagram is no stream: the client's next one can go elsewhere, and does as soon as it should.
import type { Endpoint, RoutingSnapshot, StreamRule } from '../../snapshot/routing-snapshot.ts'
import { mayGoOn } from '../streams/may-go-on.ts'

export type SessionVerdict =
  | 'stays'
  /** With the client's next datagram: an answer may still be on its way. */
  | 'moves'
  /** Route, grant or Service were taken away: not an answer more. */
  | 'ends'

export interface OpenSession {
  readonly backend: string
  /** Absent: none was found. */
  readonly endpoint: Endpoint | undefined
}

export function judgeSession(
  { backend, endpoint }: OpenSession,
  rule: StreamRule | undefined,
  { backends, endpoints, leaving }: RoutingSnapshot,
): SessionVerdict {
  if (!mayGoOn({ backends }, rule, backend)) return 'ends'
  const isChosen = rule?.backendRefs.some((ref) => ref.backend === backend && ref.weight > 0)
  if (!isChosen || !endpoint) return 'moves'
  const isThere = [endpoints[backend], leaving?.[backend]].some((all) => isAmong(endpoint, all))
  return isThere ? 'stays' : 'moves'
}

const sockets = new WeakMap<readonly Endpoint[], ReadonlySet<string>>()

function isAmong(endpoint: Endpoint, all: readonly Endpoint[] | undefined): boolean {
  if (!all) return false
  const known = sockets.getOrInsertComputed(all, () => new Set(all.map(socketOf)))
  return known.has(socketOf(endpoint))
}

function socketOf({ address, port }: Endpoint): string {
  return `${address} ${port}`
}
