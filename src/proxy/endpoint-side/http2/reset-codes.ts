// What RST_STREAM says, from here to an endpoint and back.
import { http2Code } from '../../frames/http2-codes.ts'
import { failure, type UpstreamFailure } from '../../words/failure.ts'

/** CANCEL is how calls of gRPC are given up; the other, which nobody takes for the end of a request, is for all others. */
export function cancelCode(isGrpc: boolean): number {
  return isGrpc ? http2Code.CANCEL : http2Code.INTERNAL_ERROR
}

/** `code` undefined: the connection was lost. */
export function failureOfCut(
  error: Error,
  code: number | undefined,
  isBodyUnread: boolean,
): UpstreamFailure {
  const coded = code === undefined ? {} : { resetCode: code }
  if (code === http2Code.REFUSED_STREAM)
    return { ...failure('reset', error, isBodyUnread), ...coded, isUnprocessed: true }
  const isMalformed = code === http2Code.PROTOCOL_ERROR || code === http2Code.ENHANCE_YOUR_CALM
  return { ...failure(isMalformed ? 'malformed' : 'reset', error), ...coded }
}

/** It broke a rule of HTTP/2, and was given up here with this code. */
export function failureOfMalformed(code: number): UpstreamFailure {
  const error = new Error('The answer breaks a rule of HTTP/2')
  return { ...failure('malformed', error), resetCode: code }
}
