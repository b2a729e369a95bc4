// What an exchange needs of its client's connection, and what it is made of.
import type { Socket } from 'node:net'
import type { DirectParts } from '../../request/direct-parts.ts'
import type { AccessNotes } from '../../request/answer/access-notes.ts'
import type { Connection } from '../../words/exchange.ts'
import type { KeepAliveLines } from './client-head.ts'
import type { DirectBody } from './direct-body.ts'
import type { ReadRequest } from './read-request.ts'

export interface DirectRequest extends ReadRequest {
  readonly body: DirectBody | undefined
}

export interface ExchangeClient {
  readonly parts: DirectParts
  readonly facts: Connection
  readonly stream: Socket
  readonly keepAlive: KeepAliveLines
  /** The body is not waited for any more. */
  isGivenUp: boolean
  /** A byte crossed. */
  moved(): void
  /** onReadAhead() follows, or the request is handed over. */
  readAhead(): void
  /** What was kept of the body. */
  takeBody(body: DirectBody): Buffer
  pauseBody(): void
  resumeBody(): void
  /**
   * Before an answer: whether it is the last of its connection. RFC 9112 §9.3: an unread body stands before the
   * next request.
   */
  settleUnreadBody(asked: DirectRequest): boolean
  onServed(served: ServedRequest): void
}

export interface ServedRequest {
  readonly notes: AccessNotes
  /** Nothing more is served on the connection. */
  readonly isLast: boolean
  /** What the client has of the answer must not look complete. */
  readonly isCut: boolean
  /** Bytes of the answer's body went out. */
  readonly hasSent: boolean
}
