// How an answer by gRPC ends: its status is noted, and where it is cut, by the endpoint or by the call's deadline, its
// client is told so in trailers of the gateway's own (request/answer/grpc-content.ts).
import type { EndpointHead } from '../../endpoint-side/answer-receiver.ts'
import { Http2AnswerHead } from '../../endpoint-side/http2/http2-answer-head.ts'
import type { AccessNotes } from '../../request/answer/access-notes.ts'
import { grpcStatus, statusOfReset, statusTrailers } from '../../request/answer/grpc-answers.ts'
import type { GivenUpFlag } from '../../words/deadline.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { isGrpcType } from '../../words/grpc-request.ts'
import type { UpstreamFailure } from '../../words/failure.ts'

/** Undefined where an answer to a call is none of gRPC. */
export function grpcEndOf(head: EndpointHead, notes: AccessNotes): GrpcEnd | undefined {
  const isOfGrpc = head instanceof Http2AnswerHead && isGrpcType(head.value('content-type') ?? '')
  return isOfGrpc ? new GrpcEnd(notes, head) : undefined
}

export class GrpcEnd {
  readonly #notes: AccessNotes
  /** Trailers can follow. */
  #mayEndEarly: boolean
  /** The client is told that it is not whole. */
  isCut = false

  constructor(notes: AccessNotes, head: Http2AnswerHead) {
    this.#notes = notes
    // No trailers mend a length that was promised.
    this.#mayEndEarly = head.framing === 'chunked' && !head.endsStream
    const status = head.value('grpc-status')
    if (status !== undefined) notes.grpcStatus([['grpc-status', status]])
  }

  /** Its endpoint has ended it. */
  onEnd(trailers: HeaderList): void {
    this.#mayEndEarly = false
    this.#notes.grpcStatus(trailers)
  }

  statusOfCut({ resetCode }: UpstreamFailure): HeaderList | undefined {
    return this.#cut(statusOfReset(resetCode), 'The backend did not complete its response.')
  }

  /** Undefined for a client that does not read, or of which nothing is known. */
  statusOfLate(flag: GivenUpFlag): HeaderList | undefined {
    if (flag !== 'request-timeout' && flag !== 'backend-timeout') return undefined
    return this.#cut(grpcStatus.DEADLINE_EXCEEDED, 'The call took too long.')
  }

  #cut(status: number, message: string): HeaderList | undefined {
    if (!this.#mayEndEarly || this.isCut) return undefined
    this.isCut = true
    const trailers = statusTrailers(status, message)
    this.#notes.grpcStatus(trailers)
    return trailers
  }
}
