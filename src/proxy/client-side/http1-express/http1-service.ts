// HTTP/1.x over connections that it is handed: Node's parser, Express in front of the pipeline, one
// request of a connection at a time.
// Express stays on the data path as the reference way, which a reader knows: it mounts the pipeline as any app is mounted.
import type express from 'express'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { joinChunks } from '../../turns/join-chunks.ts'
import {
  type ClientConnection,
  type ListenerContext,
  localAuthority,
  schemeOf,
} from '../../sockets/client-connection.ts'
import { onceBodyBegan } from '../body-begun.ts'
import { FairReading } from '../../turns/fair-reading.ts'
import { nodeHttp } from '../../words/node-http.ts'
import type { Socket } from 'node:net'
import { ofEmitter } from '../../words/of-emitter.ts'
import { Http1Exchange } from './http1-exchange.ts'
import { askedUpgrade, readHttp1Head } from './http1-head.ts'
import type { Http1Connection, Turn } from './http1-connection.ts'
import { ChunkTooLarge, isChunked, watchChunks } from './chunk-sizes.ts'
import { watchHalfClosed } from '../../sockets/half-closed.ts'
import { createHttp1Server } from './http1-server.ts'
import {
  clientEnded,
  isLastAnswer,
  mayTakeRequest,
  openState,
  takesNoMore,
  tooManyWait,
} from './http1-state.ts'
import { Http1Turns } from './http1-turns.ts'
import { leaveUnread } from '../../sockets/linger.ts'
import type { Http1Line } from '../../sockets/first-line.ts'
import type { ParserError } from './parser-refusal.ts'
import type { ReadHead } from '../request-head.ts'
import { refuse } from '../../sockets/refusal.ts'
import { refuseConnection, refuseRequest, refuseUnreadable } from './refuse-http1.ts'
import { serveExchange, type ServedExchange } from '../served-exchange.ts'

/** Loaded for the first request that goes this way: 5 MiB, and 50 ms in which nothing else is served. */
function expressNow(): typeof express {
  return createRequire(import.meta.url)('express')
}

export class Http1Service {
  readonly #service: ListenerContext
  readonly #server: Server
  #app: express.Express | undefined
  readonly #connections = new WeakMap<object, Http1Connection>()
  readonly #exchanges = new WeakMap<object, ServedExchange>()
  #isDraining = false

  constructor(service: ListenerContext) {
    this.#service = service
    this.#server = createHttp1Server(service.limits, (request) => this.#mayUpgrade(request))
    this.#server.on('request', this.#onRequest).on('checkContinue', this.#onRequest)
    this.#server.on('checkExpectation', this.#onRequest).on('upgrade', this.#onUpgrade)
    this.#server.on('connect', this.#onConnect).on('clientError', this.#onClientError)
    // Node watches over slow heads in servers that listen; this one is handed its sockets.
    this.#server.emit('listening')
  }

  /** `line`: the first one, where it was looked at. `version`: what requests before spoke, where there were some. */
  take(client: ClientConnection, line?: Http1Line, version?: string): void {
    const turns = new Http1Turns(this.#service.limits.pipelined)
    const connection: Http1Connection = {
      ...client,
      ...openState,
      line,
      isAtHead: true,
      turns,
      ...(version !== undefined && { version }),
    }
    this.#connections.set(client.stream, connection)
    client.stream.on('end', this.#onEnd)
    this.#server.emit('connection', client.stream)
    if (line?.isManyChunks) connection.reading = new FairReading(client.stream)
    client.stream.resume()
  }

  /** Answers become the last of their connection. */
  announceEnd(): void {
    this.#isDraining = true
  }

  /** As before, and idle connections are closed. */
  drain(): void {
    this.announceEnd()
    this.#server.closeIdleConnections()
  }

  /** Once no connection is left: stops the watch over slow heads. */
  close(): void {
    this.#server.close()
  }

  /** Undefined where it cannot be loaded, as without a descriptor: the request is served all the same. */
  #mount(): express.Express | undefined {
    try {
      const app = expressNow()()
      app.disable('x-powered-by').disable('etag').disable('query parser')
      app.use((request) => this.#pass(request))
      return app
    } catch (error) {
      this.#service.observer.log.debug({ error }, 'Express could not be loaded')
      return undefined
    }
  }

  #pass(request: IncomingMessage): void {
    const exchange = this.#exchanges.get(request)
    // What a WeakMap holds outlives V8's quick collections, even if nobody else knows the key.
    this.#exchanges.delete(request)
    if (exchange) void serveExchange(exchange, this.#service.pipeline, this.#service.observer.log)
  }

  /** One for all connections: a closure for each is memory that each idle one costs. */
  #onEnd = ofEmitter<Socket>((stream) => {
    const connection = this.#connections.get(stream)
    if (connection === undefined) return
    clientEnded(connection)
    watchHalfClosed(stream, () => connection.serving?.response, this.#service.limits)
  })

  #onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const connection = this.#connections.get(request.socket)
    if (connection === undefined || !mayTakeRequest(connection)) return
    // After an upgrade that is not served Node loses what came with it in one piece: what is parsed
    // next could be the middle of a body.
    if (request.headers.upgrade !== undefined) takesNoMore(connection)
    // Now: the parser goes on with the body before anybody reads it.
    if (isChunked(request)) connection.reading ??= new FairReading(connection.stream)
    if (hasBody(request)) joinChunks(request, connection.reading?.onPiece)
    const isFirst = connection.isAtHead
    connection.isAtHead = false
    const isTaken = connection.turns.take(() => this.#serve({ connection, request, response }))
    if (isTaken) {
      if (isChunked(request)) this.#watch(connection, request, isFirst)
      return
    }
    tooManyWait(connection)
    this.#service.observer.onRefused(connection.socketName, 'too-many-pipelined')
    leaveUnread(connection.stream, this.#service.limits)
  }

  #watch({ stream }: Http1Connection, request: IncomingMessage, isFirst: boolean): void {
    const onTooLarge = () => this.#onClientError(new ChunkTooLarge(), stream)
    watchChunks(request, { isFirst, onTooLarge })
  }

  #onUpgrade = (request: IncomingMessage, _: unknown, afterHead: Buffer): void => {
    const connection = this.#connections.get(request.socket)
    if (connection === undefined) return
    const { stream } = connection
    // Node makes no response for an upgrade, and most of them are answered like any request.
    const response = new nodeHttp.ServerResponse(request)
    response.assignSocket(stream)
    response.once('finish', () => {
      response.detachSocket(stream)
      stream.destroySoon()
    })
    connection.turns.take(() => this.#serve({ connection, request, response, afterHead }))
  }

  #serve(turn: Turn): void {
    const { connection, request, response } = turn
    const { stream, refusal } = connection
    if (stream.destroyed) return
    if (refusal && !request.complete) return refuseConnection(connection, refusal, this.#service)
    connection.serving = turn
    response.once('close', () => this.#onServed(turn))
    const head = this.#read(connection, request)
    if (head.type === 'refusal') return refuseRequest(turn, head, this.#service)
    const { bodyAwaitedMs } = this.#service.limits
    if (!isChunked(request) || head.expectsContinue) return this.#begin(turn, head)
    onceBodyBegan(request, bodyAwaitedMs, () => this.#begin(turn, head))
  }

  #begin({ connection, request, response, afterHead }: Turn, head: ReadHead): void {
    if (connection.outgoing === 'refused' || connection.stream.destroyed) return
    const exchange = new Http1Exchange({
      request,
      response,
      head,
      client: connection,
      service: this.#service,
      isLast: () => this.#isLast(connection) || afterHead !== undefined,
      ...(afterHead && { afterHead }),
    })
    // Express parses it once more: it gets what was judged, not what was sent.
    request.url = head.request.target
    this.#exchanges.set(request, exchange)
    this.#app ??= this.#mount()
    if (this.#app) this.#app(request, response)
    else this.#pass(request)
  }

  /** A client that keeps its connection would go on using it, and be told the same each time. */
  #isLast(connection: Http1Connection): boolean {
    const { turns, line, facts } = connection
    // The parser would refuse the version of the next request.
    const isLater = line?.isLater === true
    const isOver = isLater || isLastAnswer(connection, turns)
    return this.#isDraining || isOver || facts.tls?.isOutdated?.() === true
  }

  #onServed({ connection, request, response }: Turn): void {
    const { stream, turns } = connection
    connection.serving = undefined
    connection.isAtHead = request.complete && turns.isLast
    // RFC 9112 §9.6: after "close" was said nothing more is served; nobody would get the answer.
    if (!response.shouldKeepAlive) {
      takesNoMore(connection)
      turns.drop()
    }
    turns.next()
    if (!turns.isIdle || !stream.writable) return
    const { outgoing, refusal } = connection
    if (outgoing !== 'open' || this.#isDraining) stream.destroySoon()
    else if (refusal) refuseConnection(connection, refusal, this.#service)
  }

  #read(connection: Http1Connection, request: IncomingMessage) {
    const { httpVersion, rawHeaders, method = '', url = '' } = request
    // The parser takes `RTSP/1.0` for `HTTP/1.0`. That of a first request is seen by who looked at its
    // first bytes; HTTP/1.0 gets no second one, and no client changes its version.
    connection.version ??= httpVersion
    if (connection.version !== httpVersion)
      return refuse(httpVersion.startsWith('1.') ? 'bad-syntax' : 'bad-version')
    const { headerCount } = this.#service.limits
    const local = httpVersion === '1.0' ? localAuthority(connection) : ''
    const asked = { method, url, httpVersion, rawHeaders, headerCount, localAuthority: local }
    return readHttp1Head({ ...asked, scheme: schemeOf(connection) })
  }

  #mayUpgrade({ socket, method = '', httpVersion, rawHeaders }: IncomingMessage): boolean {
    const connection = this.#connections.get(socket)
    const isAlone =
      connection !== undefined && connection.turns.isIdle && connection.outgoing === 'open'
    return isAlone && askedUpgrade({ method, httpVersion, rawHeaders }) !== undefined
  }

  #onConnect = (request: IncomingMessage): void => {
    const connection = this.#connections.get(request.socket)
    if (connection?.turns.isIdle) refuseConnection(connection, refuse('bad-method'), this.#service)
    else request.socket.destroy()
  }

  #onClientError = (error: ParserError, socket: object): void => {
    const connection = this.#connections.get(socket)
    if (connection !== undefined) refuseUnreadable(connection, error, this.#service)
  }
}

function hasBody(request: IncomingMessage): boolean {
  return isChunked(request) || request.headers['content-length'] !== undefined
}
