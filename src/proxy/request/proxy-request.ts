// The way of a request whose backend is chosen: filter → read ahead → mirror → forward → answer, within the
// time that its rule allows. Each step stands in a file of its own; here is their order.
import type {
  Backend,
  BackendRef,
  HttpListener,
  Cors,
  RoutingSnapshot,
  RuleMatch,
} from '../../snapshot/routing-snapshot.ts'
import type { AccessNotes } from './answer/access-notes.ts'
import { filterRequest, mirrorsAmong, type OutgoingRequest } from '../filters/apply-filters.ts'
import type { Balancer } from '../balancing/balancer.ts'
import { startDeadline, type Deadline } from '../words/deadline.ts'
import type { Exchange } from '../words/exchange.ts'
import { withForwardingHeaders } from '../filters/forwarding-headers.ts'
import { forwardWithFailover, type RequestToForward } from './forward/forward-with-failover.ts'
import { endpointTlsOf, type EndpointTls } from '../endpoint-side/tls/endpoint-tls.ts'
import type { ForwardRequest } from '../endpoint-side/forwarder.ts'
import { protocolFor, type Forwarders } from './forward/forwarders.ts'
import { isGrpcRequest } from '../words/grpc-request.ts'
import { passOnInform } from './forward/interim-answers.ts'
import { type BegunBody, type ReadAhead, unreadBody } from './forward/read-ahead.ts'
import { localAnswers } from './answer/local-answers.ts'
import type { UpstreamFailure } from '../words/failure.ts'
import type { Mirrors, RunningMirrors } from './mirror/mirror-requests.ts'
import type { SharedAllowance } from './forward/shared-allowance.ts'
import { passedUpgrade } from './forward/passed-upgrade.ts'
import { limitOf } from './limit-of.ts'
import { retryByRule, retryRefused, retryRequest } from './retry/retry-request.ts'
import { answerLocally, sendAnswer } from './send-answer.ts'
import { answerToFailure } from './answer/upstream-failures.ts'

export interface RequestParts {
  readonly balancer: Balancer
  readonly forwarders: Forwarders
  readonly mirrors: Mirrors
  readonly keptBytes: SharedAllowance
  readonly readAhead: ReadAhead
}

export interface RoutedRequest {
  readonly exchange: Exchange
  readonly live: { readonly snapshot: RoutingSnapshot }
  readonly requestId: string
  readonly notes: AccessNotes
  readonly cors?: Cors | undefined
  readonly listener: Pick<HttpListener, 'backendCertificate'>
  readonly match: RuleMatch
  readonly ref: BackendRef
  readonly backend: Backend
}

export async function proxyRequest(parts: RequestParts, proxied: RoutedRequest): Promise<void> {
  const { exchange, live, listener, match, ref } = proxied
  const { rule } = match
  const outgoingByRule = filterRequest(rule.filters, outgoingRequestOf(proxied), match)
  const asked = filterRequest(ref.filters, outgoingByRule, match)
  // "a timeout if a client request is taking longer than 10 seconds to complete" (httproute_types.go):
  // from the request's head to the end of the answer.
  const deadline = startDeadline({
    within: exchange.signal,
    limitMs: limitOf(exchange.request, rule),
    flag: 'request-timeout',
  })
  if (rule.timeouts.requestMs !== undefined || rule.timeouts.backendRequestMs !== undefined)
    exchange.leaveIdleToRule()
  const { backendCertificate } = listener
  const upgrade = passedUpgrade(exchange.request, { rule, backend: proxied.backend })
  if (upgrade !== exchange.request.upgrade || exchange.request.isUpgradeIgnored)
    proxied.notes.flag('upgrade-ignored')
  // As long as an endpoint would have had for it.
  const reading = startDeadline({
    within: deadline.signal,
    limitMs: rule.timeouts.backendRequestMs,
    flag: 'body-timeout',
  })
  const begun = await beginBody(parts, proxied, { upgrade, signal: reading.signal })
  reading.end()
  if (begun.type === 'failure') {
    deadline.end()
    return answerFailure(proxied, begun, reading.signal)
  }
  // A rule's mirrors get what its own filters made of the request; what a backendRef's filters add is
  // for that backend, and its mirrors.
  const mirrored = parts.mirrors.start({
    exchange,
    body: begun.body,
    upgrade,
    snapshot: live.snapshot,
    backendCertificate,
    rule,
    orders: [
      ...mirrorsAmong(rule.filters).map((mirror) => ({ mirror, asked: outgoingByRule })),
      ...mirrorsAmong(ref.filters).map((mirror) => ({ mirror, asked })),
    ],
  })
  try {
    const tls = endpointTlsOf(live.snapshot, proxied.backend, backendCertificate)
    const request = forwardRequest(exchange, { asked, tls, upgrade, body: mirrored.body, deadline })
    await forwardAndAnswer(parts, { ...proxied, request, deadline })
  } finally {
    deadline.end()
    mirrored.end()
    begun.end()
  }
}

/** Messages of gRPC are answered one by one, and what follows an upgrade is no body. */
async function beginBody(
  { readAhead }: RequestParts,
  { exchange, live, match, backend }: RoutedRequest,
  { upgrade, signal }: { readonly upgrade: string | undefined; readonly signal: AbortSignal },
): Promise<BegunBody | UpstreamFailure> {
  const { request, body, bodyLength: length, connection } = exchange
  const isStreamed = match.rule.isGrpc || isGrpcRequest(request) || upgrade !== undefined
  const hasEndpoint = (live.snapshot.endpoints[backend.name] ?? []).length > 0
  if (!body || isStreamed || !hasEndpoint) return unreadBody(body)
  const { remoteAddress } = connection
  return readAhead.begin(body, { length, remoteAddress, signal })
}

async function forwardAndAnswer(
  parts: RequestParts,
  proxied: RoutedRequest & { readonly request: ForwardRequest; readonly deadline: Deadline },
): Promise<void> {
  const { exchange, live, backend, notes, request, deadline } = proxied
  const { rule } = proxied.match
  const forwarding: RequestToForward = {
    exchange,
    backend,
    protocol: protocolFor(rule, backend),
    endpoints: live.snapshot.endpoints[backend.name] ?? [],
    request,
    backendRequestMs: rule.timeouts.backendRequestMs,
    notes,
  }
  const refusable = forwarding.protocol === 'h2c' ? retryRefused : undefined
  const retry = rule.retry && !rule.isGrpc ? retryByRule(rule.retry) : refusable
  // What follows an upgrade can't be sent again.
  const forwarded = await (retry && !request.upgrade
    ? retryRequest(parts, forwarding, retry)
    : forwardWithFailover(parts, forwarding))
  switch (forwarded.type) {
    case 'no-endpoint':
      return answerLocally(proxied, localAnswers['no-endpoint'])
    case 'failed':
      return answerFailure(proxied, forwarded.failure, forwarded.signal)
    case 'answered':
      // Nothing times out what follows a 101: it is no answer any more.
      if (forwarded.result.type === 'switch') deadline.end()
      return sendAnswer(proxied, { forwarded, filters: [...rule.filters, ...proxied.ref.filters] })
  }
}

function answerFailure(
  proxied: RoutedRequest,
  failed: UpstreamFailure,
  signal: AbortSignal,
): Promise<void> {
  proxied.notes.error(failed.error)
  return answerLocally(proxied, answerToFailure(failed, signal))
}

function outgoingRequestOf({ exchange, requestId }: RoutedRequest): OutgoingRequest {
  const { request, connection } = exchange
  return {
    target: request.target,
    authority: request.authority,
    headers: withForwardingHeaders(request.headers, { connection, request, requestId }),
  }
}

function forwardRequest(
  exchange: Exchange,
  given: {
    readonly asked: OutgoingRequest
    readonly tls: EndpointTls | undefined
    readonly upgrade: string | undefined
    readonly body: RunningMirrors['body']
    readonly deadline: Deadline
  },
): ForwardRequest {
  const { upgrade } = given
  return {
    ...given.asked,
    method: exchange.request.method,
    tls: given.tls,
    body: given.body,
    bodyLength: exchange.bodyLength,
    trailers: () => exchange.trailers(),
    signal: given.deadline.signal,
    onInform: passOnInform(exchange),
    ...(upgrade ? { upgrade } : {}),
  }
}
