// Why an endpoint said nothing, as a value. Apart because every forwarder makes these, and because
// what is thrown in Node need not be an Error.
import type { UpstreamFailure } from './forwarder.ts'
import { isOwnLimit } from './own-limit.ts'

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
  return failure(isOwnLimit(error) ? 'full' : 'connect', error, true)
}

export function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause))
}

/** Node's own code of an error, such as ECONNRESET; '' where there is none. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
