// One HTTP/1.x request and the way back, over Node's request and response. Framing, keep-alive and
// what becomes of an unread body are decided here.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable, type Duplex } from 'node:stream'
import type { Connection, HeaderList, RequestHead, Response } from '../../words/exchange.ts'
import { BodyPace } from '../body-pace.ts'
import { ClientBody } from '../client-body.ts'
import type { ClientConnection, ListenerContext } from '../../sockets/client-connection.ts'
import { giveUpIdle, tooSlow } from '../idle-request.ts'
import { LazySignal } from '../lazy-signal.ts'
import { UnreadClient } from '../unread-client.ts'
import { lingerAtEnd } from '../../sockets/linger.ts'
import { endToEndRequestTrailers } from '../request-headers.ts'
import { sendAnswerBody } from './http1-answer-body.ts'
import { http1ResponseHead, requiredUpgrade } from '../http1-response-head.ts'
import type { ReadHead } from '../request-head.ts'
import { checkStatus, flat, interimHeaders, writableHeaders } from '../response-head.ts'
import type { ServedExchange } from '../served-exchange.ts'
import { joinTunnel, switchingHead } from './tunnel.ts'

export interface Http1Turn {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly head: ReadHead
  readonly client: ClientConnection
  readonly service: ListenerContext
  /** Whether the answer must be the last of its connection. */
  readonly isLast: () => boolean
  /** Of an upgrade: what the client sent after its head. */
  readonly afterHead?: Buffer
}

export class Http1Exchange implements ServedExchange {
  readonly request: RequestHead
  readonly connection: Connection
  readonly body: ClientBody | undefined
  readonly bodyLength: number | undefined
  readonly bytes = { received: 0, sent: 0 }
  onSwitch?: () => void
  isEvicted?: boolean
  readonly #turn: Http1Turn
  readonly #gone = new LazySignal()
  #isAnswered = false
  #isSwitched = false
  #isContinued: boolean

  constructor(turn: Http1Turn) {
    const { request, response, head, client, service } = turn
    this.#turn = turn
    this.#isContinued = !head.expectsContinue
    this.request = head.request
    this.connection = client.facts
    this.bodyLength = head.bodyLength
    request.on('error', ignore)
    response.on('error', ignore)
    // Of the socket: without a listener Node closes it, and of an upgrade it does not listen any more.
    if (turn.afterHead) client.stream.on('timeout', this.#onSilence)
    else response.on('timeout', this.#onSilence)
    // Else the request before this one left it to its rule, or Node has set it.
    if (client.stream.timeout !== service.limits.idleMs)
      client.stream.setTimeout(service.limits.idleMs)
    response.once('close', () => {
      if (!response.writableFinished && !this.#isSwitched) this.#gone.abort()
    })
    this.body = head.hasBody
      ? new ClientBody({
          stream: request,
          length: head.bodyLength,
          isComplete: () => request.complete,
          pace: new BodyPace(service.limits, () => this.#gone.abort(tooSlow())),
          unread: new UnreadClient({
            afterMs: service.limits.halfClosedProbeMs,
            ask: () => this.#askWhetherThere(),
          }),
          onFirstRead: () => this.inform(100, []),
          onChunk: (size) => {
            this.bytes.received += size
          },
        })
      : undefined
  }

  get signal(): AbortSignal {
    return this.#gone.signal
  }

  get isAnswered(): boolean {
    return this.#isAnswered
  }

  leaveIdleToRule(): void {
    const { client, service } = this.#turn
    this.body?.leavePace()
    client.stream.setTimeout(0)
    client.raw.setKeepAlive(true, service.limits.streamProbeMs)
  }

  trailers(): HeaderList {
    return endToEndRequestTrailers(this.#turn.request.rawTrailers)
  }

  inform(status: number, headers: HeaderList): void {
    const { response } = this.#turn
    if (response.headersSent || response.destroyed || this.#isAnswered) return
    if (this.request.httpVersion === '1.0') return
    if (status === 100) {
      if (this.#isContinued) return
      this.#isContinued = true
      response.writeContinue()
    } else if (status > 101 && status < 200) {
      const written = interimHeaders(headers)
      if (written) response.writeInformation(status, flat(written))
    }
  }

  /** An interim answer: clients pass over those that they did not ask for (RFC 9110 §15.2). */
  #askWhetherThere(): void {
    const { response } = this.#turn
    if (response.headersSent || response.destroyed || this.#isAnswered) return
    if (this.request.httpVersion !== '1.0') response.writeContinue()
  }

  cut(): void {
    const { client } = this.#turn
    this.#isAnswered = true
    // Without a length or chunks only a reset tells a cut answer from one that ended.
    if (this.request.httpVersion === '1.0' && client.stream === client.raw) {
      client.raw.resetAndDestroy()
    } else client.stream.destroy()
  }

  async respond(answer: Response): Promise<void> {
    const { response, client, isLast } = this.#turn
    try {
      if (this.#isAnswered) throw new Error('The request was answered before')
      checkStatus(answer.status)
      const { headers, length } = http1ResponseHead(answer, this.request)
      this.#isAnswered = true
      // Both sides may speak in turns from here on.
      this.body?.leavePace()
      if (response.destroyed || client.stream.destroyed) throw new Error('The client went away')
      this.#settleUnreadBody()
      if (answer.endsConnection || isLast() || this.request.httpVersion === '1.0')
        response.shouldKeepAlive = false
      const upgrade = answer.status === 426 ? requiredUpgrade(answer, response) : []
      response.writeHead(answer.status, flat([...headers, ...upgrade]))
      await this.#send(answer, length)
    } catch (error) {
      // Whoever gave a body need not look after it any more.
      if (answer.body instanceof Readable) answer.body.destroy()
      throw error
    }
  }

  async switchProtocols(headers: HeaderList, upstream: Duplex): Promise<void> {
    const { afterHead, client, service } = this.#turn
    if (this.#isAnswered || afterHead === undefined || this.request.upgrade === undefined)
      throw new Error('The client asked for no upgrade')
    const switching = switchingHead(this.request.upgrade, writableHeaders(headers))
    this.#isAnswered = true
    this.#isSwitched = true
    this.onSwitch?.()
    await joinTunnel({
      client: client.stream,
      upstream,
      switching,
      afterHead,
      bytes: this.bytes,
      limits: service.limits,
    })
  }

  readonly #onSilence = (): void => {
    // A tunnel has limits of its own.
    if (this.#isSwitched) return
    const { response, client, service } = this.#turn
    const isUnread = this.#isAnswered && response.writableLength > 0
    const { body, isAnswered } = this
    const isBodyAwaited = body?.isAwaited === true
    giveUpIdle({ isBodyAwaited, gone: this.#gone, isAnswered, isUnread, cut: () => this.cut() })
    client.stream.setTimeout(service.limits.idleMs)
  }

  /** RFC 9112 §9.3: an unread body stands before the next request. */
  #settleUnreadBody(): void {
    const { request, response, client, service } = this.#turn
    if (this.body === undefined || request.complete) return
    const isShort =
      this.bodyLength !== undefined && this.bodyLength <= service.limits.drainedBodyBytes
    // One that was given up for its slowness is not waited for.
    if (isShort && this.#isContinued && !this.#gone.isAborted) return
    response.shouldKeepAlive = false
    lingerAtEnd(client.stream, request, service.limits)
  }

  async #send(answer: Response, length: number | undefined): Promise<void> {
    const { request, response, client } = this.#turn
    try {
      const { stream } = client
      await sendAnswerBody(answer, {
        method: this.request.method,
        response,
        stream,
        length,
        bytes: this.bytes,
      })
    } catch (error) {
      this.cut()
      throw error
    } finally {
      this.body?.destroy()
      // Lets the parser get past what is left of a body that nobody read.
      request.resume()
    }
  }
}

function ignore(): void {}
