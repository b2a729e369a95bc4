// One HTTP/2 request and the way back, over a stream of our own session. Nothing of a body is read, and nothing
// listens, where there is none.
import { http2Code } from '../../frames/http2-codes.ts'
import { Readable } from 'node:stream'
import type { Connection, HeaderList, RequestHead, Response } from '../../words/exchange.ts'
import { isGrpc } from '../../words/grpc-request.ts'
import { sendBody, type SentBody } from '../../http2/send-body.ts'
import type { Http2Stream, StreamReceiver } from '../../http2/stream.ts'
import { StreamBody } from '../../http2/stream-body.ts'
import { BodyPace } from '../body-pace.ts'
import type { ClientConnection } from '../../sockets/client-connection.ts'
import { giveUpIdle, tooSlow } from '../idle-request.ts'
import { LazySignal } from '../lazy-signal.ts'
import type { Limits } from '../../sockets/limits.ts'
import { endToEndRequestTrailers } from '../request-headers.ts'
import type { ReadHead } from '../request-head.ts'
import {
  checkStatus,
  hasNoBody,
  interimHeaders,
  lengthCheck,
  writableHeaders,
} from '../response-head.ts'
import { flatLower } from '../../words/header-list.ts'
import { http2AnswerHead } from '../http2-answer-head.ts'
import type { ServedExchange } from '../served-exchange.ts'

export interface DirectHttp2Turn {
  readonly stream: Http2Stream
  readonly head: ReadHead
  readonly client: ClientConnection
  readonly limits: Limits
  /** No stream after those that are open. */
  readonly endConnection: () => void
}

export class DirectHttp2Exchange implements ServedExchange, StreamReceiver {
  readonly request: RequestHead
  readonly connection: Connection
  readonly body: StreamBody | undefined
  readonly bodyLength: number | undefined
  readonly bytes = { received: 0, sent: 0 }
  readonly #stream: Http2Stream
  readonly #endConnection: () => void
  readonly #gone = new LazySignal()
  readonly #pace: BodyPace | undefined
  #isAnswered = false
  #isContinued: boolean
  #isIdleOfRule = false
  #clientTrailers: HeaderList = []
  #sent: SentBody | undefined
  /** Of the answer. */
  #over: PromiseWithResolvers<void> | undefined

  constructor({ stream, head, client, limits, endConnection }: DirectHttp2Turn) {
    this.#stream = stream
    this.#endConnection = endConnection
    this.#isContinued = !head.expectsContinue
    this.request = head.request
    this.connection = client.facts
    this.bodyLength = head.bodyLength
    if (!head.hasBody) return
    // Messages of gRPC may be hours apart.
    if (!isGrpc(head.request.headers))
      this.#pace = new BodyPace(limits, () => this.#gone.abort(tooSlow()))
    this.body = new StreamBody(stream, {
      onWait: () => {
        this.inform(100, [])
        this.#pace?.wait()
      },
      onRest: () => this.#pace?.pause(),
      onBytes: (bytes) => {
        this.bytes.received += bytes
        this.#pace?.add(bytes)
      },
      onOver: () => this.#pace?.end(),
    })
  }

  get signal(): AbortSignal {
    return this.#gone.signal
  }

  /** Whether its client has given it up. */
  get isGone(): boolean {
    return this.#stream.isClosed
  }

  get isAnswered(): boolean {
    return this.#isAnswered
  }

  /** Whether it may be silent for as long as its client is there. */
  get isIdleOfRule(): boolean {
    return this.#isIdleOfRule
  }

  leaveIdleToRule(): void {
    this.#isIdleOfRule = true
    this.#pace?.end()
  }

  giveUpIdle(): void {
    const { isAnswered } = this
    giveUpIdle({
      isBodyAwaited: this.body?.isWanted === true,
      gone: this.#gone,
      isAnswered,
      isUnread: isAnswered && this.#stream.isHeldUp,
      cut: () => this.cut(),
    })
  }

  trailers(): HeaderList {
    return this.#clientTrailers
  }

  inform(status: number, headers: HeaderList): void {
    if (this.#isAnswered || this.#stream.isClosed) return
    if (status <= 101 && (status !== 100 || this.#isContinued)) return
    if (status > 199) return
    if (status === 100) this.#isContinued = true
    const written = interimHeaders(headers)
    if (written) this.#stream.inform([':status', `${status}`, ...flatLower(written)])
  }

  cut(): void {
    this.#isAnswered = true
    // A code that says that something failed: an answer that ends otherwise looks complete.
    this.#stream.giveUp(http2Code.INTERNAL_ERROR)
  }

  async respond(answer: Response): Promise<void> {
    const over = Promise.withResolvers<void>()
    try {
      if (this.#isAnswered) throw new Error('The request was answered before')
      checkStatus(answer.status)
      const head = http2AnswerHead(answer, this.request.method)
      this.#isAnswered = true
      // Both sides may speak in turns from here on.
      this.#pace?.end()
      if (this.#stream.isClosed) throw new Error('The client went away')
      if (answer.endsConnection) this.#endConnection()
      this.#over = over
      this.#send(answer, head)
      await over.promise
    } catch (error) {
      // Whoever gave a body need not look after it any more.
      if (answer.body instanceof Readable) answer.body.destroy()
      throw error
    } finally {
      if (this.#over === over) this.body?.destroy()
    }
  }

  async switchProtocols(): Promise<void> {
    throw new Error('HTTP/2 has no upgrade')
  }

  onData(bytes: Buffer): void {
    this.body?.receive(bytes)
  }

  onTrailers(fields: readonly string[]): void {
    this.#clientTrailers = endToEndRequestTrailers(fields)
  }

  onEnd(): void {
    this.#pace?.end()
    this.body?.end()
  }

  onDrain(): void {
    this.#sent?.onDrain()
  }

  /** RFC 9113 §8.1: after a complete answer the client may be asked, without an error, to stop sending. */
  onSent(): void {
    if (!this.#stream.isReceived) this.#stream.reset(http2Code.NO_ERROR)
    this.#over?.resolve()
  }

  onCut(): void {
    this.#gone.abort()
    this.body?.cut('The client did not send all of its body')
    this.#sent?.stop()
    this.#over?.reject(new Error('The client went away'))
  }

  #send(
    { status, body, trailers, trailersOfCut }: Response,
    { fields, length }: { readonly fields: readonly string[]; readonly length: number | undefined },
  ): void {
    const stream = this.#stream
    const isEmpty = body === undefined || body === '' || hasNoBody(this.request.method, status)
    stream.head(fields, isEmpty)
    if (isEmpty) {
      if (body instanceof Readable) body.on('error', ignore).resume()
      return
    }
    if (typeof body === 'string') {
      const bytes = Buffer.from(body)
      this.bytes.sent += bytes.length
      stream.write(bytes)
      return stream.end()
    }
    const check = lengthCheck(length)
    this.#sent = sendBody(stream, body, {
      onBytes: (bytes) => {
        check.add(bytes)
        this.bytes.sent += bytes
      },
      onEnd: () => {
        try {
          check.end()
          stream.end(flatLower(writableHeaders(trailers?.() ?? [])))
        } catch (error) {
          // What can't be written in a trailer can't be left out either: the answer is not whole.
          this.#fail(error, body)
        }
      },
      onFailure: (error) => {
        // No trailers mend a length that was promised.
        if (!trailersOfCut || length !== undefined || !body.errored) return this.#fail(error, body)
        stream.end(flatLower(writableHeaders(trailersOfCut(body.errored))))
      },
    })
  }

  #fail(error: unknown, body: Readable): void {
    this.#over?.reject(error)
    body.destroy()
    this.cut()
  }
}

function ignore(): void {}
