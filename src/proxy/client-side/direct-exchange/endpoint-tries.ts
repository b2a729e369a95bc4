// The endpoint's side of an exchange: an endpoint is chosen and sent the request, and another one where that could not
// be asked, by the rules of the reference way (request/forward/forward-with-failover.ts, request/retry).
import { longestTimerMs } from '../../../snapshot/longest-timer.ts'
import type { Backend, Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { ChosenEndpoint } from '../../balancing/balancer.ts'
import type { AnswerReceiver, EndpointHead } from '../../endpoint-side/answer-receiver.ts'
import type { RequestToEndpoint, WrittenHead } from '../../endpoint-side/request-to-endpoint.ts'
import { EndpointStream } from '../../endpoint-side/http2/endpoint-stream.ts'
import { cancelCode } from '../../endpoint-side/http2/reset-codes.ts'
import {
  mayBeSentTwice,
  mayTakeAnotherConnection,
  mayTakeAnotherEndpoint,
  wasSurelyNotProcessed,
} from '../../endpoint-side/sent-again.ts'
import type { EndpointTls } from '../../endpoint-side/tls/endpoint-tls.ts'
import type { AccessNotes } from '../../request/answer/access-notes.ts'
import {
  endpointOutcomeOf,
  isUnreached,
  maxTries,
} from '../../request/forward/forward-with-failover.ts'
import { protocolFor } from '../../request/forward/forwarders.ts'
import { TriedEndpoints } from '../../request/forward/retry-endpoints.ts'
import { backoffBefore } from '../../request/retry/retry-backoff.ts'
import { maxRefused } from '../../request/retry/retry-request.ts'
import { GivenUp } from '../../words/deadline.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { failure, type UpstreamFailure } from '../../words/failure.ts'
import type { DirectRequest, ExchangeClient } from './exchange-client.ts'
import { KeptBody } from './kept-body.ts'

/** Who is told what comes of the request. */
export interface TriesOwner {
  readonly asked: DirectRequest
  onInterim(head: EndpointHead): void
  onAnswer(head: EndpointHead): void
  onBody(bytes: Buffer, start: number, end: number): void
  onPieceEnd(): void
  onEnd(trailers: HeaderList): void
  /** There is no answer: undefined, because there is no endpoint. */
  onUnanswered(failure: UpstreamFailure | undefined): void
  /** The answer does not end. */
  onAnswerCut(failure: UpstreamFailure): void
  /** A try took too long. */
  giveUp(given: GivenUp): void
}

interface Given {
  readonly owner: TriesOwner
  readonly client: ExchangeClient
  readonly notes: AccessNotes
  readonly backend: Backend
  readonly tls: EndpointTls | undefined
  readonly head: WrittenHead
}

const neverAborted = new AbortController().signal

export class EndpointTries implements AnswerReceiver {
  readonly takes = 'content'
  readonly isHead: boolean
  readonly mayBeSentTwice: boolean
  readonly #given: Given
  readonly #protocol: Backend['protocol']
  #upstream: RequestToEndpoint | undefined
  #pick: ChosenEndpoint | undefined
  #timer: NodeJS.Timeout | undefined
  #sent: KeptBody | undefined
  #isAnswered = false
  /** On a new connection, as all that were kept may be stale. */
  #isFresh = false
  #failure: UpstreamFailure | undefined
  // Of this round: one ends where no other endpoint may be asked.
  #tried: Set<Endpoint> | undefined
  #mayRepeat = true
  // Of all rounds.
  #refusals = 0
  #endpoints: TriedEndpoints | undefined
  /** The round whose interim answers the client gets. */
  #informing: number | undefined

  constructor(given: Given) {
    this.#given = given
    const { asked } = given.owner
    this.#protocol = protocolFor(asked.found.match.rule, given.backend)
    this.isHead = asked.request.method === 'HEAD'
    this.mayBeSentTwice = mayBeSentTwice(this.#repeated)
  }

  get #asked(): DirectRequest {
    return this.#given.owner.asked
  }

  get #repeated() {
    const { request, body } = this.#asked
    return { method: request.method, body, signal: neverAborted, upgrade: undefined }
  }

  begin(): void {
    const tried = (this.#tried?.size ?? 0) < maxTries ? this.#choose() : undefined
    if (tried === undefined) return this.#endRound()
    const { backend, notes } = this.#given
    notes.tries(backend, tried.endpoint, this.#whyNow)
    this.#pick = tried
    const { backendRequestMs } = this.#asked.found.match.rule.timeouts
    if (backendRequestMs && backendRequestMs <= longestTimerMs)
      this.#timer = setTimeout(this.#onLate, backendRequestMs)
    this.#take('kept')
  }

  #choose(): ChosenEndpoint | undefined {
    const { client, backend } = this.#given
    const { live, request } = this.#asked
    const choose = (tried: ReadonlySet<Endpoint>) =>
      client.parts.balancer.choose({
        backend,
        endpoints: live.snapshot.endpoints[backend.name] ?? noEndpoints,
        request,
        connection: client.facts,
        tried,
      })
    const tried = this.#tried ?? noneTried
    return this.#endpoints ? this.#endpoints.choose(tried, choose) : choose(tried)
  }

  get #whyNow(): 'failed-over' | 'retried' | undefined {
    if (this.#tried) return 'failed-over'
    return this.#refusals > 0 ? 'retried' : undefined
  }

  #take(which: 'kept' | 'fresh'): void {
    this.#isFresh = which === 'fresh'
    const { client, tls } = this.#given
    const { endpoint } = this.#pick!
    const upstream =
      this.#protocol === 'h2c'
        ? new EndpointStream({
            lane: client.parts.streams.of(tls),
            endpoint,
            receiver: this,
            cancelCode: cancelCode(this.#asked.isGrpc),
            which,
          })
        : client.parts.connections.of(endpoint, tls).take(this, which)
    this.#upstream = upstream
    if (upstream.isReady) this.onConnected()
  }

  onConnected(): void {
    const upstream = this.#upstream
    if (upstream === undefined) return
    try {
      upstream.writeHead(this.#given.head)
    } catch (error) {
      this.drop()
      return this.#given.owner.onUnanswered(failure('request', error))
    }
    const { body } = this.#asked
    if (this.#upstream !== upstream) return
    if (body !== undefined) upstream.writeBody(this.#bodySoFar)
    if (body === undefined || body.isOver) return upstream.endRequest(body?.trailers)
    upstream.flush()
    this.#given.client.resumeBody()
  }

  /** Kept on: a connection may turn out to be closed before it took any of it. */
  get #bodySoFar(): Buffer {
    if (this.#sent) return this.#sent.bytes
    const { client } = this.#given
    const first = client.takeBody()
    this.#sent = new KeptBody(first, this.#protocol === 'h2c' ? client.keptBytes : undefined)
    return first
  }

  /** Of the body; of its end, perhaps nothing. */
  onBodyBytes(bytes: Buffer): void {
    const upstream = this.#upstream
    const { body } = this.#asked
    this.#sent?.add(bytes)
    if (upstream?.isReady !== true || body === undefined) return
    upstream.writeBody(bytes)
    if (body.isOver) upstream.endRequest(body.trailers)
    else if (!upstream.flush()) this.#given.client.pauseBody()
  }

  onDrain(): void {
    if (this.#asked.body?.isOver === false) this.#given.client.resumeBody()
  }

  onInterim(head: EndpointHead): void {
    this.#mayRepeat = false
    this.#informing ??= this.#refusals
    if (this.#informing === this.#refusals) this.#given.owner.onInterim(head)
  }

  onAnswer(head: EndpointHead): void {
    this.#isAnswered = true
    this.#sent?.forget()
    this.#given.owner.onAnswer(head)
  }

  onBody(bytes: Buffer, start: number, end: number): void {
    this.#given.owner.onBody(bytes, start, end)
  }

  onPieceEnd(): void {
    this.#given.owner.onPieceEnd()
  }

  onEnd(trailers: HeaderList): void {
    this.#upstream = undefined
    this.#release('ok')
    this.#given.owner.onEnd(trailers)
  }

  pause(): void {
    this.#upstream?.pause()
  }

  resume(): void {
    this.#upstream?.resume()
  }

  /** It is not wanted any more. */
  drop(): void {
    const upstream = this.#upstream
    this.#upstream = undefined
    upstream?.giveUp()
    this.#sent?.forget()
    this.#release(this.#isAnswered ? 'ok' : 'unknown')
  }

  onFailure(failed: UpstreamFailure, isStale: boolean): void {
    this.#upstream = undefined
    if (this.#isAnswered) {
      this.#release('ok')
      return this.#given.owner.onAnswerCut(failed)
    }
    // Until another one takes it.
    if (this.#asked.body?.isOver === false) this.#given.client.pauseBody()
    if (this.#mayTakeFresh(failed, isStale)) return this.#take('fresh')
    const { endpoint } = this.#pick!
    this.#release(endpointOutcomeOf(failed))
    this.#failure = failed
    ;(this.#tried ??= new Set()).add(endpoint)
    if (this.#protocol === 'h2c') this.#noteTried(endpoint, failed)
    if (failed.isUnsent && this.#isRepeatable) return this.begin()
    if (!this.#mayRepeat || !mayTakeAnotherEndpoint(failed, this.#repeated)) return this.#endRound()
    this.#mayRepeat = false
    this.begin()
  }

  get #isRepeatable(): boolean {
    return this.#sent?.isWhole !== false
  }

  /** One of HTTP/2 that was new says what the next would say. */
  #mayTakeFresh(failed: UpstreamFailure, isKept: boolean): boolean {
    if (this.#isFresh || !this.#isRepeatable || failed.reason !== 'reset') return false
    if (this.#protocol === 'h2c' && !isKept) return false
    return mayTakeAnotherConnection(failed, this.#repeated, { isKept })
  }

  #noteTried(endpoint: Endpoint, failed: UpstreamFailure): void {
    this.#endpoints ??= new TriedEndpoints()
    if (isUnreached(failed)) this.#endpoints.noteUnreachable(endpoint)
    else this.#endpoints.noteReached(endpoint)
  }

  /** What an endpoint of HTTP/2 refused has not been processed. */
  #endRound(): void {
    const failed = this.#failure
    const isRefused = failed !== undefined && wasSurelyNotProcessed(failed)
    if (!isRefused || !this.#isRepeatable || this.#refusals === maxRefused)
      return this.#given.owner.onUnanswered(failed)
    this.#refusals++
    this.#tried = undefined
    this.#mayRepeat = true
    this.#timer = setTimeout(() => this.begin(), backoffBefore(this.#refusals, 0))
  }

  readonly #onLate = (): void => {
    const { backendRequestMs } = this.#asked.found.match.rule.timeouts
    this.#given.owner.giveUp(
      new GivenUp('backend-timeout', `It was not over after ${backendRequestMs} ms`),
    )
  }

  #release(outcome: Parameters<ChosenEndpoint['release']>[0]): void {
    clearTimeout(this.#timer)
    this.#pick?.release(outcome)
    this.#pick = undefined
  }
}

const noneTried: ReadonlySet<Endpoint> = new Set()
const noEndpoints: readonly Endpoint[] = []
