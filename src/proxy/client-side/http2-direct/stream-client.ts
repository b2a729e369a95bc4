// One plain request of HTTP/2 as the client of an exchange: no stream of Node's, promise or signal is made for it.
import { http2Code } from '../../frames/http2-codes.ts'
import type { Http2Stream, StreamReceiver } from '../../http2/stream.ts'
import { localAnswers } from '../../request/answer/local-answers.ts'
import type { ClientAllowance } from '../../request/forward/shared-allowance.ts'
import type { DirectParts } from '../../request/direct-parts.ts'
import type { HeldConnection } from '../../sockets/connection-table.ts'
import type { Connection, RequestHead } from '../../words/exchange.ts'
import { BodyPace } from '../body-pace.ts'
import { AheadRoom } from '../direct-exchange/ahead-room.ts'
import { costOfRequest, DirectExchange } from '../direct-exchange/direct-exchange.ts'
import type {
  DirectRequest,
  ExchangeClient,
  ServedRequest,
} from '../direct-exchange/exchange-client.ts'
import { tooSlow, whyIdle } from '../idle-request.ts'
import { endToEndRequestTrailers } from '../request-headers.ts'
import type { ReadHead } from '../request-head.ts'
import type { DirectHttp2Context } from './direct-http2-context.ts'
import type { StreamRequest } from './read-stream-request.ts'
import type { WatchedRequest } from './silence-watch.ts'
import { type AnsweredStream, StreamAnswer } from './stream-answer.ts'
import { type StreamedBodyReader, StreamedBody } from './streamed-body.ts'

/** What those of one connection share. */
export interface StreamClients extends DirectHttp2Context {
  readonly facts: Connection
  readonly held: HeldConnection
  readonly keptBytes: ClientAllowance
}

export class StreamClient
  implements ExchangeClient, AnsweredStream, StreamReceiver, StreamedBodyReader, WatchedRequest
{
  readonly stream: Http2Stream
  /** As it was read. */
  readonly head: ReadHead
  readonly parts: DirectParts
  readonly facts: Connection
  readonly keptBytes: ClientAllowance
  readonly request: RequestHead
  readonly answer = new StreamAnswer(this)
  readonly #context: StreamClients
  readonly #asked: DirectRequest
  readonly #body: StreamedBody | undefined
  #trailers: readonly string[] | undefined
  #pace: BodyPace | undefined
  #isAdmitted = false
  #exchange: DirectExchange | undefined

  constructor(
    context: StreamClients,
    opened: {
      readonly stream: Http2Stream
      readonly head: ReadHead
      readonly asked: StreamRequest
    },
  ) {
    const { stream, head, asked } = opened
    this.#context = context
    this.head = head
    this.stream = stream
    this.parts = context.parts
    this.facts = context.facts
    this.keptBytes = context.keptBytes
    this.request = asked.request
    this.#body = asked.hasBody
      ? new StreamedBody(stream, this, asked.declaredLength < 0)
      : undefined
    this.#asked = { ...asked, body: this.#body }
  }

  /** Whether its client has given it up. */
  get isGone(): boolean {
    return this.stream.isClosed
  }

  get method(): string {
    return this.request.method
  }

  /**
   * To be asked before begin(): a body of which nobody knows how long it is, may have trailers, and its client may
   * wait for an answer to what it sent.
   */
  get isPlain(): boolean {
    const body = this.#body
    return (
      this.#asked.isStreamed || !body?.isChunked || (body.isOver && this.#trailers === undefined)
    )
  }

  /** What came of a request that is not plain. */
  giveTo(other: StreamReceiver): void {
    const body = this.#body
    const bytes = body?.giveUp()
    if (bytes && bytes.length > 0) other.onData(bytes)
    if (this.#trailers) other.onTrailers(this.#trailers)
    if (body?.isOver) other.onEnd()
  }

  begin(): void {
    const { shared } = this.#context
    this.#isAdmitted = shared.begin(this.#context.held)
    shared.table.hold(this.#context.held)
    const isWhole = this.#body?.isOver !== false
    const turn = this.#isAdmitted
      ? shared.turns.next(this.#context.held, isWhole, costOfRequest)
      : shared.turns.refusal()
    if (typeof turn === 'boolean') return this.#onTurn(turn)
    void turn.then((isNext) => this.#onTurn(isNext))
  }

  #onTurn(isNext: boolean): void {
    const { observer, shared } = this.#context
    const { socketName } = this.#context.held
    const exchange = new DirectExchange(this, this.#asked)
    this.#exchange = exchange
    observer.onExchange?.(socketName, 1)
    exchange.onBodyAhead()
    if (this.isGone) return exchange.onClientGone()
    if (isNext) return exchange.begin()
    shared.onLimit(socketName, this.#isAdmitted ? 'too-many-waiting' : 'too-many-under-way')
    exchange.answerLocally(localAnswers.overloaded)
  }

  // From the client.

  onData(bytes: Buffer): void {
    this.#pace?.add(bytes.length)
    this.#body?.receive(bytes)
  }

  onTrailers(fields: readonly string[]): void {
    this.#trailers = fields
    if (this.#body) this.#body.trailers = endToEndRequestTrailers(fields)
  }

  onEnd(): void {
    this.#endPace()
    this.#body?.end()
  }

  onCut(): void {
    this.#endPace()
    this.#exchange?.onClientGone()
  }

  onAhead(): void {
    this.#exchange?.onBodyAhead()
  }

  onReadAhead(): void {
    this.#pace?.pause()
    this.#exchange?.onReadAhead()
  }

  onBytes(bytes: Buffer): void {
    this.#exchange?.onBodyBytes(bytes, 0, bytes.length)
  }

  // For the exchange.

  moved(): void {
    this.stream.movedAt = performance.now()
  }

  readAhead(): void {
    this.#awaitBody()
    const { limits } = this.#context
    const allowance = this.parts.readAhead.of(this.facts.remoteAddress)
    this.#body?.readAhead(new AheadRoom(limits.readAheadBytes, allowance))
  }

  takeBody(): Buffer {
    return this.#body!.take()
  }

  pauseBody(): void {
    this.#pace?.pause()
    this.#body?.pause()
  }

  resumeBody(): void {
    if (!this.#exchange?.isAnswered) this.#awaitBody()
    this.#body?.resume()
  }

  giveUpBody(): void {
    this.#endPace()
  }

  /** Both sides may speak in turns from here on. */
  onAnswer(): void {
    this.#endPace()
  }

  onServed({ notes, isCut }: ServedRequest): void {
    const { observer, shared } = this.#context
    this.#exchange = undefined
    this.#endPace()
    this.#body?.forget()
    observer.onExchange?.(this.#context.held.socketName, -1)
    shared.table.release(this.#context.held)
    if (this.#isAdmitted) shared.table.end(this.#context.held)
    observer.onRequest(notes.record())
    if (!isCut) return
    // What there is of the answer, and a code that says that something failed: one that ends otherwise looks complete.
    this.stream.flush()
    this.stream.giveUp(http2Code.INTERNAL_ERROR)
  }

  // Of the stream.

  onDrain(): void {
    this.#exchange?.onClientDrain()
  }

  /** RFC 9113 §8.1: after a complete answer the client may be asked, without an error, to stop sending. */
  onSent(): void {
    if (!this.stream.isReceived) this.stream.reset(http2Code.NO_ERROR)
    this.#exchange?.onAnswerSent()
  }

  // Where nothing moves.

  /** Whether it may be silent for as long as its client is there. */
  get isIdleOfRule(): boolean {
    const { requestMs, backendRequestMs } = this.#asked.found.match.rule.timeouts
    return requestMs !== undefined || backendRequestMs !== undefined
  }

  giveUpIdle(): void {
    const isUnread = this.#exchange?.isAnswered === true && this.stream.isHeldUp
    this.#exchange?.giveUp(whyIdle(this.#body?.isAwaited === true, isUnread))
  }

  /** A rule's own time limits go before the lowest rate. */
  #awaitBody(): void {
    // Messages of gRPC may be hours apart.
    if (this.#asked.isGrpc || this.isIdleOfRule || this.#body?.hasEnded !== false) return
    this.#pace ??= new BodyPace(this.#context.limits, () => this.#exchange?.giveUp(tooSlow()))
    this.#pace.wait()
  }

  #endPace(): void {
    this.#pace?.end()
    this.#pace = undefined
  }
}
