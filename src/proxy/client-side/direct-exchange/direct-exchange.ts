// One request from its decision to its record: what is decided, the answer to the client, and how it ends. What is
// decided is decided by the functions of the reference way (src/proxy/request); here is only how it is carried. Its
// endpoint's side is endpoint-tries.ts.
import { longestTimerMs } from '../../../snapshot/longest-timer.ts'
import type { BackendRef, Cors } from '../../../snapshot/routing-snapshot.ts'
import type { EndpointHead } from '../../endpoint-side/answer-receiver.ts'
import { endpointTlsOf } from '../../endpoint-side/tls/endpoint-tls.ts'
import { filterResponse } from '../../filters/apply-filters.ts'
import { AccessNotes } from '../../request/answer/access-notes.ts'
import { grpcAnswer } from '../../request/answer/grpc-answers.ts'
import { type LocalAnswer, localAnswers, responseOf } from '../../request/answer/local-answers.ts'
import { answerToFailure, failureAnswers } from '../../request/answer/upstream-failures.ts'
import { maxPassedInterims } from '../../request/forward/interim-answers.ts'
import { decideMatch } from '../../request/serve-match.ts'
import { GivenUp } from '../../words/deadline.ts'
import type { HeaderList, Response } from '../../words/exchange.ts'
import { asError, type UpstreamFailure } from '../../words/failure.ts'
import { EndpointTries, type TriesOwner } from './endpoint-tries.ts'
import type { DirectRequest, ExchangeClient } from './exchange-client.ts'
import { type GrpcEnd, grpcEndOf } from './grpc-end.ts'
import { RequestHeadToEndpoint } from './written-head.ts'

/** Of a turn of its loop, beside a request that goes by the pipeline. */
export const costOfRequest = 1 / 8

const neverAborted = new AbortController().signal

export class DirectExchange implements TriesOwner {
  readonly bytes = { received: 0, sent: 0 }
  readonly asked: DirectRequest
  readonly #notes: AccessNotes
  readonly #client: ExchangeClient
  #ref: BackendRef | undefined
  #cors: Cors | undefined
  #tries: EndpointTries | undefined
  #interims = 0
  /** Of an answer by gRPC. */
  #grpc: GrpcEnd | undefined
  #isAnswered = false
  #isOver = false
  /** To take more of the answer. */
  #isClientAwaited = false
  #requestTimer: NodeJS.Timeout | undefined
  #bodyTimer: NodeJS.Timeout | undefined

  constructor(client: ExchangeClient, asked: DirectRequest) {
    this.#client = client
    this.asked = asked
    const { request, requestId, hasOwnId, found } = asked
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

  /** It is its turn. */
  begin(): void {
    const { request, live, found, mayLoop } = this.asked
    const { snapshot } = live
    const decision = decideMatch({ found, request, snapshot, mayLoop })
    this.#cors = decision.cors
    if (decision.type === 'answer') {
      if (decision.error !== undefined) this.#notes.error(decision.error)
      return this.answerLocally(decision.answer)
    }
    const { ref, backend } = decision
    this.#ref = ref
    const tls = endpointTlsOf(snapshot, backend, found.listener.backendCertificate)
    const connection = this.#client.facts
    const head = new RequestHeadToEndpoint({
      asked: this.asked,
      connection,
      ref,
      isSecure: tls !== undefined,
    })
    const tries = new EndpointTries({
      owner: this,
      client: this.#client,
      notes: this.#notes,
      backend,
      tls,
      head,
    })
    this.#tries = tries
    const { limitMs } = this.asked
    if (limitMs) this.#requestTimer = this.#giveUpAfter(limitMs, 'request-timeout')
    const hasEndpoint = (snapshot.endpoints[backend.name]?.length ?? 0) > 0
    if (!hasEndpoint) return tries.begin()
    this.onBodyAhead()
    if (!this.isBodyAwaited) return tries.begin()
    if (this.asked.isStreamed) {
      this.#client.pauseBody()
      return tries.begin()
    }
    const { backendRequestMs } = found.match.rule.timeouts
    if (backendRequestMs) this.#bodyTimer = this.#giveUpAfter(backendRequestMs, 'body-timeout')
    this.#client.readAhead()
  }

  // From the client.

  /** A part of the body was read. */
  onBodyAhead(): void {
    this.bytes.received = this.asked.body?.received ?? 0
  }

  /** As much of it as is read before an endpoint is asked. */
  onReadAhead(): void {
    clearTimeout(this.#bodyTimer)
    this.#tries?.begin()
  }

  /** More of a body of which the first part was taken. */
  onBodyBytes(bytes: Buffer, start: number, end: number): void {
    this.bytes.received += end - start
    this.#tries?.onBodyBytes(bytes.subarray(start, end))
  }

  /** Nobody heard of it, and nobody is told. */
  abandon(): void {
    this.#isOver = true
    clearTimeout(this.#requestTimer)
    clearTimeout(this.#bodyTimer)
  }

  // From the endpoint.

  onInterim(head: EndpointHead): void {
    this.#client.moved()
    if (head.status === 100 || ++this.#interims > maxPassedInterims) return
    this.#client.answer.inform(head)
  }

  onAnswer(head: EndpointHead): void {
    const notes = this.#notes
    this.#client.moved()
    notes.upstreamAnswered()
    notes.status(head.status)
    this.#isAnswered = true
    if (this.asked.isGrpc) this.#grpc = grpcEndOf(head, notes)
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

  #changedHeaders(head: EndpointHead): HeaderList {
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
    this.#tries?.resume()
  }

  #waitForClient(): void {
    if (this.#isClientAwaited) return
    this.#isClientAwaited = true
    this.#tries?.pause()
  }

  onEnd(trailers: HeaderList): void {
    if (this.#isOver) return
    this.#grpc?.onEnd(trailers)
    this.#client.answer.end(trailers)
  }

  // The end.

  onUnanswered(failure: UpstreamFailure | undefined): void {
    if (this.#isOver) return
    if (failure === undefined) return this.answerLocally(localAnswers['no-endpoint'])
    this.#notes.error(failure.error)
    this.answerLocally(answerToFailure(failure, neverAborted))
  }

  /** What the client has of it must not look complete. */
  onAnswerCut(failure: UpstreamFailure): void {
    if (this.#isOver) return
    this.#notes.flag('response-cut')
    this.#notes.error(failure.error)
    this.#cut(this.#grpc?.statusOfCut(failure))
  }

  answerLocally(answer: LocalAnswer): void {
    const response = this.#localResponse(answer)
    if (answer.flag) this.#notes.flag(answer.flag)
    this.#isAnswered = true
    this.#restartTimers()
    if (typeof response.body === 'string') this.bytes.sent += Buffer.byteLength(response.body)
    this.#client.answer.local(response)
  }

  /** The client has as long to take the answer; one that goes out at the end of the turn is not cut by another limit. */
  #restartTimers(): void {
    clearTimeout(this.#bodyTimer)
    if (this.#requestTimer === undefined) return
    clearTimeout(this.#requestTimer)
    this.#requestTimer = this.#giveUpAfter(this.asked.limitMs!, 'request-timeout')
  }

  /** All of the answer is with the system. */
  onAnswerSent(): void {
    if (!this.#isOver) this.#finish()
  }

  #localResponse(answer: LocalAnswer): Response {
    const { request, isGrpc } = this.asked
    const ofGrpc = isGrpc ? grpcAnswer(answer, request) : undefined
    const response = ofGrpc ?? responseOf(answer, request, this.#cors)
    this.#notes.status(response.status)
    this.#notes.grpcStatus(response.headers)
    return response
  }

  /** By a time limit: answered where that can be, or else cut. */
  giveUp(given: GivenUp): void {
    if (this.#isOver) return
    this.#tries?.drop()
    if (this.#isAnswered) {
      this.#notes.flag(given.flag)
      if (given.flag !== 'read-timeout') this.#notes.flag('response-cut')
      this.#notes.error(given)
      return this.#cut(this.#grpc?.statusOfLate(given.flag))
    }
    this.#notes.error(given)
    this.#client.giveUpBody()
    this.answerLocally(failureAnswers[given.flag])
  }

  onClientGone(): void {
    if (this.#isOver) return
    this.#tries?.drop()
    if (this.#grpc?.isCut) return this.#finish()
    if (!this.#isAnswered) this.#localResponse(failureAnswers['client-gone'])
    this.#notes.flag('client-gone')
    this.#notes.error(this.#isAnswered ? this.#client.answer.whyGone : goneBefore)
    this.#finish()
  }

  /** `status`: trailers of gRPC, which tell that the answer is not whole. */
  #cut(status?: HeaderList): void {
    this.#tries?.drop()
    if (status !== undefined) return this.#client.answer.end(status)
    this.#finish(true)
  }

  #finish(isCut = false): void {
    this.#isOver = true
    clearTimeout(this.#requestTimer)
    clearTimeout(this.#bodyTimer)
    this.#client.onServed({ notes: this.#notes, isCut, hasSent: this.bytes.sent > 0 })
  }

  #giveUpAfter(ms: number, flag: GivenUp['flag']): NodeJS.Timeout | undefined {
    if (ms > longestTimerMs) return undefined
    return setTimeout(() => this.giveUp(new GivenUp(flag, `It was not over after ${ms} ms`)), ms)
  }
}

const goneBefore = 'The client went away'
