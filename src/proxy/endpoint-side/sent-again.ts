// Whether a request may be sent again, for every stage that tries once more: by another connection to the same
// endpoint, to another endpoint, or after a refusal. A rule's own `retry` is asked beside it
// (request/retry/retry-request.ts).
import type { UpstreamFailure } from '../words/failure.ts'

interface Request {
  readonly method: string
  /** Undefined: there is none. */
  readonly body: object | undefined
  readonly signal: Pick<AbortSignal, 'aborted'>
  readonly isOnce?: boolean
}

/**
 * RFC 9110 §9.2.1; §9.2.2: "A proxy MUST NOT automatically retry non-idempotent requests". Not the idempotent
 * ones too: a DELETE that did happen would be answered with 404. Without content nothing has to be kept.
 */
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

export function mayBeSentTwice({ method, body, signal, isOnce = false }: Request): boolean {
  return !isOnce && body === undefined && safeMethods.has(method) && !signal.aborted
}

/** By another connection: an endpoint may close a kept one at the moment when a request is on its way. */
export function mayTakeAnotherConnection(
  failure: UpstreamFailure,
  request: Request,
  { isKept }: { readonly isKept: boolean },
): boolean {
  return failure.isUnsent || (isKept && failure.reason === 'reset' && mayBeSentTwice(request))
}

/** To another endpoint, though the first may have acted on it. An upgrade may have begun something that lasts. */
export function mayTakeAnotherEndpoint(
  failure: UpstreamFailure,
  request: Request & { readonly upgrade?: string | undefined },
): boolean {
  return failure.reason === 'reset' && request.upgrade === undefined && mayBeSentTwice(request)
}

/**
 * Whatever its method, by who kept its body. Of HTTP/2: a stream that was refused, or that came after the last
 * one of a GOAWAY, "has not been processed" (RFC 9113 §8.7).
 */
export function wasSurelyNotProcessed({ isUnprocessed }: UpstreamFailure): boolean {
  return isUnprocessed === true
}
