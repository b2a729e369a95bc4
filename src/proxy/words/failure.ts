// Why an endpoint said nothing, as a value. Apart because every forwarder makes these, and because
// what is thrown in Node need not be an Error.
import { isMachineLimit } from './machine-limit.ts'

export interface UpstreamFailure {
  readonly type: 'failure'
  /**
   * connect: no connection, or none that could be verified; nothing was sent. full: the same, because the
   * gateway itself can make no more. reset: closed before an answer. malformed: not HTTP, or an answer that was not asked for. aborted: by `signal`. body: the
   * client's body failed. request: what the client asked can't be written in the endpoint's protocol.
   */
  readonly reason: 'connect' | 'full' | 'reset' | 'malformed' | 'aborted' | 'body' | 'request'
  /** For the log. */
  readonly error: Error
  /** Whether nothing of the request can have been acted on: another endpoint may be tried. */
  readonly isUnsent: boolean
  /** The same where part of the body was read already: it may be sent again by who kept that. */
  readonly isUnprocessed?: boolean
  /** HTTP/2: the code of the endpoint's RST_STREAM, where it sent one. */
  readonly resetCode?: number
}

export function failure(
  reason: UpstreamFailure['reason'],
  cause: unknown,
  isUnsent = reason === 'connect',
): UpstreamFailure {
  return { type: 'failure', reason, error: asError(cause), isUnsent }
}

/** There is no connection: for the endpoint's fault, or because this process can make no more. */
export function connectFailure(cause: unknown): UpstreamFailure {
  const error = asError(cause)
  return failure(isMachineLimit(error) ? 'full' : 'connect', error, true)
}

export function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause))
}

/** Node's own code of an error, such as ECONNRESET; '' where there is none. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
