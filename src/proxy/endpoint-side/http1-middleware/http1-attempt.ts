// One try of one request on one connection to an HTTP/1.1 endpoint, from http-proxy-middleware's
// outgoing request to the end of the answer. It settles once, with the answer's head or a failure;
// after that, whatever goes wrong shows as an error of the answer's body.
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { HeaderList } from '../../words/exchange.ts'
import { endToEndHeaders, endToEndTrailers, pairsOf } from '../end-to-end-headers.ts'
import { asError, codeOf, connectFailure, failure } from '../../words/failure.ts'
import { maxInterimAnswers } from '../endpoint-limits.ts'
import { feedBody } from '../feed-body.ts'
import type { ForwardRequest, ForwardResult } from '../forwarder.ts'
import type { UpstreamFailure } from '../../words/failure.ts'
import type { OutgoingListener } from './middleware-request.ts'
import { problemOfAnswer, problemOfSwitch } from './http1-answer.ts'
import { flushHead } from '../../words/flush-head.ts'
import { joinChunks } from '../../turns/join-chunks.ts'
import { mayBeClosing, noteKeepAlive, readFairly } from './http1-agent.ts'
import { writeHead } from '../outgoing-head.ts'
import { mayBeSentTwice } from '../sent-again.ts'
import { tlsProblem } from '../tls/tls-problem.ts'
import { untilTold } from '../until-told.ts'

/** Small chunks after which their connection is read a little in each turn. */
const manyPieces = 256

export class Http1Attempt implements OutgoingListener {
  readonly result: Promise<ForwardResult>
  readonly #resolve: (result: ForwardResult) => void
  readonly #request: ForwardRequest
  readonly #giveUp: () => void
  readonly #connectTimer: NodeJS.Timeout
  #outgoing: ClientRequest | undefined
  #answer: IncomingMessage | undefined
  #isConnected = false
  #isSettled = false
  #bytesReadBefore = 0
  #interims = 0
  /** Small chunks of the answer. */
  #pieces = 0
  #onPiece: (() => void) | undefined

  /** `giveUp` ends an outgoing request that was not handed over by onOutgoing() yet. */
  constructor(request: ForwardRequest, options: { connectTimeoutMs: number; giveUp: () => void }) {
    const { promise, resolve } = Promise.withResolvers<ForwardResult>()
    this.result = promise
    this.#resolve = resolve
    this.#request = request
    this.#giveUp = options.giveUp
    this.#connectTimer = setTimeout(
      () => this.#fail(failure('connect', new Error('The endpoint took too long to connect'))),
      options.connectTimeoutMs,
    )
    request.signal.addEventListener('abort', this.#onAbort)
  }

  onOutgoing(outgoing: ClientRequest): void {
    this.#outgoing = outgoing
    outgoing.on('error', (error) => {
      if (this.#answer) cutUnframed(this.#answer, error)
      this.onError(error)
    })
    if (this.#isSettled) return void outgoing.destroy()
    outgoing.on('close', () => {
      if (!this.#isSettled) this.onError(new Error('The endpoint closed the connection'))
    })
    outgoing.on('information', ({ statusCode, rawHeaders }) => {
      if (this.#isSettled) return
      if (++this.#interims > maxInterimAnswers)
        return this.#fail(failure('malformed', new Error('The endpoint sent too many 1xx answers')))
      this.#request.onInform(statusCode, endToEndHeaders(pairsOf(rawHeaders)))
    })
    outgoing.on('response', (answer) => this.#onAnswer(answer))
    outgoing.on('upgrade', (answer, socket, first) => this.#onSwitch(answer, socket, first))
    const { socket } = outgoing
    // One that was kept for too long; of one that has no descriptor, say, the error comes later.
    if (socket?.destroyed)
      return outgoing.reusedSocket ? this.onError(new Error('It is closed')) : undefined
    // Of what is verified, nothing is written before it is.
    if (this.#request.tls && !(socket instanceof TLSSocket && socket.authorized))
      socket?.once('secureConnect', () => this.#send(outgoing))
    else if (socket?.connecting) socket.once('connect', () => this.#send(outgoing))
    else if (socket && outgoing.reusedSocket && !mayBeSentTwice(this.#request))
      void this.#sendIfOpen(outgoing, socket)
    else this.#send(outgoing)
  }

  async #sendIfOpen(outgoing: ClientRequest, socket: Duplex): Promise<void> {
    if (mayBeClosing(socket)) return this.onError(new Error('It may be closing'))
    await untilTold()
    this.#send(outgoing)
  }

  onError(cause: Error): void {
    const { tls } = this.#request
    // An alert may come later too: with TLS 1.3 a refused client certificate is told after the handshake.
    const isOfTls = !this.#isConnected || codeOf(cause).startsWith('ERR_SSL_')
    const error = tls && isOfTls ? tlsProblem(cause, tls) : cause
    if (!this.#isConnected)
      this.#fail(
        this.#outgoing?.reusedSocket ? failure('reset', error, true) : connectFailure(error),
      )
    else if (codeOf(cause).startsWith('HPE_')) this.#fail(failure('malformed', error))
    else this.#fail(failure('reset', error))
  }

  /** Whether a kept connection was closed before a byte came: most likely before the request did. */
  get isStale(): boolean {
    const outgoing = this.#outgoing
    return outgoing?.reusedSocket === true && outgoing.socket?.bytesRead === this.#bytesReadBefore
  }

  #send(outgoing: ClientRequest): void {
    if (this.#isSettled) return
    this.#isConnected = true
    this.#bytesReadBefore = outgoing.socket?.bytesRead ?? 0
    clearTimeout(this.#connectTimer)
    try {
      writeHead(outgoing, this.#request)
      if (this.#request.body) flushHead(outgoing)
      else outgoing.end()
    } catch (error) {
      return this.#fail(failure('request', error))
    }
    // The system took none of it.
    if (outgoing.socket?.destroyed)
      return this.#fail(failure('reset', new Error('The connection was closed'), true))
    if (this.#request.body) void this.#sendBody(this.#request.body, outgoing)
  }

  async #sendBody(
    body: NonNullable<ForwardRequest['body']>,
    outgoing: ClientRequest,
  ): Promise<void> {
    try {
      const { bodyLength } = this.#request
      if (!(await feedBody(body, outgoing, bodyLength))) return
      if (bodyLength === undefined)
        outgoing.addTrailers(endToEndTrailers(this.#request.trailers()).map(pair))
      outgoing.end()
    } catch (error) {
      // Cut, so that the endpoint can't take what it got for all of it.
      this.#fail(failure('body', error))
      this.#cut(asError(error))
    }
  }

  #onAnswer(answer: IncomingMessage): void {
    if (this.#isSettled) return void answer.destroy()
    // Said to nobody, as some say 408 before they close: nothing was sent yet.
    if (!this.#isConnected) return this.onError(new Error('The endpoint spoke without being asked'))
    // RFC 9110 §15.5.9: what an idle connection is closed with "implies" that no request had come; it may be repeated.
    if (answer.statusCode === 408 && this.#outgoing?.reusedSocket && mayBeSentTwice(this.#request))
      return this.#fail(failure('reset', new Error('The endpoint closed the connection'), true))
    noteKeepAlive(answer)
    const problem = problemOfAnswer(answer)
    if (problem) return this.#fail(failure('malformed', new Error(problem)))
    this.#answer = answer
    const { socket } = answer
    joinChunks(answer, () => {
      if (++this.#pieces === manyPieces) this.#onPiece = readFairly(socket)
      this.#onPiece?.()
    })
    answer.once('close', () => {
      this.#release()
      // Of the request's body nothing more is wanted, and a connection with half of one can't be kept.
      if (!this.#outgoing?.writableFinished) this.#outgoing?.destroy()
    })
    this.#settle({
      type: 'response',
      status: answer.statusCode ?? 0,
      headers: [
        ...endToEndHeaders(withoutIdleTrailer(pairsOf(answer.rawHeaders), answer)),
        ...requiredUpgrade(answer),
      ],
      body: answer,
      trailers: () => endToEndTrailers(pairsOf(answer.rawTrailers)),
    })
  }

  #onSwitch(answer: IncomingMessage, socket: Duplex, first: Buffer): void {
    // Until whoever joins the streams listens, an error must find a listener.
    socket.on('error', () => {})
    const problem = problemOfSwitch(answer, this.#request)
    if (problem || this.#isSettled) {
      socket.destroy()
      return this.#fail(failure('malformed', new Error(problem)))
    }
    if (first.length > 0) socket.unshift(first)
    this.#release()
    this.#settle({ type: 'switch', headers: endToEndHeaders(pairsOf(answer.rawHeaders)), socket })
  }

  readonly #onAbort = (): void => {
    const reason = asError(this.#request.signal.reason)
    this.#fail(failure('aborted', reason))
    this.#cut(reason)
  }

  #fail(failed: UpstreamFailure): void {
    if (this.#isSettled) return
    this.#settle(failed)
    this.#release()
    this.#cut(failed.error)
  }

  #cut(reason: Error): void {
    this.#answer?.destroy(reason)
    if (this.#outgoing) this.#outgoing.destroy(reason)
    else this.#giveUp()
  }

  #settle(result: ForwardResult): void {
    this.#isSettled = true
    clearTimeout(this.#connectTimer)
    this.#resolve(result)
  }

  readonly #release = (): void => this.#request.signal.removeEventListener('abort', this.#onAbort)
}

// Node's type wants lists that it may write to.
function pair([name, value]: readonly [string, string]): [string, string] {
  return [name, value]
}

// RFC 9110 §15.5.22: a 426 says which protocol is required.
function requiredUpgrade({ statusCode, headers: { upgrade } }: IncomingMessage): HeaderList {
  return statusCode === 426 && upgrade !== undefined ? [['Upgrade', upgrade]] : []
}

// Trailers can only be announced where they can follow.
function withoutIdleTrailer(headers: HeaderList, answer: IncomingMessage): HeaderList {
  if (answer.headers['transfer-encoding'] !== undefined) return headers
  return headers.filter(([name]) => name.toLowerCase() !== 'trailer')
}

/**
 * RFC 9112 §8: a body without framing is complete when its connection closes in order. To Node it is so, too, when
 * the connection fails; of that it tells first.
 */
function cutUnframed(answer: IncomingMessage, error: Error): void {
  const { complete, headers } = answer
  const framing = headers['content-length'] ?? headers['transfer-encoding']
  if (complete || framing !== undefined) return
  // Its end does not get through; what came before it does.
  answer.push = () => false
  setImmediate(() => answer.destroy(error))
}
