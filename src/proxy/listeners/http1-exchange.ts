// One HTTP/1.x request and the way back, over Node's request and response. Framing, keep-alive and
// what becomes of an unread body are decided here.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable, type Duplex } from 'node:stream'
import type { HeaderList, Response } from '../exchange.ts'
import { ClientBody } from './client-body.ts'
import type { ClientConnection, Service } from './client-connection.ts'
import { lazySignal } from './lazy-signal.ts'
import { lingerAtEnd } from './linger.ts'
import { pump } from './pump.ts'
import { endToEndTrailers } from './request-headers.ts'
import type { ReadHead } from './request-head.ts'
import {
  checkStatus,
  flat,
  hasNoBody,
  interimHeaders,
  lengthCheck,
  promisedLength,
  withoutHeaders,
  writableHeaders,
} from './response-head.ts'
import type { ServedExchange } from './served-exchange.ts'
import { joinTunnel, switchingHead } from './tunnel.ts'

export interface Http1Turn {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly head: ReadHead
  readonly client: ClientConnection
  readonly service: Service
  /** Whether the answer must be the last of its connection. */
  readonly isLast: () => boolean
  /** Of an upgrade: what the client sent after its head. */
  readonly afterHead?: Buffer
}

export function createHttp1Exchange(turn: Http1Turn): ServedExchange {
  const { request, response, head, client } = turn
  const bytes = { received: 0, sent: 0 }
  const gone = lazySignal()
  let isAnswered = false
  let isSwitched = false
  let isContinued = !head.expectsContinue

  request.on('error', ignore)
  response.on('error', ignore)
  response.once('close', () => {
    if (!response.writableFinished && !isSwitched) gone.abort()
  })

  const body = head.hasBody
    ? new ClientBody({
        stream: request,
        length: head.bodyLength,
        isComplete: () => request.complete,
        onFirstRead: () => inform(100, []),
        onChunk: (size) => {
          bytes.received += size
        },
      })
    : undefined

  function inform(status: number, headers: HeaderList): void {
    if (response.headersSent || response.destroyed || isAnswered) return
    if (head.request.httpVersion === '1.0') return
    if (status === 100) {
      if (isContinued) return
      isContinued = true
      response.writeContinue()
    } else if (status > 101 && status < 200) {
      const written = interimHeaders(headers)
      if (written) response.writeInformation(status, flat(written))
    }
  }

  function cut(): void {
    isAnswered = true
    // Without a length or chunks only a reset tells a cut answer from one that ended.
    if (head.request.httpVersion === '1.0' && client.stream === client.raw) {
      client.raw.resetAndDestroy()
    } else client.stream.destroy()
  }

  /** RFC 9112 §9.3: an unread body stands before the next request. */
  function settleUnreadBody(): void {
    if (body === undefined || request.complete) return
    const isShort =
      head.bodyLength !== undefined && head.bodyLength <= turn.service.limits.drainedBodyBytes
    if (isShort && isContinued) return
    response.shouldKeepAlive = false
    lingerAtEnd(client.stream, request, turn.service.limits)
  }

  async function respond(answer: Response): Promise<void> {
    try {
      if (isAnswered) throw new Error('The request was answered before')
      checkStatus(answer.status)
      const { headers, length } = responseHead(answer, turn)
      isAnswered = true
      if (response.destroyed || client.stream.destroyed) throw new Error('The client went away')
      settleUnreadBody()
      if (turn.isLast() || head.request.httpVersion === '1.0') response.shouldKeepAlive = false
      response.writeHead(answer.status, flat(headers))
      await send(answer, length)
    } catch (error) {
      // Whoever gave a body need not look after it any more.
      if (answer.body instanceof Readable) answer.body.destroy()
      throw error
    }
  }

  async function send(answer: Response, length: number | undefined): Promise<void> {
    try {
      await writeBody(answer, length)
      await finished(response)
    } catch (error) {
      cut()
      throw error
    } finally {
      body?.destroy()
      // Lets the parser get past what is left of a body that nobody read.
      request.resume()
    }
  }

  async function writeBody(
    { status, body: content, trailers }: Response,
    length?: number,
  ): Promise<void> {
    if (content === undefined || typeof content === 'string') {
      const text = hasNoBody(head.request.method, status) ? '' : (content ?? '')
      bytes.sent += Buffer.byteLength(text)
      response.end(text)
      return
    }
    if (hasNoBody(head.request.method, status)) {
      content.on('error', ignore).resume()
      response.end()
      return
    }
    // The head waits for the first bytes of the body, but no longer than a moment.
    const flush = setImmediate(() => response.flushHeaders())
    const check = lengthCheck(length)
    try {
      await pump(content, response, (size) => {
        check.add(size)
        bytes.sent += size
      })
      check.end()
    } finally {
      clearImmediate(flush)
    }
    const last = trailers?.() ?? []
    if (last.length > 0 && response.chunkedEncoding)
      response.addTrailers(writableHeaders(last).map(asPair))
    response.end()
  }

  async function switchProtocols(headers: HeaderList, upstream: Duplex): Promise<void> {
    const { afterHead } = turn
    if (isAnswered || afterHead === undefined) throw new Error('The client asked for no upgrade')
    const switching = switchingHead(writableHeaders(headers))
    isAnswered = true
    isSwitched = true
    await joinTunnel({
      client: client.stream,
      upstream,
      switching,
      afterHead,
      bytes,
      limits: turn.service.limits,
    })
  }

  return {
    request: head.request,
    connection: client.facts,
    body,
    bodyLength: head.bodyLength,
    bytes,
    trailers: () => endToEndTrailers(request.rawTrailers),
    get signal() {
      return gone.signal
    },
    get isAnswered() {
      return isAnswered
    },
    inform,
    respond,
    switchProtocols,
    cut,
  }
}

/** Throws where the answer can't be written, before any of it was. */
function responseHead(
  answer: Response,
  { head }: Http1Turn,
): { headers: HeaderList; length: number | undefined } {
  const { method, httpVersion } = head.request
  let headers = writableHeaders(answer.headers)
  if (typeof answer.body === 'string' || answer.body === undefined) {
    const isOfAnother = method === 'HEAD' || answer.status === 304
    headers = answer.status === 204 ? withoutHeaders(headers, 'content-length') : headers
    if (!isOfAnother && answer.status !== 204) {
      const size = Buffer.byteLength(answer.body ?? '')
      headers = [
        ...withoutHeaders(headers, 'content-length', 'trailer'),
        ['Content-Length', `${size}`],
      ]
    }
    return { headers: withoutHeaders(headers, 'trailer'), length: undefined }
  }
  if (answer.status === 204) headers = withoutHeaders(headers, 'content-length')
  // Trailers need chunks; where they are announced the length is given up for them.
  const announces = headers.some(([name]) => name.toLowerCase() === 'trailer')
  const mayBeChunked = httpVersion === '1.1' && !hasNoBody(method, answer.status)
  if (announces) headers = withoutHeaders(headers, mayBeChunked ? 'content-length' : 'trailer')
  return { headers, length: promisedLength(headers) }
}

function finished(response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    if (response.writableFinished) return resolve()
    response.once('finish', resolve)
    response.once('close', () => reject(new Error('The client went away')))
    if (response.destroyed) reject(new Error('The client went away'))
  })
}

function asPair([name, value]: readonly [string, string]): [string, string] {
  return [name, value]
}

function ignore(): void {}
