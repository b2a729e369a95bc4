// One request on a connection to an HTTP/1.1 endpoint, as forwarders have it. It settles once, with the answer's
// head or a failure; after that, whatever goes wrong shows as an error of the answer's body.
import type { HeaderList } from '../../words/exchange.ts'
import { asError, failure } from '../../words/failure.ts'
import type { UpstreamFailure } from '../../words/failure.ts'
import { BodyFeed, type BodyTaker } from '../body-feed.ts'
import { endToEndTrailers } from '../end-to-end-headers.ts'
import type { ForwardRequest, ForwardResult } from '../forwarder.ts'
import { mayBeSentTwice, mayTakeAnotherConnection } from '../sent-again.ts'
import { demandWritableFields } from '../writable-head.ts'
import { AnswerBody, type BodySource } from './answer-body.ts'
import type { AnswerHead } from './answer-head.ts'
import type { Http1AnswerReceiver } from './answer-receiver.ts'
import type { EndpointConnection } from './endpoint-connection.ts'
import type { EndpointConnections } from './endpoint-connections.ts'

interface Given {
  /** The request's head, as it is written. */
  readonly head: string
  readonly connections: EndpointConnections
}

export class DirectAttempt implements Http1AnswerReceiver, BodySource, BodyTaker {
  readonly takes = 'content'
  readonly isHead: boolean
  readonly mayBeSentTwice: boolean
  readonly result: Promise<ForwardResult>
  readonly #resolve: (result: ForwardResult) => void
  readonly #request: ForwardRequest
  readonly #given: Given
  #connection: EndpointConnection
  /** On a connection that is kept: it may be tried once more on a new one. */
  #isFirst = true
  #feed: BodyFeed | undefined
  #answer: AnswerBody | undefined
  #isAnswerWhole = false
  #isFlushing = false
  #trailers: HeaderList = []

  constructor(request: ForwardRequest, given: Given) {
    const { promise, resolve } = Promise.withResolvers<ForwardResult>()
    this.result = promise
    this.#resolve = resolve
    this.#request = request
    this.#given = given
    this.isHead = request.method === 'HEAD'
    this.mayBeSentTwice = mayBeSentTwice(request)
    request.signal.addEventListener('abort', this.#onAbort)
    this.#connection = this.#begin('kept')
  }

  #begin(which: 'kept' | 'fresh'): EndpointConnection {
    const connection = this.#given.connections.take(this, which)
    if (connection.isReady) this.#send(connection)
    return connection
  }

  onConnected(): void {
    this.#send(this.#connection)
  }

  #send(connection: EndpointConnection): void {
    this.#connection = connection
    const { body, bodyLength } = this.#request
    const isChunked = bodyLength === undefined && body !== undefined
    connection.writeHead({ text: () => this.#given.head, isChunked })
    if (!body) return connection.endRequest()
    connection.flush()
    // Of a body nothing is read for a connection that took none of the head.
    if (!connection.isClosing) this.#feed = new BodyFeed(body, bodyLength, this)
  }

  onInterim(head: AnswerHead): void {
    this.#request.onInform(head.status, head.list())
  }

  onAnswer(head: AnswerHead): void {
    this.#answer = new AnswerBody(this)
    this.#resolve({
      type: 'response',
      status: head.status,
      headers: head.list(),
      body: this.#answer,
      trailers: () => this.#trailers,
    })
  }

  onBody(bytes: Buffer, start: number, end: number): void {
    this.#answer?.add(bytes, start, end)
  }

  onEnd(trailers: HeaderList): void {
    // Of the request's body nothing more is wanted.
    this.#feed?.stop()
    this.#isAnswerWhole = true
    this.#trailers = trailers
    this.#answer?.end()
  }

  onDrain(): void {
    this.#feed?.resume()
  }

  onFailure(failed: UpstreamFailure, isStale: boolean): void {
    const mayTryAgain =
      this.#isFirst &&
      failed.reason === 'reset' &&
      mayTakeAnotherConnection(failed, this.#request, { isKept: isStale })
    if (this.#answer) {
      this.#release()
      return this.#answer.cut(failed.error)
    }
    if (!mayTryAgain) return this.#fail(failed)
    this.#isFirst = false
    // All that were kept may be as stale.
    this.#connection = this.#begin('fresh')
  }

  take(chunk: Buffer): boolean {
    this.#flushSoon()
    return this.#connection.writeBody(chunk)
  }

  /** What comes in one turn goes out in one. */
  #flushSoon(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    const connection = this.#connection
    process.nextTick(() => {
      this.#isFlushing = false
      if (!connection.flush()) this.#feed?.pause()
    })
  }

  onWhole(): void {
    try {
      const trailers = endToEndTrailers(this.#request.trailers())
      demandWritableFields(trailers)
      this.#connection.endRequest(trailers)
    } catch (error) {
      this.onCut(asError(error))
    }
  }

  /** Cut, so that the endpoint can't take what it got for all of it. */
  onCut(error: Error): void {
    this.#connection.giveUp()
    this.#fail(failure('body', error))
  }

  pause(): void {
    this.#connection.pause()
  }

  resume(): void {
    if (!this.#isAnswerWhole) this.#connection.resume()
  }

  onBodyClosed(): void {
    this.#release()
    if (!this.#isAnswerWhole) this.#connection.giveUp()
  }

  readonly #onAbort = (): void => {
    this.#connection.giveUp()
    this.#fail(failure('aborted', this.#request.signal.reason))
  }

  #fail(failed: UpstreamFailure): void {
    this.#release()
    this.#answer?.destroy(failed.error)
    this.#resolve(failed)
  }

  #release(): void {
    this.#feed?.stop()
    this.#request.signal.removeEventListener('abort', this.#onAbort)
  }
}
