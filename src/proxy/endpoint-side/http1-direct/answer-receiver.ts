// Who sends a request on a connection to an endpoint and is told its answer, by calls alone: no streams, promises
// or signals are made for it. After onEnd(), onFailure() or giveUp() no more calls come.
import type { PieceKind } from '../../http1-bytes/chunk-reader.ts'
import type { HeaderList } from '../../words/exchange.ts'
import type { UpstreamFailure } from '../../words/failure.ts'
import type { AnswerHead } from './answer-head.ts'

export interface AnswerReceiver {
  /** The request is HEAD: its answer ends with the head. */
  readonly isHead: boolean
  /** sent-again.ts: false keeps it off connections that may be closing. */
  readonly mayBeSentTwice: boolean
  /** Of answers in chunks, what onBody() gives (chunk-reader.ts); all others come as they are. */
  readonly takes: PieceKind
  /** The request can be written. Not called where take() gave a connection that `isReady`. */
  onConnected(): void
  /** 1xx except 101. `head` is valid during the call only, here and below. */
  onInterim(head: AnswerHead): void
  onAnswer(head: AnswerHead): void
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
