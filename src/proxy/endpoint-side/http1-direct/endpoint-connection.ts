// One connection to an HTTP/1.1 endpoint: one request at a time, and what comes back, read into a buffer that all
// connections share. It is kept only where nothing is left of a request or of an answer.
import { Socket, type OnReadOpts } from 'node:net'
import { malformed } from '../../http1-bytes/field-lines.ts'
import { asError, connectFailure, failure } from '../../words/failure.ts'
import type { UpstreamFailure } from '../../words/failure.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { atItsTurn, fewBytes, fewPieces, isTurnOver } from '../../turns/fair-turns.ts'
import type { RequestToEndpoint, WrittenHead } from '../request-to-endpoint.ts'
import { untilTold } from '../until-told.ts'
import type { AnswerHead } from './answer-head.ts'
import { AnswerReader, type AnswerListener } from './answer-reader.ts'
import type { Http1AnswerReceiver } from './answer-receiver.ts'
import { RequestWriter } from './request-writer.ts'

/** Bytes after which others have their turn first: Node reads 2 MiB from a socket before it looks at another. */
const bytesATurn = 64 * 1024
/** What it takes to carry them, about. */
const carriedMs = 0.15

/** Whose connection it is. */
export interface ConnectionOwner {
  /** False where it is not kept. `said`: the Keep-Alive header of its answer. */
  keep(connection: EndpointConnection, said: string | undefined): boolean
  /** It is no more. `isEarly`: its endpoint closed it while it was kept, or before a byte came on it again. */
  onClosed(connection: EndpointConnection, isEarly: boolean): void
  /** In words for the log. */
  problemOf(cause: Error, isConnected: boolean): Error
}

/** A socket that reads into `buffer`. */
export type OpenSocket = (onread: OnReadOpts) => Socket

const shared = Buffer.allocUnsafeSlow(64 * 1024)

export class EndpointConnection implements RequestToEndpoint, AnswerListener {
  /** For its owner, of the monotonic clock: since when it is kept, and until when for which requests. */
  keptSince = 0
  keptUntil = 0
  keptUntilForUnrepeatable = 0
  readonly #owner: ConnectionOwner
  readonly #socket: Socket
  readonly #request: RequestWriter
  readonly #answer = new AnswerReader(this)
  #receiver: Http1AnswerReceiver | undefined
  /** The request can be written. */
  #isReady = false
  #isConnected = false
  /** It had a request before. */
  #isKept = false
  /** No byte came since it was kept. */
  #isSilent = true
  #isGone = false
  /** By its receiver. */
  #isPaused = false
  /** Others have their turn first; then `#rest` is read. */
  #isWaiting = false
  #rest: Buffer | undefined
  #carried = 0
  #connectTimer: NodeJS.Timeout | undefined

  constructor(given: {
    readonly owner: ConnectionOwner
    readonly receiver: Http1AnswerReceiver
    readonly open: OpenSocket
    /** 'connect', or 'secureConnect'. */
    readonly connectEvent: string
    readonly connectTimeoutMs: number
  }) {
    this.#owner = given.owner
    this.#begin(given.receiver)
    const socket = opened(given.open, (length) => {
      this.#onBytes(shared, length)
      this.#receiver?.onPieceEnd?.()
      return true
    })
    this.#socket = socket
    this.#request = new RequestWriter(socket, () => this.#receiver?.onDrain())
    this.#connectTimer = setTimeout(
      () => socket.destroy(new Error('The endpoint took too long to connect')),
      given.connectTimeoutMs,
    )
    socket
      .once(given.connectEvent, () => this.#onConnected())
      .on('error', (error) => this.#onGone(error))
      .on('end', () => this.#onEnd())
      .on('close', () => this.#onGone(undefined))
  }

  /** Whether the request can be written now; else onConnected() is called, or onFailure(). */
  get isReady(): boolean {
    return this.#isReady
  }

  /** For its owner: it was kept, and has a request again. */
  take(receiver: Http1AnswerReceiver): void {
    this.#request.reset()
    this.#begin(receiver)
    if (receiver.mayBeSentTwice) this.#isReady = true
    else void this.#waitUntilTold(receiver)
  }

  /** Closed by its endpoint, or about to be. */
  get isClosing(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded
  }

  /** For its owner; a request on it fails. */
  readonly close = (): void => {
    this.#socket.destroy()
  }

  writeHead(head: Pick<WrittenHead, 'text' | 'isChunked'>): void {
    this.#request.head(head.text(), head.isChunked)
  }

  /**
   * Content, in bytes that do not change any more. False: the rest is to wait for onDrain(). What comes after the
   * connection has failed is ignored.
   */
  writeBody(bytes: Buffer): boolean {
    return this.#request.body(bytes)
  }

  /** What was written is with the system at the latest then. False as above. */
  flush(): boolean {
    return this.#request.flush()
  }

  /**
   * All of the request is written. Without it the connection is closed with the end of the answer. Trailers: end to
   * end ones alone; those of a body with a length are left out.
   */
  endRequest(trailers: HeaderList = []): void {
    this.#request.end(trailers)
  }

  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    if (this.#rest) this.#wait()
    else if (!this.#isWaiting) this.#socket.resume()
  }

  /** The answer is not wanted any more. No call follows. */
  giveUp(): void {
    this.#receiver = undefined
    this.#socket.destroy()
  }

  onInterim(head: AnswerHead): void {
    this.#receiver?.onInterim(head)
  }

  onAnswer(head: AnswerHead): void {
    const receiver = this.#receiver
    if (!receiver) return
    // RFC 9110 §15.5.9: what an idle connection is closed with implies that no request had come.
    if (head.status === 408 && this.#isKept && receiver.mayBeSentTwice)
      return this.#fail(failure('reset', new Error('The endpoint closed the connection'), true))
    receiver.onAnswer(head)
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    this.#receiver?.onBody(bytes, start, end)
  }

  #begin(receiver: Http1AnswerReceiver): void {
    this.#receiver = receiver
    this.#answer.reset(receiver)
    this.#carried = 0
  }

  #onConnected(): void {
    clearTimeout(this.#connectTimer)
    this.#isConnected = true
    this.#isReady = true
    this.#socket.setNoDelay(true)
    this.#receiver?.onConnected()
  }

  /** That the endpoint has closed it may wait to be read. */
  async #waitUntilTold(receiver: Http1AnswerReceiver): Promise<void> {
    await untilTold()
    if (this.#isGone || this.#receiver !== receiver) return
    this.#isReady = true
    receiver.onConnected()
  }

  #onBytes(bytes: Buffer, length: number): void {
    // Nobody asked: whatever it is, it is no answer.
    if (!this.#receiver || !this.#request.isTaken) return void this.#socket.destroy()
    this.#isSilent = false
    let size = this.#answer.isInChunks ? fewBytes : length
    for (let at = 0; at < length;) {
      const before = this.#answer.chunks
      at = this.#answer.read(bytes, at, Math.min(length, at + size))
      if (!this.#receiver) return
      if (at === malformed)
        return this.#fail(failure('malformed', new Error(this.#answer.head.problem)))
      if (this.#answer.isOver) return this.#finish(at === length)
      if (at < length && this.#answer.chunks - before > fewPieces) {
        this.#rest = Buffer.from(bytes.subarray(at, length))
        return this.#wait()
      }
      size = length
    }
    this.#carried += length
    if (this.#carried < bytesATurn) return
    this.#carried = 0
    if (isTurnOver()) this.#wait()
  }

  #wait(): void {
    this.#socket.pause()
    if (this.#isWaiting) return
    this.#isWaiting = true
    atItsTurn(this.#goOn, this.#rest ? 0 : carriedMs)
  }

  readonly #goOn = (): void => {
    this.#isWaiting = false
    if (this.#isGone || this.#isPaused) return
    const rest = this.#rest
    this.#rest = undefined
    if (rest) this.#onBytes(rest, rest.length)
    this.#receiver?.onPieceEnd?.()
    if (!this.#isGone && !this.#isPaused && !this.#isWaiting) this.#socket.resume()
  }

  /** The answer is complete; `isAll`: nothing came after it. */
  #finish(isAll: boolean): void {
    const receiver = this.#receiver
    const { trailers } = this.#answer
    this.#receiver = undefined
    this.#isReady = false
    if (isAll && this.#isReusable) this.#keep()
    else this.#socket.destroy()
    receiver?.onEnd(trailers)
  }

  get #isReusable(): boolean {
    const { destroyed, writableLength } = this.#socket
    return (
      this.#answer.head.mayBeKept && this.#request.isWhole && writableLength === 0 && !destroyed
    )
  }

  #keep(): void {
    this.#isKept = true
    this.#isSilent = true
    if (!this.#isPaused && !this.#isWaiting) return this.#beKept()
    this.#isPaused = false
    this.#socket.resume()
    // More than the answer may wait to be read: it would be taken for the next one.
    void untilTold().then(() => this.#beKept())
  }

  #beKept(): void {
    if (!this.#socket.destroyed && !this.#owner.keep(this, this.#answer.head.keepAlive))
      this.#socket.destroy()
  }

  #onEnd(): void {
    if (this.#receiver && this.#answer.isWholeByClose) this.#finish(false)
    else this.#onGone(new Error('The endpoint closed the connection'))
  }

  /** `error` undefined: it was closed from here. */
  #onGone(error: Error | undefined): void {
    if (this.#isGone) return
    this.#isGone = true
    clearTimeout(this.#connectTimer)
    this.#owner.onClosed(this, error !== undefined && this.#isKept && this.#isSilent)
    this.#fail(this.#failure(error ?? new Error('The connection was closed')))
  }

  #failure(cause: Error): UpstreamFailure {
    const error = this.#owner.problemOf(cause, this.#isConnected)
    if (!this.#isConnected) return connectFailure(error)
    return failure('reset', error, !this.#request.isTaken)
  }

  #fail(failed: UpstreamFailure): void {
    const receiver = this.#receiver
    this.#receiver = undefined
    this.#socket.destroy()
    receiver?.onFailure(failed, this.#isKept && this.#isSilent)
  }
}

/** One that could not even be begun fails as others do, a little later. */
function opened(open: OpenSocket, callback: OnReadOpts['callback']): Socket {
  try {
    return open({ buffer: shared, callback })
  } catch (error) {
    return new Socket().destroy(asError(error))
  }
}
