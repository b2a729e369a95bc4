// Writes answers to one client of HTTP/1.1, one after the other: all that comes in one piece goes out in one.
import type { Socket } from 'node:net'
import type { EndpointHead } from '../../endpoint-side/answer-receiver.ts'
import { AnswerHead } from '../../endpoint-side/http1-direct/answer-head.ts'
import type { Connection, HeaderList, Response } from '../../words/exchange.ts'
import { KeptPages } from '../../words/kept-pages.ts'
import { writeLater } from '../../turns/write-later.ts'
import type { ClientAnswer } from '../direct-exchange/exchange-client.ts'
import { hasNoBody } from '../response-head.ts'
import {
  interimHead,
  isPassable,
  type KeepAliveLines,
  listedHead,
  passedHead,
} from './client-head.ts'

/** Text of up to so much is written in one piece with what comes before it. */
const smallBytes = 8 * 1024

/** As much as is read from an endpoint at once. */
const pages = new KeptPages(64 * 1024, 32)

/** Pieces that wait for the client to read; no more is read from the endpoint then. */
const mostWaiting = 64

/** Stands for a body that is read from elsewhere. */
const streamed = {}

export interface AnsweredClient {
  readonly stream: Socket
  readonly facts: Connection
  readonly keepAlive: KeepAliveLines
  /**
   * Before an answer: whether it is the last of its connection. RFC 9112 §9.3: an unread body stands before the
   * next request.
   */
  settleUnreadBody(): boolean
  /** It takes more. */
  onAnswerDrain(): void
  onAnswerSent(): void
}

export class Http1Answer implements ClientAnswer {
  /** As the reference way says it. */
  readonly whyGone = 'The other side went away'
  /** Nothing more is served on the connection. */
  isLast = false
  /** The socket has all of it, be it that the system does not yet: its client may have it, and go on. */
  isWritten = false
  readonly #client: AnsweredClient
  #method = ''
  #isChunked = false
  #pending = ''
  #isWriteDue = false
  /** All of it was given. */
  #isWhole = false
  /** onTaken() comes by the last write. */
  #isTold = false
  /** Pieces that wait to be written, at the most. */
  #waiting = 0

  constructor(client: AnsweredClient) {
    this.#client = client
  }

  /** To a request with this method. */
  begin(method: string): void {
    this.#method = method
    this.isLast = false
    this.isWritten = false
    this.#isChunked = false
    this.#isWhole = false
    this.#isTold = false
    this.#waiting = 0
    this.#pending = ''
  }

  inform(head: EndpointHead): void {
    const text = interimHead(head.status, head.list())
    if (text !== undefined) this.#write(text)
  }

  head(head: EndpointHead, changed: HeaderList | undefined): void {
    const { framing } = head
    this.#isChunked = framing === 'chunked' || framing === 'until-close'
    this.isLast = this.#client.settleUnreadBody()
    const end = { isLast: this.isLast, isChunked: this.#isChunked }
    const { keepAlive } = this.#client
    if (changed === undefined && head instanceof AnswerHead && isPassable(head))
      return this.#write(passedHead(head, end, keepAlive))
    const body = hasNoBody(this.#method, head.status) ? undefined : streamed
    const answer = {
      status: head.status,
      headers: changed ?? head.list(),
      ...(body && { body }),
    }
    this.#write(listedHead(answer, this.#method, end, keepAlive))
  }

  body(bytes: Buffer, start: number, end: number): boolean {
    const size = end - start
    const { stream } = this.#client
    if (this.#isChunked) this.#write(`${size.toString(16)}\r\n`)
    if (size <= smallBytes) this.#write(bytes.toString('latin1', start, end))
    else {
      this.writeNow()
      this.#writeCopy(bytes.subarray(start, end))
    }
    if (this.#isChunked) this.#write('\r\n')
    return !stream.writableNeedDrain && !this.#isFull
  }

  /** The system may read them as long as they are not written. */
  #writeCopy(bytes: Buffer): void {
    const { stream } = this.#client
    // A small piece would hold a page of many times its size.
    if (bytes.length > pages.bytes || bytes.length < pages.bytes / 2)
      return void stream.write(Buffer.from(bytes))
    const page = pages.take()
    stream.write(page.subarray(0, bytes.copy(page)), (error) => {
      // Of a connection that broke, the system may be reading it still.
      if (!error) pages.giveBack(page)
    })
  }

  flush(): boolean {
    if (this.#pending !== '' && !this.#isWriteDue) {
      this.#isWriteDue = true
      writeLater(this.#writeDue, this.#onDueWritten)
    }
    return !this.#isFull
  }

  readonly #writeDue = (): void => {
    this.#isWriteDue = false
    const { stream, facts } = this.#client
    // TLS tells later: by the last bytes that costs less than by nothing behind them.
    this.#isTold =
      this.#isWhole && this.#pending !== '' && facts.tls !== undefined && !stream.destroyed
    this.writeNow(this.#isTold ? this.#onTaken : undefined)
  }

  readonly #onDueWritten = (): void => {
    if (this.#isWhole && !this.#isWriteDue) this.#sent()
  }

  /** And not at the end of the turn. */
  writeNow(onTaken?: () => void): void {
    const text = this.#pending
    if (text === '') return
    this.#pending = ''
    const { stream } = this.#client
    if (stream.destroyed) return
    if (stream.writableLength === 0) this.#waiting = 0
    // Pieces of a byte are objects of a hundred, as long as the client does not read them.
    const isLastOfMany = ++this.#waiting === mostWaiting
    stream.write(text, 'latin1', onTaken ?? (isLastOfMany ? this.#onWritten : undefined))
  }

  end(trailers: HeaderList): void {
    if (this.#isChunked) this.#write(lastChunk(trailers))
    this.#end()
  }

  local(response: Response): void {
    this.isLast = this.#client.settleUnreadBody()
    const body = typeof response.body === 'string' ? response.body : ''
    const end = { isLast: this.isLast, isChunked: false }
    const { keepAlive } = this.#client
    this.#write(listedHead({ ...response, body }, this.#method, end, keepAlive) + body)
    this.#end()
  }

  get #isFull(): boolean {
    return this.#waiting >= mostWaiting
  }

  #write(text: string): void {
    this.#pending += text
    if (this.#pending.length > smallBytes) this.writeNow()
  }

  #end(): void {
    this.#isWhole = true
    this.flush()
    if (!this.#isWriteDue) this.#sent()
  }

  #sent(): void {
    this.#isWhole = false
    this.isWritten = true
    if (this.#isTold) return
    const { stream } = this.#client
    if (stream.writableLength === 0 || stream.destroyed) return this.#client.onAnswerSent()
    stream.write('', 'latin1', this.#onTaken)
  }

  readonly #onTaken = (): void => this.#client.onAnswerSent()

  readonly #onWritten = (): void => {
    this.#waiting = 0
    this.#client.onAnswerDrain()
  }
}

function lastChunk(trailers: HeaderList): string {
  if (trailers.length === 0) return '0\r\n\r\n'
  return `0\r\n${trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}
