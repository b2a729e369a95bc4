// What the other rooms tell: four verbs and a log. Whoever implements it decides what becomes a
// line, a series, or nothing.
import type { AccessRecord } from './access-record.ts'
import type { StreamRecord } from './stream-record.ts'

export interface Observer {
  readonly log: Log
  /** A request is over. */
  onRequest(record: AccessRecord): void
  /** A TCP connection or a UDP session of a listener that is no HTTP is over. */
  onStream(record: StreamRecord): void
  /** A connection of a socket (`ADDRESS:PORT`) was opened (+1) or closed (-1). */
  onConnection(socket: string, change: 1 | -1): void
  /** A request of a socket began (+1) or is over (-1). */
  onExchange?(socket: string, change: 1 | -1): void
  /** Something was refused or closed before there was a request: `reason` is a constant, e.g. `header-too-large`. */
  onRefused(socket: string, reason: string): void
}

/** A constant message, the facts in fields. */
export interface Log {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
  debug(fields: object, message: string): void
}
