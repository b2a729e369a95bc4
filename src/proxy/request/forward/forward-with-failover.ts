// Gives a request to an endpoint of a backend, and to another one where the first could not be reached, or
// went away before it said a word and the request asks for nothing but to be told (its pod was killed).
// Nothing else is tried again here: what an endpoint may have acted on is sent twice only where a rule
// asks for that (retry-request.ts).
import { mayTakeAnotherEndpoint } from '../../endpoint-side/sent-again.ts'
import type { Backend, Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { AccessNotes } from '../answer/access-notes.ts'
import type { Balancer, ChosenEndpoint } from '../../balancing/balancer.ts'
import { startDeadline } from '../../words/deadline.ts'
import type { Exchange } from '../../words/exchange.ts'
import type {
  ForwardRequest,
  UpstreamResponse,
  UpstreamSwitch,
} from '../../endpoint-side/forwarder.ts'
import type { UpstreamFailure } from '../../words/failure.ts'
import type { Forwarders } from './forwarders.ts'
import type { TriedEndpoints } from './retry-endpoints.ts'

/** Of endpoints, at most. Those that fail rest, so that the next request begins with better ones. */
export const maxTries = 8

export interface ForwardingParts {
  readonly balancer: Balancer
  readonly forwarders: Forwarders
}

export interface RequestToForward {
  readonly exchange: Exchange
  readonly backend: Backend
  readonly protocol: Backend['protocol']
  readonly endpoints: readonly Endpoint[]
  /** `signal` ends with the request; each try has one of its own within it. */
  readonly request: ForwardRequest
  readonly backendRequestMs: number | undefined
  readonly notes: AccessNotes
  /** Where it may be tried again after this: what the tries before had, and whether its rule says when. */
  readonly again?: {
    readonly endpoints: TriedEndpoints
    readonly isRetry: boolean
    readonly isOfRule: boolean
  }
}

export type ForwardOutcome =
  | { readonly type: 'no-endpoint' }
  | { readonly type: 'failed'; readonly failure: UpstreamFailure; readonly signal: AbortSignal }
  | {
      readonly type: 'answered'
      readonly result: UpstreamResponse | UpstreamSwitch
      /** Of the try: aborts when the client, the request or the try is given up. */
      readonly signal: AbortSignal
      /** Takes the try's time limit away: nothing times out a tunnel. */
      endDeadline(): void
      /** To be called when the answer is over. */
      end(): void
    }

export async function forwardWithFailover(
  { balancer, forwarders }: ForwardingParts,
  {
    exchange,
    backend,
    protocol,
    endpoints,
    request,
    backendRequestMs,
    notes,
    again,
  }: RequestToForward,
): Promise<ForwardOutcome> {
  const choose = (avoided: ReadonlySet<Endpoint>): ChosenEndpoint | undefined =>
    balancer.choose({
      backend,
      endpoints,
      request: exchange.request,
      connection: exchange.connection,
      tried: avoided,
    })
  const tried = new Set<Endpoint>()
  let failed: ForwardOutcome = { type: 'no-endpoint' }
  /** Once at most, where the first may have acted on it; how often a rule has it tried, the rule says. */
  let mayRepeat = again?.isOfRule !== true
  const onInform: ForwardRequest['onInform'] = (status, headers) => {
    mayRepeat = false
    request.onInform(status, headers)
  }
  while (tried.size < maxTries) {
    const pick = again ? again.endpoints.choose(tried, choose) : choose(tried)
    if (!pick) return failed
    notes.tries(backend, pick.endpoint, whyNow(tried.size, again?.isRetry))
    tried.add(pick.endpoint)
    // "This covers the time from when the request first starts being sent from the gateway to when
    // the full response has been received from the backend" (httproute_types.go).
    const { signal, end: endDeadline } = startDeadline({
      within: request.signal,
      limitMs: backendRequestMs,
      flag: 'backend-timeout',
    })
    const forwarder = forwarders[protocol]
    const result = await forwarder.forward({ ...request, onInform, signal }, pick.endpoint)
    if (result.type === 'failure' && isUnreached(result))
      again?.endpoints.noteUnreachable(pick.endpoint)
    else again?.endpoints.noteReached(pick.endpoint)
    if (result.type !== 'failure') {
      notes.upstreamAnswered()
      const end = () => {
        endDeadline()
        pick.release('ok')
      }
      return { type: 'answered', result, signal, endDeadline, end }
    }
    endDeadline()
    pick.release(endpointOutcomeOf(result))
    failed = { type: 'failed', failure: result, signal }
    if (signal.aborted) return failed
    if (result.isUnsent) continue
    if (!mayRepeat || !mayTakeAnotherEndpoint(result, request)) return failed
    mayRepeat = false
  }
  return failed
}

function whyNow(tried: number, isRetry = false): 'failed-over' | 'retried' | undefined {
  if (tried > 0) return 'failed-over'
  return isRetry ? 'retried' : undefined
}

export function isUnreached({ reason }: UpstreamFailure): boolean {
  return reason === 'connect' || reason === 'full'
}

/** What a failure says of the endpoint. */
export function endpointOutcomeOf({
  reason,
}: UpstreamFailure): Parameters<ChosenEndpoint['release']>[0] {
  switch (reason) {
    case 'connect':
      return 'connect-failed'
    case 'reset':
    case 'malformed':
      return 'ok'
    // Not the endpoint's doing.
    case 'full':
    case 'aborted':
    case 'body':
    case 'request':
      return 'unknown'
  }
}
