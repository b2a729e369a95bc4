// Who sends a request on a connection of HTTP/1.1, and reads its answer as that writes it.
import type { PieceKind } from '../../http1-bytes/chunk-reader.ts'
import type { AnswerReceiver } from '../answer-receiver.ts'
import type { AnswerHead } from './answer-head.ts'

export interface Http1AnswerReceiver extends AnswerReceiver {
  /** Of answers in chunks, what onBody() gives (chunk-reader.ts); all others come as they are. */
  readonly takes: PieceKind
  onInterim(head: AnswerHead): void
  onAnswer(head: AnswerHead): void
}
