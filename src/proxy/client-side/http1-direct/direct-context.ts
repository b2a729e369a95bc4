// What a socket and its connections on the direct way do for each other.
import type { Observer } from '../../../observe/log/observer.ts'
import type { DirectParts } from '../../request/direct-parts.ts'
import type { ClientConnection } from '../../sockets/client-connection.ts'
import type { RoutingSnapshot } from '../../../snapshot/routing-snapshot.ts'
import type { KeepAliveLines } from './client-head.ts'
import type { RuleWays } from '../direct-exchange/rule-way.ts'
import type { Limits } from '../../sockets/limits.ts'
import type { RequestRefusal } from '../../sockets/refusal.ts'
import type { SharedConnections } from '../../sockets/shared-connections.ts'

export interface DirectContext {
  readonly parts: DirectParts
  readonly shared: SharedConnections
  readonly observer: Observer
  readonly limits: Limits
  readonly doors: DirectDoors
}

/** What the socket does with a connection of the direct way. */
export interface DirectDoors {
  /** It said its first word of HTTP. */
  onSpoke(client: ClientConnection): void
  /** The reference way reads it from now on; all bytes that were not served are back in its stream. */
  handOver(client: ClientConnection, isFirst: boolean): void
  /** The last word on it. */
  refuse(client: ClientConnection, refusal: RequestRefusal): void
}

/** Of the connections of one socket. */
export interface DirectOwner {
  readonly context: DirectContext
  readonly keepAlive: KeepAliveLines
  /** Answers are the last of their connection. */
  readonly isEnding: boolean
  /** And connections without a request are closed. */
  readonly isDraining: boolean
  waysOf(snapshot: RoutingSnapshot): RuleWays
  /** It is not on the direct way any more. */
  forget(client: object): void
}
