// Who sends a request to an endpoint, by whichever version of HTTP, and is told its answer, by calls alone: no streams,
// promises or signals are made for it. After onEnd(), onFailure() or giveUp() no more calls come.
import type { HeaderList } from '../words/exchange.ts'
import type { UpstreamFailure } from '../words/failure.ts'

/** Where a body ends. `none`: with the head. */
export type AnswerFraming = 'none' | 'length' | 'chunked' | 'until-close'

/** The head of an answer, or of an interim one (1xx except 101). */
export interface EndpointHead {
  readonly status: number
  readonly framing: AnswerFraming
  /** End to end headers only, in the case and the order of the wire. */
  list(): HeaderList
}

export interface AnswerReceiver {
  /** The request is HEAD: its answer ends with the head. */
  readonly isHead: boolean
  /** sent-again.ts: false keeps it off connections that may be closing. */
  readonly mayBeSentTwice: boolean
  /** The request can be written. Not called where take() gave a connection that `isReady`. */
  onConnected(): void
  /** `head` is valid during the call only, here and below. */
  onInterim(head: EndpointHead): void
  onAnswer(head: EndpointHead): void
  /**
   * From `start` to `end`, never empty. `bytes` is shared by all connections and valid during the call only:
   * what outlives it is copied. Stops soon after pause(), not at once.
   */
  onBody(bytes: Buffer, start: number, end: number): void
  /** All was given that came in one piece; more may come later. */
  onPieceEnd?(): void
  /** The answer is complete; the connection is someone else's. Trailers: end to end ones alone. */
  onEnd(trailers: HeaderList): void
  /** What write() did not take at once is written. */
  onDrain(): void
  /**
   * There will be no answer, or, after onAnswer(), no end of it. `isStale`: the connection was kept, and closed
   * before a byte came on it (mayTakeAnotherConnection in sent-again.ts).
   */
  onFailure(failure: UpstreamFailure, isStale: boolean): void
}
