// What is known of one HTTP/1.x connection between its requests.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ClientConnection } from '../../sockets/client-connection.ts'
import type { FairReading } from '../../turns/fair-reading.ts'
import type { Http1Line } from '../../sockets/first-line.ts'
import type { Http1Turns } from './http1-turns.ts'
import type { Http1State } from './http1-state.ts'
import type { RequestRefusal } from '../../sockets/refusal.ts'

export interface Http1Connection extends ClientConnection, Http1State {
  readonly turns: Http1Turns
  /** The request whose turn it is. */
  serving?: Turn | undefined
  readonly line: Http1Line | undefined
  /** What its first request spoke. */
  version?: string
  /** From its first chunked body on. */
  reading?: FairReading
  /** What comes next begins with a head. */
  isAtHead: boolean
  /** Why what comes behind the requests that wait can't be read. */
  refusal?: RequestRefusal
}

export interface Turn {
  readonly connection: Http1Connection
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Of an upgrade: what the client sent after its head. */
  readonly afterHead?: Buffer
}
