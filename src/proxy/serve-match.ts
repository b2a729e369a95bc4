// The way of a request whose rule is known: redirect → choose a backend → filter → mirror → forward →
// answer. Each step stands in a file of its own; here is their order.
import type { HttpFilter, RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { AccessNotes } from './access-notes.ts'
import { filterRequest, mirrorsAmong, redirectAmong, type Asked } from './apply-filters.ts'
import type { Balancer } from './balancing/balancer.ts'
import { chooseBackendRef } from './balancing/choose-backend-ref.ts'
import { startDeadline } from './deadline.ts'
import type { Exchange } from './exchange.ts'
import { withForwardingHeaders } from './filters/forwarding-headers.ts'
import { redirectOf } from './filters/redirect.ts'
import { forwardWithFailover } from './forward-with-failover.ts'
import type { Forwarders } from './forwarders/forwarders.ts'
import { passOnInform } from './interim-answers.ts'
import { localAnswers, redirectAnswer } from './local-answers.ts'
import type { Mirrors } from './mirror-requests.ts'
import type { Found, RouteTable } from './routing/route-table.ts'
import { answerLocally, sendAnswer } from './send-answer.ts'
import { answerToFailure } from './upstream-failures.ts'

/** What was live when a request began. */
export interface Live {
  readonly snapshot: RoutingSnapshot
  readonly table: RouteTable
}

export interface Serving {
  readonly exchange: Exchange
  readonly live: Live
  readonly requestId: string
  readonly notes: AccessNotes
}

export interface Parts {
  readonly balancer: Balancer
  readonly forwarders: Forwarders
  readonly mirrors: Mirrors
}

type Matched = Extract<Found, { type: 'match' }>

export async function serveMatch(parts: Parts, serving: Serving, found: Matched): Promise<void> {
  const { exchange, live, notes } = serving
  const { rule } = found.match
  if (rule.refused !== undefined) {
    notes.error(rule.refused)
    return answerLocally(serving, localAnswers['rule-refused'])
  }
  if (redirectAmong(rule.filters)) return redirect(serving, found, rule.filters)

  const ref = chooseBackendRef(rule.backendRefs)
  const backend = live.snapshot.backends[ref?.backend ?? '']
  if (!ref || !backend) {
    notes.error(ref?.invalid ?? 'The rule has no backendRef with a weight above 0')
    return answerLocally(serving, localAnswers['backend-invalid'])
  }
  if (redirectAmong(ref.filters)) return redirect(serving, found, ref.filters)

  const askedOfRule = filterRequest(rule.filters, askedOf(serving), found.match)
  const asked = filterRequest(ref.filters, askedOfRule, found.match)
  // "a timeout if a client request is taking longer than 10 seconds to complete" (httproute_types.go):
  // from the request's head to the end of the answer.
  const deadline = startDeadline({
    within: exchange.signal,
    limitMs: rule.timeouts.requestMs,
    flag: 'request-timeout',
  })
  // A rule's mirrors get what its own filters made of the request; what a backendRef's filters add is
  // for that backend, and its mirrors.
  const mirrored = parts.mirrors.start({
    exchange,
    snapshot: live.snapshot,
    orders: [
      ...mirrorsAmong(rule.filters).map((mirror) => ({ mirror, asked: askedOfRule })),
      ...mirrorsAmong(ref.filters).map((mirror) => ({ mirror, asked })),
    ],
  })
  try {
    const forwarded = await forwardWithFailover(parts, {
      exchange,
      backend,
      endpoints: live.snapshot.endpoints[backend.name] ?? [],
      request: {
        ...asked,
        method: exchange.request.method,
        body: mirrored.body,
        bodyLength: exchange.bodyLength,
        trailers: () => exchange.trailers(),
        signal: deadline.signal,
        onInform: passOnInform(exchange),
        ...(exchange.request.upgrade ? { upgrade: exchange.request.upgrade } : {}),
      },
      backendRequestMs: rule.timeouts.backendRequestMs,
      notes,
    })
    if (forwarded.type === 'no-endpoint')
      return await answerLocally(serving, localAnswers['no-endpoint'])
    if (forwarded.type === 'failed') {
      notes.error(forwarded.failure.error)
      return await answerLocally(serving, answerToFailure(forwarded.failure, forwarded.signal))
    }
    // Nothing times out what follows a 101: it is no answer any more.
    if (forwarded.result.type === 'switch') deadline.end()
    await sendAnswer(serving, { forwarded, filters: [...rule.filters, ...ref.filters] })
  } finally {
    deadline.end()
    mirrored.end()
  }
}

function redirect(
  serving: Serving,
  { match, listener }: Matched,
  filters: readonly HttpFilter[],
): Promise<void> {
  const filter = redirectAmong(filters)
  if (!filter) throw new Error('There is no redirect among the filters')
  const to = redirectOf(filter, { request: serving.exchange.request, match, listener })
  return answerLocally(serving, redirectAnswer(to))
}

function askedOf({ exchange, requestId }: Serving): Asked {
  const { request, connection } = exchange
  return {
    target: request.target,
    authority: request.authority,
    headers: withForwardingHeaders(request.headers, { connection, request, requestId }),
  }
}
