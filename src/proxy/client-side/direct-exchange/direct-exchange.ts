// One request from its decision to its record: chosen endpoint, head and body to it, the answer back. What is decided
// is decided by the functions of the reference way (src/proxy/request); here is only how it is carried.
import { longestTimerMs } from '../../../snapshot/longest-timer.ts'
import type { Backend, BackendRef, Cors, Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { ChosenEndpoint } from '../../balancing/balancer.ts'
import type { AnswerHead } from '../../endpoint-side/http1-direct/answer-head.ts'
import type { AnswerReceiver } from '../../endpoint-side/http1-direct/answer-receiver.ts'
import type { EndpointConnection } from '../../endpoint-side/http1-direct/endpoint-connection.ts'
import {
  mayBeSentTwice,
  mayTakeAnotherConnection,
  mayTakeAnotherEndpoint,
} from '../../endpoint-side/sent-again.ts'
import { endpointTlsOf } from '../../endpoint-side/tls/endpoint-tls.ts'
import { filterRequest, filterResponse } from '../../filters/apply-filters.ts'
import { withForwardingHeaders } from '../../filters/forwarding-headers.ts'
import { AccessNotes } from '../../request/answer/access-notes.ts'
import { type LocalAnswer, localAnswers, responseOf } from '../../request/answer/local-answers.ts'
import { answerToFailure, failureAnswers } from '../../request/answer/upstream-failures.ts'
import { endpointOutcomeOf, maxTries } from '../../request/forward/forward-with-failover.ts'
import { maxPassedInterims } from '../../request/forward/interim-answers.ts'
import { decideMatch } from '../../request/serve-match.ts'
import { GivenUp } from '../../words/deadline.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { asError, type UpstreamFailure } from '../../words/failure.ts'
import { endpointHead } from './endpoint-head.ts'
import type { DirectRequest, ExchangeClient } from './exchange-client.ts'

/** Of a turn of its loop, beside a request that goes by the pipeline. */
export const costOfRequest = 1 / 8

const neverAborted = new AbortController().signal

export class DirectExchange implements AnswerReceiver {
  readonly isHead: boolean
  readonly mayBeSentTwice: boolean
  readonly takes = 'content'
  readonly bytes = { received: 0, sent: 0 }
  readonly #notes: AccessNotes
  readonly asked: DirectRequest
  readonly #client: ExchangeClient
  #ref: BackendRef | undefined
  #backend: Backend | undefined
  #cors: Cors | undefined
  /** What is written to an endpoint first. */
  #head = ''
  #sent: Buffer | undefined
  /** More of the body was passed on than is kept. */
  #hasPassedMore = false
  #tried: Set<Endpoint> | undefined
  #pick: ChosenEndpoint | undefined
  #upstream: EndpointConnection | undefined
  #isFresh = false
  #mayRepeat = true
  #interims = 0
  #failure: UpstreamFailure | undefined
  #isAnswered = false
  #isOver = false
  /** To take more of the answer. */
  #isClientAwaited = false
  #requestTimer: NodeJS.Timeout | undefined
  #tryTimer: NodeJS.Timeout | undefined

  constructor(client: ExchangeClient, asked: DirectRequest) {
    this.#client = client
    this.asked = asked
    const { request, requestId, hasOwnId, found } = asked
    this.isHead = request.method === 'HEAD'
    this.mayBeSentTwice = mayBeSentTwice(this.#repeated)
    const { bytes } = this
    const userAgent = () => asked.userAgent
    const noted = { request, connection: client.facts, bytes, userAgent, hasOwnId }
    this.#notes = new AccessNotes(noted, requestId)
    this.#notes.listener(found.listener)
    this.#notes.match(found.match)
  }

  get isAnswered(): boolean {
    return this.#isAnswered
  }

  /** Whether it waits for more of the client's body. */
  get isBodyAwaited(): boolean {
    const { body } = this.asked
    return body !== undefined && !body.isOver
  }

  get #repeated() {
    const { request, body } = this.asked
    return { method: request.method, body, signal: neverAborted, upgrade: undefined }
  }

  /** It is its turn. */
  begin(): void {
    const { request, live, found, mayLoop, way } = this.asked
    const decision = decideMatch({ found, request, snapshot: live.snapshot, mayLoop })
    this.#cors = decision.cors
    if (decision.type === 'answer') {
      if (decision.error !== undefined) this.#notes.error(decision.error)
      return this.answerLocally(decision.answer)
    }
    this.#ref = decision.ref
    this.#backend = decision.backend
    this.#head = way.changesRequest ? this.#changedHead(decision.ref) : this.asked.head
    const { requestMs } = found.match.rule.timeouts
    if (requestMs) this.#requestTimer = this.#giveUpAfter(requestMs, 'request-timeout')
    const endpoints = live.snapshot.endpoints[decision.backend.name] ?? noEndpoints
    if (endpoints.length === 0) return this.#try()
    this.onBodyAhead()
    if (!this.isBodyAwaited) return this.#try()
    const { backendRequestMs } = found.match.rule.timeouts
    if (backendRequestMs) this.#tryTimer = this.#giveUpAfter(backendRequestMs, 'body-timeout')
    this.#client.readAhead()
  }

  /** A part of the body was read. */
  onBodyAhead(): void {
    this.bytes.received = this.asked.body?.received ?? 0
  }

  /** As much of it as is read before an endpoint is asked. */
  onReadAhead(): void {
    clearTimeout(this.#tryTimer)
    this.#try()
  }

  /** Nobody heard of it, and nobody is told. */
  abandon(): void {
    this.#isOver = true
    clearTimeout(this.#requestTimer)
    clearTimeout(this.#tryTimer)
  }

  #changedHead({ filters }: BackendRef): string {
    const { request, requestId, found, body, declaredLength } = this.asked
    const { match } = found
    const connection = this.#client.facts
    const headers = withForwardingHeaders(request.headers, { connection, request, requestId })
    const { target, authority } = request
    const byRule = filterRequest(match.rule.filters, { target, authority, headers }, match)
    return endpointHead(request.method, filterRequest(filters, byRule, match), {
      isChunked: body?.isChunked === true,
      length: declaredLength,
    })
  }

  // To the endpoint.

  #try(): void {
    const { live, request, found } = this.asked
    const backend = this.#backend!
    const pick =
      (this.#tried?.size ?? 0) < maxTries
        ? this.#client.parts.balancer.choose({
            backend,
            endpoints: live.snapshot.endpoints[backend.name] ?? noEndpoints,
            request,
            connection: this.#client.facts,
            tried: this.#tried ?? noneTried,
          })
        : undefined
    if (pick === undefined) return this.#answerFailure()
    this.#notes.tries(backend, pick.endpoint, this.#failure ? 'failed-over' : undefined)
    this.#pick = pick
    const { backendRequestMs } = found.match.rule.timeouts
    if (backendRequestMs) this.#tryTimer = this.#giveUpAfter(backendRequestMs, 'backend-timeout')
    this.#isFresh = false
    this.#take()
  }

  #take(): void {
    const { live, found } = this.asked
    const tls = endpointTlsOf(live.snapshot, this.#backend!, found.listener.backendCertificate)
    const connections = this.#client.parts.connections.of(this.#pick!.endpoint, tls)
    const upstream = connections.take(this, this.#isFresh ? 'fresh' : 'kept')
    this.#upstream = upstream
    if (upstream.isReady) this.onConnected()
  }

  onConnected(): void {
    const upstream = this.#upstream
    if (upstream === undefined) return
    const { body } = this.asked
    upstream.writeHead(this.#head, body?.isChunked === true)
    // Kept on: a connection may turn out to be closed before it took any of it.
    if (body !== undefined) upstream.writeBody((this.#sent ??= this.#client.takeBody()))
    if (body === undefined || body.isOver) return upstream.endRequest(body?.trailers)
    upstream.flush()
    this.#client.resumeBody()
  }

  /** More of a body that is not kept; of its end, perhaps nothing. */
  onBodyBytes(bytes: Buffer, start: number, end: number): void {
    const { body } = this.asked
    this.bytes.received += end - start
    this.#hasPassedMore = true
    const upstream = this.#upstream
    if (upstream === undefined || body === undefined) return
    upstream.writeBody(bytes.subarray(start, end))
    if (body.isOver) upstream.endRequest(body.trailers)
    else if (!upstream.flush()) this.#client.pauseBody()
  }

  onDrain(): void {
    if (this.isBodyAwaited) this.#client.resumeBody()
  }

  // From the endpoint.

  onInterim(head: AnswerHead): void {
    this.#mayRepeat = false
    this.#client.moved()
    if (head.status === 100 || ++this.#interims > maxPassedInterims) return
    this.#client.answer.inform(head)
  }

  onAnswer(head: AnswerHead): void {
    const notes = this.#notes
    this.#client.moved()
    notes.upstreamAnswered()
    notes.status(head.status)
    this.#isAnswered = true
    try {
      this.#client.answer.head(
        head,
        this.asked.way.changesAnswer ? this.#changedHeaders(head) : undefined,
      )
    } catch (error) {
      notes.error(asError(error))
      this.#cut()
    }
  }

  #changedHeaders(head: AnswerHead): HeaderList {
    const { request, found } = this.asked
    return filterResponse(
      [...found.match.rule.filters, ...this.#ref!.filters],
      head.list(),
      request,
    )
  }

  onBody(bytes: Buffer, start: number, end: number): void {
    if (this.#isOver) return
    this.#client.moved()
    this.bytes.sent += end - start
    if (!this.#client.answer.body(bytes, start, end)) this.#waitForClient()
  }

  onPieceEnd(): void {
    if (!this.#isOver && !this.#client.answer.flush()) this.#waitForClient()
  }

  /** The client takes more. */
  onClientDrain(): void {
    this.#isClientAwaited = false
    this.#upstream?.resume()
  }

  #waitForClient(): void {
    if (this.#isClientAwaited) return
    this.#isClientAwaited = true
    this.#upstream?.pause()
  }

  onEnd(trailers: HeaderList): void {
    this.#upstream = undefined
    if (this.#isOver) return
    this.#release('ok')
    this.#client.answer.end(trailers)
  }

  onFailure(failure: UpstreamFailure, isStale: boolean): void {
    this.#upstream = undefined
    if (this.#isOver) return
    if (this.#isAnswered) return this.#cutBy(failure.error)
    if (
      !this.#isFresh &&
      !this.#hasPassedMore &&
      failure.reason === 'reset' &&
      mayTakeAnotherConnection(failure, this.#repeated, { isKept: isStale })
    ) {
      // All that were kept may be as stale.
      this.#isFresh = true
      if (this.isBodyAwaited) this.#client.pauseBody()
      return this.#take()
    }
    const tried = this.#pick?.endpoint
    this.#release(endpointOutcomeOf(failure))
    this.#failure = failure
    if (tried) (this.#tried ??= new Set()).add(tried)
    if (this.isBodyAwaited) this.#client.pauseBody()
    if (failure.isUnsent && !this.#hasPassedMore) return this.#try()
    if (!this.#mayRepeat || !mayTakeAnotherEndpoint(failure, this.#repeated))
      return this.#answerFailure()
    this.#mayRepeat = false
    this.#try()
  }

  // The end.

  #answerFailure(): void {
    const failure = this.#failure
    if (failure === undefined) return this.answerLocally(localAnswers['no-endpoint'])
    this.#notes.error(failure.error)
    this.answerLocally(answerToFailure(failure, neverAborted))
  }

  answerLocally(answer: LocalAnswer): void {
    const response = responseOf(answer, this.asked.request, this.#cors)
    this.#notes.status(response.status)
    if (answer.flag) this.#notes.flag(answer.flag)
    this.#isAnswered = true
    if (typeof response.body === 'string') this.bytes.sent += Buffer.byteLength(response.body)
    this.#client.answer.local(response)
  }

  /** All of the answer is with the system. */
  onAnswerSent(): void {
    if (!this.#isOver) this.#finish()
  }

  /** By a time limit: answered where that can be, or else cut. */
  giveUp(given: GivenUp): void {
    if (this.#isOver) return
    this.#dropUpstream()
    if (this.#isAnswered) {
      this.#notes.flag(given.flag)
      if (given.flag !== 'read-timeout') this.#notes.flag('response-cut')
      this.#notes.error(given)
      return this.#cut()
    }
    this.#notes.error(given)
    this.#client.giveUpBody()
    this.answerLocally(failureAnswers[given.flag])
  }

  onClientGone(): void {
    if (this.#isOver) return
    this.#dropUpstream()
    if (!this.#isAnswered) this.#notes.status(failureAnswers['client-gone'].status)
    this.#notes.flag('client-gone')
    this.#notes.error(this.#isAnswered ? this.#client.answer.whyGone : goneBefore)
    this.#finish()
  }

  /** What the client has of it must not look complete. */
  #cutBy(error: Error): void {
    this.#release('ok')
    this.#notes.flag('response-cut')
    this.#notes.error(error)
    this.#cut()
  }

  #cut(): void {
    this.#dropUpstream()
    this.#client.answer.flush()
    this.#finish(true)
  }

  #dropUpstream(): void {
    const upstream = this.#upstream
    this.#upstream = undefined
    upstream?.giveUp()
    this.#release(this.#isAnswered ? 'ok' : 'unknown')
  }

  #release(outcome: Parameters<ChosenEndpoint['release']>[0]): void {
    clearTimeout(this.#tryTimer)
    this.#pick?.release(outcome)
    this.#pick = undefined
  }

  #finish(isCut = false): void {
    this.#isOver = true
    clearTimeout(this.#requestTimer)
    this.#client.onServed({ notes: this.#notes, isCut, hasSent: this.bytes.sent > 0 })
  }

  #giveUpAfter(ms: number, flag: GivenUp['flag']): NodeJS.Timeout | undefined {
    if (ms > longestTimerMs) return undefined
    return setTimeout(() => this.giveUp(new GivenUp(flag, `It was not over after ${ms} ms`)), ms)
  }
}

const noneTried: ReadonlySet<Endpoint> = new Set()
const noEndpoints: readonly Endpoint[] = []
const goneBefore = 'The client went away'
