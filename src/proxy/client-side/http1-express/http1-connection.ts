// What is known of one HTTP/1.x connection between its requests.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ClientConnection } from '../../sockets/client-connection.ts'
import type { FairReading } from '../../words/fair-reading.ts'
import type { Http1Line } from '../../sockets/first-line.ts'
import type { Http1Turns } from './http1-turns.ts'
import { parserRefusal, type ParserError } from './parser-refusal.ts'
import { refuse, type RequestRefusal } from '../../sockets/refusal.ts'

export interface Http1Connection extends ClientConnection {
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
  /** The client sends nothing more. */
  hasEnded: boolean
  /** More requests came than may wait; those that wait are answered, and it closes. */
  isFull: boolean
  /** Why what comes behind the requests that wait can't be read. */
  refusal?: RequestRefusal
  /** No further request of it is served. */
  isEnding: boolean
  /** The last word on it was said. */
  isRefused: boolean
}

export interface Turn {
  readonly connection: Http1Connection
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Of an upgrade: what the client sent after its head. */
  readonly afterHead?: Buffer
}

/** Of a first request it is known how long its line was, and of one that is being read that it is a trailer. */
export function refusalOf(
  error: ParserError,
  { line, version, serving }: Http1Connection,
): RequestRefusal | undefined {
  if (error.code !== 'HPE_HEADER_OVERFLOW') return parserRefusal(error)
  if (serving?.request.complete === false) return refuse('header-too-large')
  if (line === undefined || version !== undefined) return parserRefusal(error)
  return refuse(line.isLong ? 'target-too-long' : 'header-too-large')
}
