// Sends a request again that an HTTP/2 endpoint refused, and where its rule asks for that (HTTPRouteRetry):
// after an answer with one of its codes, or where no endpoint could be connected to, whatever the method. After a
// connection that was closed before the answer, or a try that took too long, "the request may have been
// processed": then it is sent again only if it is safe and has no body. Of an answer that is tried again nothing
// has gone to the client.
import { mayBeSentTwice, wasSurelyNotProcessed } from '../../endpoint-side/sent-again.ts'
import { setTimeout as wait } from 'node:timers/promises'
import type { Retry } from '../../../snapshot/routing-snapshot.ts'
import { whyGivenUp } from '../../words/deadline.ts'
import {
  type ForwardOutcome,
  type RequestToForward,
  forwardWithFailover,
  type ForwardingParts,
} from '../forward/forward-with-failover.ts'
import { failure } from '../../words/failure.ts'
import { backoffBefore } from './retry-backoff.ts'
import { RetryBody } from './retry-body.ts'
import { TriedEndpoints } from '../forward/retry-endpoints.ts'
import type { SharedAllowance } from '../forward/shared-allowance.ts'

/** Of an answer that is not passed on so much is read, for so long, to keep its connection. */
const maxUnusedBytes = 64 * 1024
const maxUnusedMs = 1_000

/** When, how often and how soon it is tried again. */
export interface RetryPolicy {
  /** Milliseconds to wait at least before each. */
  readonly backoffMs: number
  /** What the rule says of requests that may have been acted on goes before what is said of all. */
  readonly isOfRule: boolean
  /** "An explicit zero value MUST disable retries" (HTTPRouteRetry.Attempts). */
  readonly isOnce?: boolean
  isToBeTriedAgain(
    forwarded: ForwardOutcome,
    tries: number,
    request: RequestToForward['request'],
  ): boolean
}

/** How often an endpoint may refuse a request that its rule says nothing of. */
export const maxRefused = 2

/**
 * By HTTP/2, whatever the rule: a stream that was refused, or that came after the last one of a GOAWAY, "has
 * not been processed" (RFC 9113 §8.7) and goes to another connection, as a client would do itself.
 */
export const retryRefused: RetryPolicy = {
  backoffMs: 0,
  isOfRule: false,
  isToBeTriedAgain: (forwarded, tries) =>
    tries <= maxRefused && forwarded.type === 'failed' && wasSurelyNotProcessed(forwarded.failure),
}

export function retryByRule(retry: Retry): RetryPolicy {
  return {
    backoffMs: retry.backoffMs,
    isOfRule: true,
    isOnce: retry.attempts === 0,
    isToBeTriedAgain: (forwarded, tries, request) =>
      retry.attempts > 0 &&
      ((tries <= retry.attempts && isFailedByRule(forwarded, retry, request)) ||
        retryRefused.isToBeTriedAgain(forwarded, tries, request)),
  }
}

export interface RetryParts extends ForwardingParts {
  readonly keptBytes: SharedAllowance
}

export async function retryRequest(
  parts: RetryParts,
  forwarding: RequestToForward,
  retry: RetryPolicy,
): Promise<ForwardOutcome> {
  const { exchange } = forwarding
  const request = { ...forwarding.request, isOnce: retry.isOnce === true }
  const { bodyLength: length, signal } = request
  const room = parts.keptBytes.of(exchange.connection.remoteAddress)
  const body = request.body && new RetryBody(request.body, { length, room })
  const endpoints = new TriedEndpoints()
  const onInform = informOnce(request.onInform)

  for (let tries = 1; ; tries += 1) {
    const forwarded = await forwardWithFailover(parts, {
      ...forwarding,
      request: { ...request, body: body?.next(), onInform: onInform(tries) },
      again: { endpoints, isRetry: tries > 1, isOfRule: retry.isOfRule },
    })
    const isLast = signal.aborted || body?.isWhole === false
    if (isLast || !retry.isToBeTriedAgain(forwarded, tries, request)) return ending(forwarded, body)
    body?.stop()
    leaveUnused(forwarded)
    try {
      await wait(backoffBefore(tries, retry.backoffMs), undefined, { signal })
    } catch {
      // "If any retry attempts are still in progress when the Request timeout duration has been
      // reached, … the Gateway MUST immediately return a timeout error."
      return ending({ type: 'failed', failure: failure('aborted', signal.reason), signal }, body)
    }
  }
}

function isFailedByRule(
  forwarded: ForwardOutcome,
  { codes }: Retry,
  request: RequestToForward['request'],
): boolean {
  switch (forwarded.type) {
    case 'no-endpoint':
      return false
    case 'answered':
      return forwarded.result.type === 'response' && codes.includes(forwarded.result.status)
    case 'failed': {
      const { reason } = forwarded.failure
      // "SHOULD retry when … the connection could not be established"
      if (reason === 'connect') return true
      // "SHOULD NOT retry by default on failures where the request may have been processed"
      const isCut = reason === 'reset' || whyGivenUp(forwarded.signal) === 'backend-timeout'
      return isCut && mayBeSentTwice(request)
    }
  }
}

/** This is what the client gets: nothing need be kept from here on. */
function ending(forwarded: ForwardOutcome, body: RetryBody | undefined): ForwardOutcome {
  if (forwarded.type !== 'answered') {
    body?.end()
    return forwarded
  }
  body?.release()
  const end = () => {
    forwarded.end()
    body?.end()
  }
  return { ...forwarded, end }
}

function leaveUnused(forwarded: ForwardOutcome): void {
  if (forwarded.type !== 'answered' || forwarded.result.type !== 'response') return
  const { body } = forwarded.result
  let bytes = 0
  const timer = setTimeout(() => body.destroy(), maxUnusedMs)
  const over = () => {
    clearTimeout(timer)
    forwarded.end()
  }
  if (body.closed) return over()
  body.once('close', over)
  body.on('error', () => {})
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxUnusedBytes) body.destroy()
  })
}

/** The first try that has interim answers is the one whose interim answers the client gets. */
function informOnce(
  inform: RequestToForward['request']['onInform'],
): (tries: number) => RequestToForward['request']['onInform'] {
  let informing: number | undefined
  return (tries) => (status, headers) => {
    informing ??= tries
    if (informing === tries) inform(status, headers)
  }
}
