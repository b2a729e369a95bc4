// What a rule makes of a request that met it: the same filters, the same choice of a backend, of all
// backendRefs instead of one that was drawn.
import { shownTarget } from '../../snapshot/hide-secrets.ts'
import type {
  BackendRef,
  HttpRule,
  RoutingSnapshot,
  StreamBackendRef,
} from '../../snapshot/routing-snapshot.ts'
import { type OutgoingRequest, corsAmong } from '../filters/apply-filters.ts'
import type { RequestHead } from '../words/exchange.ts'
import { explainFilters } from './explain-filters.ts'
import { protocolFor } from '../request/forward/forwarders.ts'
import { grpcAnswer, grpcStatusIn } from '../request/answer/grpc-answers.ts'
import type { ExplainedBackendRef, ExplainedOutcome, Step } from './explanation.ts'
import { type LocalAnswer, localAnswers } from '../request/answer/local-answers.ts'
import { isLoop } from '../words/loop.ts'
import { answerOfFilters, type RequestMatch, whyNoBackend } from '../request/serve-match.ts'

export interface ExplainedMatch {
  readonly steps: readonly Step[]
  readonly outcome: ExplainedOutcome
  readonly backendRefs: readonly ExplainedBackendRef[]
}

export function explainMatch(
  snapshot: RoutingSnapshot,
  request: RequestHead,
  found: RequestMatch,
): ExplainedMatch {
  const { match } = found
  const { rule } = match
  if (rule.refused !== undefined)
    return ended([], localOutcome(localAnswers['rule-refused'], request, rule.refused))
  const before: OutgoingRequest = {
    target: request.target,
    authority: request.authority,
    headers: request.headers,
  }
  const cors = corsAmong(rule.filters)
  const answer = answerOfFilters({ ofRule: rule.filters }, cors, request, found)
  const { asked, says } = explainFilters(rule.filters, before, { match, request, answer })
  const steps: Step[] = says.map((text) => ({ step: 'filter', isPassed: true, says: text }))
  if (answer) return ended(steps, localOutcome(answer, request))
  const limits = limitsInWords(rule)
  if (limits !== '') steps.push({ step: 'limits', isPassed: true, says: limits })

  const total = totalWeight(rule.backendRefs)
  if (total === 0)
    return ended(
      steps,
      localOutcome(localAnswers['backend-invalid'], request, whyNoBackend(undefined)),
    )
  const backendRefs = rule.backendRefs
    .filter(({ weight }) => weight > 0)
    .map((ref) =>
      explainRef(ref, { snapshot, request, found, asked, percent: percentOf(ref, total) }),
    )
  return { steps, backendRefs, outcome: outcomeOfShares(backendRefs) }
}

export function totalWeight(refs: readonly StreamBackendRef[]): number {
  return refs.reduce((sum, { weight }) => sum + weight, 0)
}

export function percentOf({ weight }: StreamBackendRef, total: number): number {
  return Math.round((weight / total) * 1000) / 10
}

/** What becomes of all, where each backendRef has a share. */
export function outcomeOfShares(refs: readonly ExplainedBackendRef[]): ExplainedOutcome {
  const [only] = refs
  if (only && refs.length === 1) return only.outcome
  const says = refs.map(({ percent, outcome }) => `${percent} %: ${outcome.says}`).join('; ')
  const statuses = new Set(refs.map(({ outcome }) => outcome.status))
  const status = statuses.size === 1 ? [...statuses][0] : undefined
  const isServed = refs.some(({ outcome }) => outcome.isServed)
  return { isServed, ...(status !== undefined && { status }), says }
}

function ended(steps: readonly Step[], outcome: ExplainedOutcome): ExplainedMatch {
  return { steps, outcome, backendRefs: [] }
}

/** `why`: what the log says of it, where that is more than the client is told. */
export function localOutcome(
  answer: LocalAnswer,
  request: RequestHead,
  why?: string,
): ExplainedOutcome {
  const { status, sentence, headers = [] } = answer
  const isServed = status < 400
  const location = headers.find(([name]) => name === 'Location')?.[1]
  if (location !== undefined) return { isServed, status, says: `to ${shownTarget(location)}` }
  if (status === 204) return { isServed, status, says: 'the preflight is allowed' }
  const says = why ?? sentence
  const ofGrpc = grpcAnswer(answer, request)
  const grpcStatus = ofGrpc && grpcStatusIn(ofGrpc.headers)
  if (!ofGrpc || grpcStatus === undefined) return { isServed, status, says }
  return { isServed, status: ofGrpc.status, grpcStatus, says }
}

interface Case {
  readonly snapshot: RoutingSnapshot
  readonly request: RequestHead
  readonly found: RequestMatch
  /** What the rule's filters made of the request. */
  readonly asked: OutgoingRequest
  readonly percent: number
}

function explainRef(
  ref: BackendRef,
  { snapshot, request, found, asked, percent }: Case,
): ExplainedBackendRef {
  const { match } = found
  const backend = snapshot.backends[ref.backend ?? '']
  const endpoints = (backend && snapshot.endpoints[backend.name]) ?? []
  const cors = corsAmong(match.rule.filters) ?? corsAmong(ref.filters)
  const filters = { ofRule: match.rule.filters, ofRef: ref.filters }
  const answer = answerOfFilters(filters, cors, request, found)
  const filtered = explainFilters(ref.filters, asked, { match, request, answer })
  const outcome = (): ExplainedOutcome => {
    if (!backend) return localOutcome(localAnswers['backend-invalid'], request, whyNoBackend(ref))
    if (answer) return localOutcome(answer, request)
    if (isLoop(request.headers)) return localOutcome(localAnswers.loop, request)
    if (endpoints.length === 0)
      return localOutcome(
        localAnswers['no-endpoint'],
        request,
        `${backend.name} has no endpoint that is ready`,
      )
    const { target, authority } = filtered.asked
    const protocol = protocolFor(match.rule, backend) === 'h2c' ? 'HTTP/2' : 'HTTP/1.1'
    const tls = backend.tls ? `, TLS for ${backend.tls.hostname}` : ''
    const says = `${backend.name} gets ${request.method} ${shownTarget(target)} for host ${authority} (${protocol}${tls})`
    return { isServed: true, says }
  }
  return {
    name: ref.name,
    percent,
    backend: backend?.name ?? null,
    outcome: outcome(),
    filters: filtered.says,
    endpoints: explainedEndpoints(endpoints),
  }
}

export function explainedEndpoints(
  endpoints: RoutingSnapshot['endpoints'][string],
): ExplainedBackendRef['endpoints'] {
  return endpoints.map(({ name, address, port }) => ({
    name,
    address: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
  }))
}

function limitsInWords({ timeouts, retry }: HttpRule): string {
  const { requestMs, backendRequestMs } = timeouts
  return [
    ...(requestMs === undefined ? [] : [`the request may take ${timeOf(requestMs)}`]),
    ...(backendRequestMs === undefined ? [] : [`an endpoint may take ${timeOf(backendRequestMs)}`]),
    ...(retry === undefined ? [] : [`tried again at most ${times(retry.attempts)}`]),
  ].join('; ')
}

function timeOf(ms: number): string {
  return ms === 0 ? 'any time' : `${ms} ms`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
