// One request as a stream of an HTTP/2 connection to an endpoint, and its answer, told by calls alone
// (answer-receiver.ts). What the endpoint sends ahead of its reader is bounded by the stream's window.
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { Http2Stream } from '../../http2/stream.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { http2Code } from '../../frames/http2-codes.ts'
import { asError, connectFailure, failure, type UpstreamFailure } from '../../words/failure.ts'
import { GrowingBuffer } from '../../words/growing-buffer.ts'
import type { AnswerReceiver } from '../answer-receiver.ts'
import type { RequestToEndpoint, WrittenHead } from '../request-to-endpoint.ts'
import { flatLower } from '../../words/header-list.ts'
import { endToEndTrailers, pairsOf } from '../end-to-end-headers.ts'
import { maxInterimAnswers } from '../endpoint-limits.ts'
import { untilTold } from '../until-told.ts'
import type { Http2AnswerReceiver } from './endpoint-session.ts'
import { Http2AnswerHead, problemOfHead } from './http2-answer-head.ts'
import type { Http2Lane } from './http2-pools.ts'
import type { SessionPreference, StreamSlot } from './http2-session-pool.ts'
import { failureOfCut, failureOfMalformed } from './reset-codes.ts'

interface Given {
  readonly lane: Http2Lane
  readonly endpoint: Endpoint
  readonly receiver: AnswerReceiver
  /** With which it is given up. */
  readonly cancelCode: number
  /** `fresh`: on a new connection in any case, as all that are kept may be stale. */
  readonly which: 'kept' | 'fresh'
}

export class EndpointStream implements RequestToEndpoint, Http2AnswerReceiver {
  readonly isHead: boolean
  readonly #lane: Http2Lane
  readonly #endpoint: Endpoint
  readonly #mayBeSentTwice: boolean
  readonly #cancelCode: number
  #receiver: AnswerReceiver | undefined
  #slot: StreamSlot | undefined
  #stream: Http2Stream | undefined
  #isReady = false
  #hasBody = false
  /** Part of the body was written. */
  #isBodyBegun = false
  /** More of it is to wait. */
  #isFull = false
  #isAnswered = false
  /** Its answer has no body, whatever comes. */
  #isEmpty = false
  #interims = 0
  #trailers: HeaderList = noTrailers
  #isPaused = false
  /** Came while its receiver wanted no more. */
  #kept: GrowingBuffer | undefined
  /** What comes after that. */
  #last: 'end' | UpstreamFailure | undefined

  constructor({ lane, endpoint, receiver, cancelCode, which }: Given) {
    this.#lane = lane
    this.#endpoint = endpoint
    this.#receiver = receiver
    this.#cancelCode = cancelCode
    this.isHead = receiver.isHead
    this.#mayBeSentTwice = receiver.mayBeSentTwice
    const slot = which === 'kept' ? lane.acquireNow(endpoint) : undefined
    if (slot === undefined) void this.#acquire(which === 'kept' ? 'any' : 'new')
    else if (this.#mayBeClosing(slot)) void this.#waitUntilTold(slot)
    else this.#take(slot)
  }

  get isReady(): boolean {
    return this.#isReady
  }

  writeHead(head: WrittenHead): void {
    const { session } = this.#slot!
    this.#hasBody = head.hasBody
    // A connection that closed this moment can take no request.
    if (session.isClosed)
      return this.#fail(failure('reset', new Error('The connection is closing'), true))
    this.#stream = session.request(head.fields(), !head.hasBody, this)
  }

  writeBody(bytes: Buffer): boolean {
    const stream = this.#stream
    if (stream === undefined || stream.isClosed) return true
    if (bytes.length > 0) this.#isBodyBegun = true
    this.#isFull = !stream.write(bytes)
    return !this.#isFull
  }

  /** It goes out at the end of the turn, with what others write. */
  flush(): boolean {
    return !this.#isFull
  }

  endRequest(trailers: HeaderList = noTrailers): void {
    if (this.#hasBody) this.#stream?.end(flatLower(trailers))
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    const kept = this.#kept?.take()
    this.#kept = undefined
    if (kept) this.#give(kept)
    if (!this.#isPaused && this.#last) this.#giveLast(this.#last)
  }

  giveUp(): void {
    this.#receiver = undefined
    this.#stream?.reset(this.#cancelCode)
    this.#release()
  }

  // From the connection.

  onHead(status: number, fields: readonly string[], endsStream: boolean): void {
    this.#slot?.heard()
    const { isHead } = this
    if (status >= 100 && status < 200) {
      if (++this.#interims > maxInterimAnswers)
        return this.#giveUpAs(new Error('The endpoint sent too many 1xx answers'))
      const head = new Http2AnswerHead({ status, fields, endsStream, isHead })
      return this.#receiver?.onInterim(head)
    }
    const problem = problemOfHead(status, fields)
    if (problem !== undefined) return this.#giveUpAs(new Error(problem))
    this.#isAnswered = true
    const head = new Http2AnswerHead({ status, fields, endsStream, isHead })
    this.#isEmpty = head.framing === 'none'
    this.#receiver?.onAnswer(head)
    if (this.#isEmpty && !endsStream) this.#endWithHead()
  }

  onHeadRead(): void {
    this.#receiver?.onPieceEnd?.()
  }

  onData(bytes: Buffer): void {
    // What comes before a head is nobody's.
    if (!this.#isAnswered) return this.onMalformed(http2Code.PROTOCOL_ERROR)
    this.#slot?.heard()
    if (this.#isEmpty) return this.#stream?.consume(bytes.length)
    if (!this.#isPaused) return this.#give(bytes)
    this.#kept ??= new GrowingBuffer()
    this.#kept.add(bytes)
  }

  onTrailers(fields: readonly string[]): void {
    this.#trailers = endToEndTrailers(pairsOf(fields))
  }

  onEnd(): void {
    if (this.#isAnswered) this.#endWith('end')
    else this.onMalformed(http2Code.PROTOCOL_ERROR)
  }

  onDrain(): void {
    this.#isFull = false
    this.#receiver?.onDrain()
  }

  onSent(): void {}

  onCut(code: number | undefined): void {
    const lost = this.#slot?.session.error?.message
    const error = asError(lost ?? (this.#isAnswered ? cutAnswer : 'The endpoint closed the stream'))
    this.#endWith(failureOfCut(error, code, !this.#hasBody || !this.#isBodyBegun))
  }

  onMalformed(code: number): void {
    this.#stream?.reset(code)
    this.#endWith(failureOfMalformed(code))
  }

  // Its place on a connection.

  async #acquire(wanted: SessionPreference): Promise<void> {
    let slot: StreamSlot
    try {
      slot = await this.#lane.acquire(this.#endpoint, wanted)
    } catch (error) {
      return this.#fail(connectFailure(error))
    }
    if (this.#receiver === undefined) return slot.release()
    if (this.#mayBeClosing(slot)) return this.#waitUntilTold(slot)
    this.#take(slot)
    this.#receiver.onConnected()
  }

  #mayBeClosing({ wasIdle }: StreamSlot): boolean {
    return wasIdle && !this.#mayBeSentTwice
  }

  /** That the endpoint has closed it may wait to be read. */
  async #waitUntilTold(slot: StreamSlot): Promise<void> {
    this.#slot = slot
    await untilTold()
    if (this.#receiver === undefined) return
    if (slot.session.isClosed) {
      this.#release()
      return this.#acquire('new')
    }
    this.#take(slot)
    this.#receiver.onConnected()
  }

  #take(slot: StreamSlot): void {
    this.#slot = slot
    this.#isReady = true
  }

  #release(): void {
    this.#slot?.release()
    this.#slot = undefined
  }

  // The answer, and its end.

  #give(bytes: Buffer): void {
    this.#receiver?.onBody(bytes, 0, bytes.length)
    this.#receiver?.onPieceEnd?.()
    this.#stream?.consume(bytes.length)
  }

  /** After what its receiver has not taken yet. */
  #endWith(last: 'end' | UpstreamFailure): void {
    if (this.#kept) this.#last = last
    else this.#giveLast(last)
  }

  #giveLast(last: 'end' | UpstreamFailure): void {
    if (last !== 'end') return this.#fail(last)
    const receiver = this.#receiver
    this.#receiver = undefined
    const stream = this.#stream
    // Whatever of the request's body was not wanted goes with it.
    if (stream && !stream.isEnding) stream.reset(this.#cancelCode)
    this.#release()
    receiver?.onEnd(this.#trailers)
  }

  /** Its end may come later: it is read, and is nobody's. */
  #endWithHead(): void {
    const receiver = this.#receiver
    this.#receiver = undefined
    if (this.#stream?.isEnding === false) this.giveUp()
    receiver?.onEnd(noTrailers)
  }

  #giveUpAs(error: Error): void {
    this.#stream?.reset(this.#cancelCode)
    this.#fail(failure('malformed', error))
  }

  #fail(failed: UpstreamFailure): void {
    const receiver = this.#receiver
    const isStale = this.#slot?.isReused === true
    this.#receiver = undefined
    this.#release()
    receiver?.onFailure(failed, isStale)
  }
}

const noTrailers: HeaderList = []
const cutAnswer = "The endpoint's answer was cut"
