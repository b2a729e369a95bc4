// What plain requests of HTTP/2 need of the gateway, for those that go by no pipeline.
import type { Observer } from '../../../observe/log/observer.ts'
import type { DirectParts } from '../../request/direct-parts.ts'
import type { Limits } from '../../sockets/limits.ts'
import type { SharedConnections } from '../../sockets/shared-connections.ts'
import { LiveRuleWays } from '../direct-exchange/rule-way.ts'

export interface DirectHttp2Context {
  readonly parts: DirectParts
  readonly shared: SharedConnections
  readonly ways: LiveRuleWays
  readonly observer: Observer
  readonly limits: Limits
}

/** Of one socket. */
export function directHttp2Context(given: Omit<DirectHttp2Context, 'ways'>): DirectHttp2Context {
  return { ...given, ways: new LiveRuleWays() }
}
