// HTTP/2 over one connection that it is handed. Node's session has no timers at all: how long a connection
// lasts is decided here.
import {
  constants,
  performServerHandshake,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import { ClientFrames } from '../../frames/client-frames.ts'
import { FieldBlocks } from '../../frames/field-blocks.ts'
import { hasForbiddenField } from '../../frames/forbidden-fields.ts'
import { FrameReader } from '../../frames/frame-reader.ts'
import type { FrameProblem } from '../../frames/frame.ts'
import { outliveStream } from '../../frames/outlive-streams.ts'
import { WatchedStream } from '../../frames/watched-stream.ts'
import { failWritesAfterEnd } from '../../words/write-after-end.ts'
import {
  schemeOf,
  type ClientConnection,
  type ListenerContext,
} from '../../sockets/client-connection.ts'
import { isGrpc } from '../../words/grpc-request.ts'
import { stopIdleTimer } from '../../words/stop-idle-timer.ts'
import { Http2Exchange } from './http2-exchange.ts'
import { sessionOptions } from './session-options.ts'
import { SignOfLife } from './sign-of-life.ts'
import { readHttp2Head } from '../http2-head.ts'
import { endSoon } from '../../sockets/linger.ts'
import { refuse, type RequestRefusal } from '../../sockets/refusal.ts'
import { serveExchange } from '../served-exchange.ts'

/** "PRI * HTTP/2.0", two empty lines and what is between (RFC 9113 §3.4). */
const prefaceBytes = 24

export class Http2Connection {
  readonly #client: ClientConnection
  readonly #service: ListenerContext
  readonly #session: ServerHttp2Session
  readonly #frames: ClientFrames
  readonly #life: SignOfLife
  /** Streams that are about to open with a head that is malformed. */
  readonly #malformed = new Set<number>()
  /** Those that are open. */
  readonly #streams = new Map<number, ServerHttp2Stream>()
  #isEnded = false
  #timer: NodeJS.Timeout

  constructor(client: ClientConnection, service: ListenerContext) {
    this.#client = client
    this.#service = service
    this.#frames = new ClientFrames(service.limits, {
      hasAnswered: (id) => this.#streams.get(id)?.headersSent === true,
    })
    const watched = new WatchedStream(client.stream, {
      reader: new FrameReader(this.#frames.judge, {
        preface: prefaceBytes,
        onFields: new FieldBlocks(this.#onFields).take,
      }),
      onProblem: this.#onProblem,
      onSent: (bytes) => this.#frames.onSent(bytes),
    })
    this.#session = performServerHandshake(watched, sessionOptions(service.limits))
    this.#life = new SignOfLife(this.#session, service.limits.pingAnswerMs)
    failWritesAfterEnd(this.#session.socket)
    this.#session.setLocalWindowSize(service.limits.http2ConnectionWindowBytes)
    this.#session.on('error', this.#onError)
    this.#session.on('stream', this.#onStream)
    // A client that closed its side is gone: HTTP/2 needs both. Node would wait for its timers, and
    // what was asked for would go on at the endpoints.
    client.stream.once('end', () => client.raw.destroy())
    // A client that opens a connection has a first request.
    this.#timer = setTimeout(this.drain, service.limits.headTimeoutMs)
  }

  /** GOAWAY: streams that are open may end, no others are opened, and the connection closes. */
  drain = (): void => {
    this.#session.close()
    if (this.#streams.size === 0) this.#closeSoon()
  }

  /** Its socket is. */
  onClosed(): void {
    clearTimeout(this.#timer)
  }

  #onStream = (
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    flags: number,
    raw?: string[],
  ): void => {
    stream.on('error', ignore)
    // Opened and reset in one breath ("rapid reset"): nobody waits for an answer.
    if (stream.destroyed || stream.closed) return
    outliveStream(this.#session, stream)
    const { id = 0 } = stream
    this.#streams.set(id, stream)
    clearTimeout(this.#timer)
    // A client that keeps its connection would go on using it, and be told the same each time.
    if (this.#client.facts.tls?.isOutdated?.() === true) this.drain()
    stream.once('close', () => {
      stopIdleTimer(stream)
      this.#onStreamClosed(id)
    })
    const { headerCount, headBytes } = this.#service.limits
    const head = this.#malformed.delete(id)
      ? refuse('bad-syntax')
      : readHttp2Head({
          rawHeaders: raw ?? [],
          endsStream: (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0,
          scheme: schemeOf(this.#client),
          headerCount,
          headBytes,
        })
    if (head.type === 'refusal') {
      stream.setTimeout(this.#service.limits.idleMs, () => giveUp(stream))
      return this.#refuse(stream, head, headers[':method'] === 'HEAD')
    }
    const exchange = new Http2Exchange({
      stream,
      head,
      client: this.#client,
      limits: this.#service.limits,
      endConnection: this.drain,
    })
    this.#watchSilence(stream, exchange)
    void serveExchange(exchange, this.#service.pipeline, this.#service.observer.log)
  }

  /**
   * Of a call of gRPC that is silent, and not held up by a client that does not read, the client is asked; so
   * is that of a request whose rule has limits of its own.
   */
  #watchSilence(stream: ServerHttp2Stream, exchange: Http2Exchange): void {
    stream.setTimeout(this.#service.limits.idleMs, () => {
      const isHeldUp = stream.writableLength > 0
      const mayBeSilent = isGrpc(exchange.request.headers) && !isHeldUp
      if (!mayBeSilent && !exchange.isIdleOfRule) {
        exchange.giveUpIdle()
        if (!stream.destroyed) this.#watchSilence(stream, exchange)
        return
      }
      void this.#life.isAlive().then((isAlive) => {
        if (!isAlive) giveUp(stream)
        else if (!stream.destroyed) this.#watchSilence(stream, exchange)
      })
    })
  }

  #refuse(stream: ServerHttp2Stream, refusal: RequestRefusal, isHead: boolean): void {
    const { status, reason, says } = refusal
    this.#service.observer.onRefused(this.#client.socketName, reason)
    const headers = { ':status': status, 'content-type': 'text/plain; charset=utf-8' }
    stream.respond(headers, { endStream: isHead })
    if (!isHead) stream.end(`${says}\n`)
  }

  #onStreamClosed(id: number): void {
    this.#streams.delete(id)
    this.#frames.onStreamClosed(id)
    if (this.#streams.size > 0) return
    clearTimeout(this.#timer)
    if (this.#session.closed) this.#closeSoon()
    else this.#timer = setTimeout(this.drain, this.#service.limits.keepAliveMs)
  }

  /** Node waits for the client to close its side, however long that takes. */
  #closeSoon(): void {
    clearTimeout(this.#timer)
    const { raw } = this.#client
    this.#timer = setTimeout(() => raw.destroy(), this.#service.limits.lingerMs)
  }

  /** RFC 9113 §8.2.1: of a request that is malformed the head is refused, and trailers cut its body. */
  #onFields = (id: number, block: Buffer): void => {
    if (!hasForbiddenField(block)) return
    const open = this.#streams.get(id)
    if (open) return giveUp(open, 'The trailers are malformed')
    this.#malformed.add(id)
    // Those that never opened, as Node's session refused them too.
    const [oldest] = this.#malformed.size > this.#service.limits.http2Streams ? this.#malformed : []
    if (oldest !== undefined) this.#malformed.delete(oldest)
  }

  /** GOAWAY with the reason, and the client has a moment to read it. */
  #onProblem = ({ code, reason }: FrameProblem): void => {
    const { socketName, facts, stream } = this.#client
    this.#isEnded = true
    clearTimeout(this.#timer)
    this.#service.observer.onRefused(socketName, reason)
    const fields = { socket: socketName, remoteAddress: facts.remoteAddress, reason }
    this.#service.observer.log.info(
      fields,
      'Closing an HTTP/2 connection because of what the client sends',
    )
    this.#session.destroy(new Error(reason), code)
    endSoon(stream, '', this.#service.limits)
  }

  #onError = (error: NodeJS.ErrnoException): void => {
    if (this.#isEnded) return
    const { log } = this.#service.observer
    // A connection that broke is nobody's fault.
    const isRefused = error.code?.startsWith('ERR_HTTP2') === true
    if (isRefused) this.#service.observer.onRefused(this.#client.socketName, 'http2-error')
    log.debug({ socket: this.#client.socketName, error }, 'An HTTP/2 connection failed')
    this.#client.raw.destroy()
  }
}

/** Not `close()`: after part of an answer it ends the stream as if that were all of it. */
function giveUp(stream: ServerHttp2Stream, why = 'Nothing moved'): void {
  stream.destroy(new Error(why))
}

function ignore(): void {}
