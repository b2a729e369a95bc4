// One try of one request as a stream of an HTTP/2 connection. It settles once, with the answer's head
// or a failure; after that, whatever goes wrong shows as an error of the answer's body.
import { http2Code } from '../../frames/http2-codes.ts'
import type { Http2Stream } from '../../http2/stream.ts'
import { sendBody, type SentBody } from '../../http2/send-body.ts'
import { StreamBody } from '../../http2/stream-body.ts'
import { endToEndHeaders, endToEndTrailers, pairsOf } from '../end-to-end-headers.ts'
import { maxInterimAnswers } from '../endpoint-limits.ts'
import { asError, failure, type UpstreamFailure } from '../../words/failure.ts'
import type { ForwardRequest, ForwardResult } from '../forwarder.ts'
import type { Http2AnswerReceiver } from './endpoint-session.ts'
import { problemOfHead } from './http2-answer-head.ts'
import { http2RequestHead, http2RequestTrailers } from './http2-request-head.ts'
import { isGrpc } from '../../words/grpc-request.ts'
import type { StreamSlot } from './http2-session-pool.ts'
import { cancelCode, failureOfCut, failureOfMalformed } from './reset-codes.ts'

export function attemptHttp2(request: ForwardRequest, slot: StreamSlot): Promise<ForwardResult> {
  return new Http2Attempt(request, slot).result
}

class Http2Attempt implements Http2AnswerReceiver {
  readonly result: Promise<ForwardResult>
  readonly isHead: boolean
  readonly #request: ForwardRequest
  readonly #slot: StreamSlot
  readonly #cancelCode: number
  readonly #settle: (result: ForwardResult) => void
  #stream: Http2Stream | undefined
  #sent: SentBody | undefined
  #body: StreamBody | undefined
  #interims = 0
  #trailers: readonly string[] = []
  #resetCode: number | undefined

  constructor(request: ForwardRequest, slot: StreamSlot) {
    this.#request = request
    this.#slot = slot
    this.#cancelCode = cancelCode(isGrpc(request.headers))
    this.isHead = request.method === 'HEAD'
    const { promise, resolve } = Promise.withResolvers<ForwardResult>()
    this.result = promise
    this.#settle = resolve
    this.#begin()
  }

  onHead(status: number, fields: readonly string[], endsStream: boolean): void {
    this.#slot.heard()
    const headers = endToEndHeaders(pairsOf(fields))
    if (status >= 100 && status <= 199) {
      if (++this.#interims <= maxInterimAnswers) return this.#request.onInform(status, headers)
      return this.#fail(failure('malformed', new Error('The endpoint sent too many 1xx answers')))
    }
    const problem = problemOfHead(status, fields)
    if (problem) return this.#fail(failure('malformed', new Error(problem)))
    const stream = this.#stream!
    const body = new StreamBody(stream, {
      onBytes: this.#slot.heard,
      onOver: () => this.#onOver(stream),
    })
    this.#body = body
    this.#settle({
      type: 'response',
      status,
      headers,
      body,
      trailers: () => endToEndTrailers(pairsOf(this.#trailers)),
      endsWithHead: endsStream,
      resetCode: () => this.#resetCode,
    })
  }

  onData(bytes: Buffer): void {
    // What comes before a head is nobody's.
    if (this.#body) this.#body.receive(bytes)
    else this.onMalformed(http2Code.PROTOCOL_ERROR)
  }

  onTrailers(fields: readonly string[]): void {
    this.#trailers = fields
  }

  onEnd(): void {
    if (this.#body) this.#body.end()
    else this.onMalformed(http2Code.PROTOCOL_ERROR)
  }

  onDrain(): void {
    this.#sent?.onDrain()
  }

  onSent(): void {}

  onCut(code: number | undefined): void {
    this.#resetCode = code
    const lost = this.#slot.session.error?.message
    const error = asError(lost ?? 'The endpoint closed the stream')
    const { body } = this.#request
    const failed = failureOfCut(error, code, body === undefined || !body.readableDidRead)
    this.#end(failed, lost ?? "The endpoint's answer was cut")
  }

  onMalformed(code: number): void {
    this.#resetCode = code
    this.#stream?.reset(code)
    const failed = failureOfMalformed(code)
    this.#end(failed, failed.error.message)
  }

  #begin(): void {
    const { session } = this.#slot
    const { body, signal } = this.#request
    // A connection that closed this moment can take no request.
    if (session.isClosed)
      return this.#end(failure('connect', new Error('The connection is closing')), '')
    try {
      const { tls, bodyLength } = this.#request
      const fields = http2RequestHead({
        ...this.#request,
        scheme: tls ? 'https' : 'http',
        bodyLength: bodyLength !== undefined && body === undefined ? 0 : bodyLength,
      })
      this.#stream = session.request(fields, body === undefined, this)
    } catch (error) {
      // A head that can't be written never can.
      return this.#end(failure('request', error), '')
    }
    signal.addEventListener('abort', this.#onAbort)
    if (body) this.#sendBody(this.#stream, body)
  }

  #sendBody(stream: Http2Stream, body: NonNullable<ForwardRequest['body']>): void {
    const { bodyLength: length } = this.#request
    let bytes = 0
    const fail = (error: unknown) => this.#fail(failure('body', error))
    this.#sent = sendBody(stream, body, {
      onBytes(more) {
        bytes += more
        if (length !== undefined && bytes > length) throw new Error('The request body is too long')
      },
      onEnd: () => {
        if (length !== undefined && bytes < length)
          return fail(new Error('The request body is too short'))
        try {
          stream.end(http2RequestTrailers(this.#request))
        } catch (error) {
          fail(error)
        }
      },
      onFailure: fail,
    })
  }

  readonly #onAbort = (): void => this.#fail(failure('aborted', this.#request.signal.reason))

  /** Gives the stream up: what was sent must not pass for complete. */
  #fail(failed: UpstreamFailure): void {
    this.#stream?.reset(this.#cancelCode)
    this.#body?.destroy(failed.error)
    this.#end(failed, '')
  }

  /** Its answer ended, or nobody reads on. */
  #onOver(stream: Http2Stream): void {
    // Whatever of the request's body was not wanted goes with it.
    if (!stream.isReceived || !stream.isEnding) stream.reset(this.#cancelCode)
    this.#release()
  }

  #end(failed: UpstreamFailure, why: string): void {
    this.#settle(failed)
    this.#body?.cut(why)
    this.#release()
  }

  #release(): void {
    this.#request.signal.removeEventListener('abort', this.#onAbort)
    this.#leaveBody()
    this.#slot.release()
  }

  /** What of the request's body was not read stays unread. */
  #leaveBody(): void {
    this.#sent?.stop()
    this.#sent = undefined
  }
}
