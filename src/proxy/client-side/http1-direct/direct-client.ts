// One client's connection on the direct way: one request at a time, each read, begun at its turn and served by an
// exchange of its own. Whatever is not plain is handed over with every byte of it, before anything of it was answered.
import type { Socket } from 'node:net'
import type { ClientAllowance } from '../../request/forward/shared-allowance.ts'
import { localAnswers } from '../../request/answer/local-answers.ts'
import type { ClientConnection } from '../../sockets/client-connection.ts'
import type { HeldConnection } from '../../sockets/connection-table.ts'
import { endSoon } from '../../sockets/linger.ts'
import { refuse, type RequestRefusal } from '../../sockets/refusal.ts'
import { incomplete } from '../../http1-bytes/field-lines.ts'
import { lineFeed } from '../../http1-bytes/octets.ts'
import type { Connection } from '../../words/exchange.ts'
import type { KeepAliveLines } from './client-head.ts'
import { tooSlow } from '../idle-request.ts'
import { ClientWatch } from './client-watch.ts'
import { type BodyReader, DirectBody } from './direct-body.ts'
import type { DirectOwner } from './direct-context.ts'
import { AheadRoom } from '../direct-exchange/ahead-room.ts'
import { costOfRequest, DirectExchange } from '../direct-exchange/direct-exchange.ts'
import type { ExchangeClient, ServedRequest } from '../direct-exchange/exchange-client.ts'
import { type AnsweredClient, Http1Answer } from './http1-answer.ts'
import type { DirectParts } from '../../request/direct-parts.ts'
import { readPlainHead } from './plain-head.ts'
import { type ReadRequest, RequestReader } from './read-request.ts'

/** With its body. */
interface AskedRequest extends ReadRequest {
  readonly body: DirectBody | undefined
}

type State =
  /** For the head of a request. */
  | 'head'
  /** Until its request may begin. */
  | 'turn'
  /** For the body, and the answer. */
  | 'served'
  /** For the rest of a body whose request was answered. */
  | 'unread'
  | 'over'

/** A head in more pieces is read by a parser that goes on where it stopped. */
const mostPieces = 8

export class DirectClient implements ExchangeClient, AnsweredClient, BodyReader {
  readonly parts: DirectParts
  readonly facts: Connection
  readonly stream: Socket
  readonly keepAlive: KeepAliveLines
  readonly watch: ClientWatch
  readonly answer: Http1Answer
  readonly #service: DirectOwner
  readonly #connection: ClientConnection
  readonly #held: HeldConnection
  readonly #reader: RequestReader
  #state: State = 'head'
  #hasSpoken = false
  #hasEnded = false
  /** Of a head. */
  #part: Buffer | undefined
  #pieces = 0
  /** Requests came ahead of their turn: they wait in the stream. */
  #hasEarly = false
  /** Of the next request, while it is not told yet that the system has the answer that its client has. */
  #ahead: Buffer | undefined
  #isAdmitted = false
  #asked: AskedRequest | undefined
  /** Its body is not waited for any more. */
  #isGivenUp = false
  #exchange: DirectExchange | undefined
  #keptBytes: ClientAllowance | undefined

  constructor(service: DirectOwner, connection: ClientConnection, held: HeldConnection) {
    this.#service = service
    this.#connection = connection
    this.#held = held
    this.parts = service.context.parts
    this.keepAlive = service.keepAlive
    this.facts = connection.facts
    this.stream = connection.stream
    this.answer = new Http1Answer(this)
    this.#reader = new RequestReader(connection.facts)
    this.watch = new ClientWatch(service.context.limits, () => this.#exchange?.giveUp(tooSlow()))
    this.stream.on('data', this.#onData).on('end', this.#onEnd)
    this.stream.on('drain', this.#onDrain).on('close', this.#onClose)
  }

  get keptBytes(): ClientAllowance {
    return (this.#keptBytes ??= this.parts.keptBytes.of(this.facts.remoteAddress))
  }

  get isBetweenRequests(): boolean {
    return this.#state === 'head' && this.#hasSpoken && this.#part === undefined
  }

  moved(): void {
    this.watch.moved()
  }

  // From the client.

  readonly #onData = (chunk: Buffer): void => {
    this.watch.moved()
    switch (this.#state) {
      case 'head':
        return this.#onHeadBytes(chunk)
      case 'over':
        return
      default: {
        const body = this.#asked?.body
        if (body === undefined || body.isOver) this.onBehindBody(chunk)
        else body.receive(chunk)
      }
    }
  }

  #onHeadBytes(chunk: Buffer): void {
    const bytes = this.#part === undefined ? chunk : Buffer.concat([this.#part, chunk])
    const end = readPlainHead(bytes, bytes.length)
    if (end === incomplete && ++this.#pieces < mostPieces && bytes.length < this.#mostHeadBytes) {
      if (this.#part === undefined) this.watch.startHead()
      this.#part = bytes
      return
    }
    this.#part = undefined
    this.#pieces = 0
    if (end < 0 || end > this.#mostHeadBytes || !this.#onHead(bytes, end)) this.#handOver(bytes)
  }

  get #mostHeadBytes(): number {
    return this.#service.context.limits.headBytes
  }

  /** False: it is for the reference way. */
  #onHead(bytes: Buffer, end: number): boolean {
    const live = this.parts.live()
    const read = this.#reader.read(bytes, end, live, this.#service.waysOf(live.snapshot))
    if (read === undefined) return false
    const { isChunked, declaredLength } = read
    let body: DirectBody | undefined
    let bodyEnd = end
    if (isChunked || declaredLength > 0) {
      body = new DirectBody(declaredLength, this.stream, this)
      bodyEnd = body.begin(bytes, end)
    }
    // Requests that come ahead of their turn are the reference way's, all of them, and malformed bodies.
    if (bodyEnd !== bytes.length) return false
    if (!this.#hasSpoken) {
      this.#hasSpoken = true
      this.#service.context.doors.onSpoke(this.#connection)
    }
    this.#asked = { ...read, body }
    // Its client said so before the body was known.
    if (this.#hasEnded) body?.end()
    this.answer.begin(read.request.method)
    this.#admit(body)
    return true
  }

  #admit(body: DirectBody | undefined): void {
    const { shared } = this.#service.context
    this.#isAdmitted = shared.begin(this.#held)
    shared.table.hold(this.#held)
    const turn = this.#isAdmitted
      ? shared.turns.next(this.#held, body === undefined || body.isOver, costOfRequest)
      : shared.turns.refusal()
    if (typeof turn === 'boolean') return this.#onTurn(turn)
    this.#state = 'turn'
    void turn.then((isNext) => this.#onTurn(isNext))
  }

  #onTurn(isNext: boolean): void {
    const asked = this.#asked!
    const { observer, shared } = this.#service.context
    this.#isGivenUp = false
    if (this.#state !== 'over') this.#state = 'served'
    const exchange = new DirectExchange(this, asked)
    this.#exchange = exchange
    observer.onExchange?.(this.#connection.socketName, 1)
    if (this.stream.destroyed) return exchange.onClientGone()
    if (isNext) return exchange.begin()
    shared.onLimit(
      this.#held.socketName,
      this.#isAdmitted ? 'too-many-waiting' : 'too-many-under-way',
    )
    exchange.answerLocally(localAnswers.overloaded)
  }

  // The body.

  readAhead(): void {
    const { parts, facts } = this
    this.watch.startAhead()
    this.#awaitBody()
    const allowance = parts.readAhead.of(facts.remoteAddress)
    const { readAheadBytes } = this.#service.context.limits
    this.#asked!.body!.readAhead(new AheadRoom(readAheadBytes, allowance))
  }

  onAhead(more: number): void {
    this.watch.addBody(more)
    this.#exchange?.onBodyAhead()
  }

  onReadAhead(): void {
    this.watch.pauseBody()
    this.#exchange?.onReadAhead()
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    this.watch.addBody(end - start)
    this.#exchange?.onBodyBytes(bytes, start, end)
    if (this.#state === 'unread' && this.#asked?.body?.isOver) this.#next()
  }

  onBehindBody(bytes: Buffer): void {
    if (this.answer.isWritten && !this.#hasEarly) return this.#keepAhead(bytes)
    this.#hasEarly = true
    this.stream.pause()
    // Its end is not told before they are read. Nothing can be put back behind it: they are refused by the close then.
    if (!this.#hasEnded) this.stream.unshift(bytes)
  }

  #keepAhead(bytes: Buffer): void {
    if (this.#ahead !== undefined) this.stream.pause()
    this.#ahead = this.#ahead === undefined ? bytes : Buffer.concat([this.#ahead, bytes])
  }

  /** Its rest never comes, or nobody can tell where it ends. */
  onMalformed(refusal: RequestRefusal): void {
    const exchange = this.#exchange!
    const body = this.#asked!.body!
    const isUnheard = body.isAhead && body.isChunked && body.received === 0
    this.#leave()
    const { isAnswered } = exchange
    if (isUnheard) {
      exchange.abandon()
      this.#endRequest()
    } else exchange.onClientGone()
    this.answer.writeNow()
    if (isAnswered) this.stream.destroy()
    else this.#service.context.doors.refuse(this.#connection, refusal)
  }

  takeBody(): Buffer {
    return this.#asked!.body!.take()
  }

  giveUpBody(): void {
    this.#isGivenUp = true
  }

  pauseBody(): void {
    this.watch.pauseBody()
    this.#asked?.body?.pause()
  }

  resumeBody(): void {
    if (this.#hasEarly) return
    if (!this.#exchange?.isAnswered) this.#awaitBody()
    this.#asked?.body?.resume()
  }

  /** A rule's own time limits go before the lowest rate. */
  #awaitBody(): void {
    if (!hasTimeouts(this.#asked!)) this.watch.awaitBody()
  }

  // To the client.

  settleUnreadBody(): boolean {
    const { isLast, body } = this.#asked!
    this.watch.endBody()
    const isLastOfAll =
      isLast || this.#hasEnded || this.#service.isEnding || this.facts.tls?.isOutdated?.() === true
    if (body === undefined || body.isOver) return isLastOfAll
    body.take()
    const isShort = !body.isChunked && body.length <= this.#service.context.limits.drainedBodyBytes
    return isLastOfAll || !isShort || this.#isGivenUp
  }

  onAnswerDrain(): void {
    this.#exchange?.onClientDrain()
  }

  onAnswerSent(): void {
    this.#exchange?.onAnswerSent()
  }

  /** Its exchange is over. */
  onServed({ notes, isCut, hasSent }: ServedRequest): void {
    const { observer } = this.#service.context
    this.#endRequest()
    observer.onRequest(notes.record())
    const { stream } = this
    if (stream.destroyed || this.#state === 'over') return
    if (isCut) return this.#cut(hasSent)
    const isBodyOver = this.#asked?.body?.isOver !== false
    if (this.answer.isLast || this.#service.isDraining) {
      this.#leave()
      if (isBodyOver) stream.destroySoon()
      else endSoon(stream, '', this.#service.context.limits)
    } else if (isBodyOver) this.#next()
    else {
      this.#state = 'unread'
      this.#asked?.body?.resume()
    }
  }

  #endRequest(): void {
    const { observer, shared } = this.#service.context
    this.#exchange = undefined
    this.#asked?.body?.take()
    this.watch.endBody()
    observer.onExchange?.(this.#connection.socketName, -1)
    shared.table.release(this.#held)
    if (this.#isAdmitted) shared.table.end(this.#held)
  }

  #next(): void {
    this.#state = 'head'
    this.#asked = undefined
    const ahead = this.#ahead
    if (ahead !== undefined) {
      this.#ahead = undefined
      this.stream.resume()
      this.#onHeadBytes(ahead)
      if (this.#state !== 'head') return
    }
    if (this.#hasEnded) this.#endBetweenRequests()
    else if (this.#hasEarly) this.#handOver(this.#part)
  }

  /** What the client has must not look complete. What is cut without a head tells it nothing. */
  #cut(hasSent: boolean): void {
    const { stream } = this
    this.answer.writeNow()
    this.#leave()
    if (hasSent) stream.destroy()
    else stream.write('', () => stream.destroy())
  }

  // The connection.

  readonly #onDrain = (): void => {
    this.watch.moved()
    this.#exchange?.onClientDrain()
  }

  readonly #onEnd = (): void => {
    this.#hasEnded = true
    if (this.#state === 'head' || this.#state === 'unread') return this.#endBetweenRequests()
    this.watch.startHalfClosed(this.stream)
    this.#asked?.body?.end()
  }

  #endBetweenRequests(): void {
    const isUnreadable =
      this.#state === 'unread' ||
      (this.#hasSpoken ? this.#part !== undefined : this.#part?.includes(lineFeed))
    this.#leave()
    if (isUnreadable) this.#service.context.doors.refuse(this.#connection, refuse('bad-syntax'))
    else this.stream.destroySoon()
  }

  readonly #onClose = (): void => {
    this.#leave()
    this.#exchange?.onClientGone()
  }

  /** Nothing more is heard of it here. */
  #leave(): void {
    this.#state = 'over'
    this.#part = undefined
    this.#asked?.body?.stop()
    this.stream.off('data', this.#onData).off('end', this.#onEnd)
    this.stream.off('drain', this.#onDrain).off('close', this.#onClose)
    this.#service.forget(this)
    this.#service.context.doors.onSpoke(this.#connection)
  }

  /** `bytes`: beside those that wait in the stream. */
  #handOver(bytes?: Buffer): void {
    const { stream } = this
    this.#leave()
    // Behind the end nothing can be put back.
    if (this.#hasEnded) return void stream.destroySoon()
    stream.pause()
    if (bytes) stream.unshift(bytes)
    this.#service.context.doors.handOver(this.#connection, !this.#hasSpoken)
  }

  /** Nothing more is served. */
  endIfIdle(): void {
    if (!this.isBetweenRequests) return
    this.#leave()
    this.stream.destroySoon()
  }

  sweep(now: number): void {
    this.watch.look(now)
    const { doors, limits, observer } = this.#service.context
    if (this.#state === 'head') {
      const isPart = this.#part !== undefined
      if (isPart || !this.#hasSpoken) {
        if (!this.watch.isHeadLate(now)) return
        this.#leave()
        if (isPart) return doors.refuse(this.#connection, refuse('header-timeout'))
        observer.onRefused(this.#connection.socketName, 'header-timeout')
        this.stream.destroy()
      } else if (this.watch.restsForMs(now) > limits.keepAliveMs) this.stream.destroy()
    } else if (this.#state === 'unread') {
      if (this.watch.restsForMs(now) > limits.idleMs) this.stream.destroy()
    } else if (this.#exchange) this.#sweepRequest(now, this.#exchange)
  }

  #sweepRequest(now: number, exchange: DirectExchange): void {
    const hasOwnLimits = hasTimeouts(this.#asked!)
    const body = this.#asked?.body
    // Its client may wait for an answer to what it sent.
    if (body?.isAhead && body.isChunked && this.watch.isAheadOver(now)) body.endAhead()
    const isPaused = body?.isPaused === true
    const isDeaf = (isPaused || this.#hasEarly) && !exchange.isAnswered
    if (this.watch.lookAtUnread(now, isDeaf)) this.#ask()
    if (this.#hasEnded) {
      const ask = this.watch.lookAtHalfClosed(now, this.stream, exchange.isAnswered)
      if (ask === 'gone') return void this.stream.destroy()
      if (ask === 'ask') this.#ask()
    }
    if (hasOwnLimits) return
    const isUnread = exchange.isAnswered && this.stream.writableLength > 0
    const isBodyAwaited = exchange.isBodyAwaited && !isPaused
    const given = this.watch.idleFor(now, isBodyAwaited, isUnread)
    if (given) exchange.giveUp(given)
  }

  /** Whether it is still there: the system of one that is not says so. Clients pass over what they did not ask for. */
  #ask(): void {
    this.stream.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1')
  }
}

function hasTimeouts({ found }: ReadRequest): boolean {
  const { requestMs, backendRequestMs } = found.match.rule.timeouts
  return requestMs !== undefined || backendRequestMs !== undefined
}
