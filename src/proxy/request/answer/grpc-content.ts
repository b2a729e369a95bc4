// The body and trailers of an endpoint's answer by gRPC, which tells its end by a status: where an answer
// is cut, by the endpoint or by the call's deadline, its client is told so in trailers of the gateway's
// own, and not by a reset, of which it would know less.
import type { AccessNotes } from './access-notes.ts'
import { whyGivenUp } from '../../words/deadline.ts'
import type { HeaderList, Response } from '../../words/exchange.ts'
import type { UpstreamResponse } from '../../endpoint-side/forwarder.ts'
import { grpcStatus, statusOfReset, statusTrailers } from './grpc-answers.ts'

/** Notes the status of the call, when it is known. */
export function grpcContent(
  { headers, body, trailers, resetCode }: UpstreamResponse,
  { notes, signal }: { readonly notes: AccessNotes; readonly signal: AbortSignal },
): Pick<Response, 'body' | 'trailers' | 'trailersOfCut'> {
  const noted = (list: HeaderList): HeaderList => {
    notes.grpcStatus(list)
    return list
  }
  noted(headers)
  // They are sent a moment after the answer is over, to whoever waits for that.
  body.once('end', () => noted(trailers()))
  return {
    body,
    trailers,
    trailersOfCut: () =>
      noted(
        whyGivenUp(signal)
          ? statusTrailers(grpcStatus.DEADLINE_EXCEEDED, 'The call took too long.')
          : statusTrailers(
              statusOfReset(resetCode?.()),
              'The backend did not complete its response.',
            ),
      ),
  }
}
