// One HTTP/2 request and the way back, over Node's stream API (its compatibility API hides how a
// stream ended).
import { constants, type ServerHttp2Stream } from 'node:http2'
import { Readable } from 'node:stream'
import type { Connection, HeaderList, RequestHead, Response } from '../../words/exchange.ts'
import { joinChunks } from '../../turns/join-chunks.ts'
import { answerFinished } from './answer-finished.ts'
import { isGrpc } from '../../words/grpc-request.ts'
import { BodyPace } from '../body-pace.ts'
import { ClientBody } from '../client-body.ts'
import type { ClientConnection } from '../../sockets/client-connection.ts'
import { giveUpIdle, tooSlow } from '../idle-request.ts'
import { LazySignal } from '../lazy-signal.ts'
import type { Limits } from '../../sockets/limits.ts'
import { pump } from '../../words/pump.ts'
import { endToEndRequestTrailers } from '../request-headers.ts'
import { http2AnswerHead } from '../http2-answer-head.ts'
import type { ReadHead } from '../request-head.ts'
import {
  checkStatus,
  hasNoBody,
  interimHeaders,
  lengthCheck,
  writableHeaders,
} from '../response-head.ts'
import type { ServedExchange } from '../served-exchange.ts'
import { asRecord, headSent, statusField } from './written-head.ts'

export interface Http2Turn {
  readonly stream: ServerHttp2Stream
  readonly head: ReadHead
  readonly client: ClientConnection
  readonly limits: Limits
  /** No stream after those that are open. */
  readonly endConnection: () => void
}

export class Http2Exchange implements ServedExchange {
  readonly request: RequestHead
  readonly connection: Connection
  readonly body: ClientBody | undefined
  readonly bodyLength: number | undefined
  readonly bytes = { received: 0, sent: 0 }
  readonly #stream: ServerHttp2Stream
  readonly #endConnection: () => void
  readonly #gone = new LazySignal()
  #isAnswered = false
  #isContinued: boolean
  #hasEnded: boolean
  #isIdleOfRule = false
  /** A head that ends the stream, or trailers: not sent yet. */
  #isLastHeadDue = false
  #clientTrailers: HeaderList = []

  constructor({ stream, head, client, limits, endConnection }: Http2Turn) {
    this.#stream = stream
    this.#endConnection = endConnection
    this.#isContinued = !head.expectsContinue
    this.#hasEnded = !head.hasBody
    this.request = head.request
    this.connection = client.facts
    this.bodyLength = head.bodyLength
    stream.on('trailers', (_headers: unknown, _flags: unknown, raw?: string[]) => {
      this.#clientTrailers = endToEndRequestTrailers(raw ?? [])
    })
    stream.once('aborted', () => this.#gone.abort())
    stream.once('close', () => {
      if (!stream.writableFinished || stream.rstCode !== constants.NGHTTP2_NO_ERROR)
        this.#gone.abort()
    })
    if (head.hasBody) joinChunks(stream)
    this.body = head.hasBody
      ? new ClientBody({
          stream,
          length: head.bodyLength,
          // A stream that was reset ends, too; only one that is still open was ended by its client.
          isComplete: () => !stream.aborted && stream.rstCode === constants.NGHTTP2_NO_ERROR,
          // Messages of gRPC may be hours apart.
          pace: isGrpc(head.request.headers)
            ? undefined
            : new BodyPace(limits, () => this.#gone.abort(tooSlow())),
          onFirstRead: () => this.inform(100, []),
          onChunk: (size) => {
            this.bytes.received += size
          },
        })
      : undefined
    stream.once('end', () => {
      this.#hasEnded = true
    })
  }

  get signal(): AbortSignal {
    return this.#gone.signal
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
    this.body?.leavePace()
  }

  giveUpIdle(): void {
    const isUnread = this.#isAnswered && this.#stream.writableLength > 0
    const { isAnswered } = this
    const isBodyAwaited = this.body?.isAwaited === true
    giveUpIdle({ isBodyAwaited, gone: this.#gone, isAnswered, isUnread, cut: () => this.cut() })
  }

  trailers(): HeaderList {
    return this.#clientTrailers
  }

  inform(status: number, headers: HeaderList): void {
    const stream = this.#stream
    if (this.#isAnswered || stream.headersSent || stream.destroyed || stream.closed) return
    if (status <= 101 && (status !== 100 || this.#isContinued)) return
    if (status > 199) return
    if (status === 100) this.#isContinued = true
    const written = interimHeaders(headers)
    if (written) stream.additionalHeaders({ ':status': status, ...asRecord(written) })
  }

  cut(): void {
    this.#isAnswered = true
    // With an error, so that the code says that something failed; without, an answer looks complete.
    this.#stream.destroy(new Error('The answer was cut'))
  }

  async respond(answer: Response): Promise<void> {
    const stream = this.#stream
    try {
      if (this.#isAnswered) throw new Error('The request was answered before')
      checkStatus(answer.status)
      const { fields, length } = http2AnswerHead(answer, this.request.method)
      this.#isAnswered = true
      // Both sides may speak in turns from here on.
      this.body?.leavePace()
      if (stream.destroyed || stream.closed) throw new Error('The client went away')
      if (answer.endsConnection) this.#endConnection()
      await this.#send(answer, fields, length)
    } catch (error) {
      // Whoever gave a body need not look after it any more.
      if (answer.body instanceof Readable) answer.body.destroy()
      throw error
    }
  }

  async switchProtocols(): Promise<void> {
    throw new Error('HTTP/2 has no upgrade')
  }

  async #send(answer: Response, fields: readonly string[], length?: number): Promise<void> {
    try {
      const done = answerFinished(this.#stream, this.request.method === 'HEAD')
      await Promise.all([done, this.#writeAnswer(answer, fields, length)])
      this.#leaveUnreadBody()
    } catch (error) {
      this.cut()
      throw error
    } finally {
      this.body?.destroy()
    }
  }

  async #writeAnswer(
    { status, body: content, trailers, trailersOfCut }: Response,
    fields: readonly string[],
    length?: number,
  ): Promise<void> {
    const stream = this.#stream
    const raw = [':status', statusField(status), ...fields.slice(2)]
    if (content === undefined || content === '' || hasNoBody(this.request.method, status)) {
      if (content instanceof Readable) content.on('error', ignore).resume()
      this.#isLastHeadDue = true
      stream.respond(raw, { endStream: true })
      this.#onLastHead()
      // Node ends the writable side itself, for HEAD even before.
      return
    }
    if (typeof content === 'string') {
      this.bytes.sent += Buffer.byteLength(content)
      stream.respond(raw)
      stream.end(content)
      return
    }
    stream.respond(raw, { waitForTrailers: trailers !== undefined })
    let ofCut: HeaderList | undefined
    if (trailers) this.#sendTrailers(() => ofCut ?? trailers())
    const check = lengthCheck(length)
    try {
      await pump(content, stream, (size) => {
        check.add(size)
        this.bytes.sent += size
      })
      check.end()
    } catch (error) {
      const isOver = stream.destroyed || stream.closed
      // No trailers mend a length that was promised.
      if (!trailersOfCut || length !== undefined || !content.errored || isOver) {
        await headSent()
        throw error
      }
      ofCut = trailersOfCut(content.errored)
    }
    stream.end()
  }

  #sendTrailers(trailers: () => HeaderList): void {
    const stream = this.#stream
    this.#isLastHeadDue = true
    stream.once('wantTrailers', () => {
      if (stream.closed) return
      try {
        stream.sendTrailers(asRecord(writableHeaders(trailers())))
      } catch {
        // What can't be written in a trailer can't be left out either: the answer is not whole.
        return this.cut()
      }
      this.#onLastHead()
    })
  }

  #onLastHead(): void {
    void headSent().then(() => {
      this.#isLastHeadDue = false
      this.#leaveUnreadBody()
    })
  }

  /** RFC 9113 §8.1: after a complete answer the client may be asked, without an error, to stop sending. */
  #leaveUnreadBody(): void {
    if (this.#hasEnded || this.#isLastHeadDue || this.#stream.closed) return
    this.#stream.close(constants.NGHTTP2_NO_ERROR)
  }
}

function ignore(): void {}
