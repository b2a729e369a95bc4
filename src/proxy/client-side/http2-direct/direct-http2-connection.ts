// HTTP/2 over one connection that it is handed, by our own session. What one connection may cost is set here.
import { http2Code } from '../../frames/http2-codes.ts'
import { ClientFrames } from '../../frames/client-frames.ts'
import type { FrameHead, FrameProblem } from '../../frames/frame.ts'
import { connectionProblem } from '../../http2/connection-problem.ts'
import { judgeRequestHead, judgeTrailers } from '../../http2/request-fields.ts'
import type { FieldBlock } from '../../http2/payload-reader.ts'
import { Http2Session } from '../../http2/session.ts'
import type { SessionOwner } from '../../http2/session-owner.ts'
import type { Http2Stream, StreamReceiver } from '../../http2/stream.ts'
import {
  schemeOf,
  type ClientConnection,
  type ListenerContext,
} from '../../sockets/client-connection.ts'
import type { Limits } from '../../sockets/limits.ts'
import { endSoon } from '../../sockets/linger.ts'
import { refuse, type RequestRefusal } from '../../sockets/refusal.ts'
import { readHttp2Head } from '../http2-head.ts'
import type { ReadHead } from '../request-head.ts'
import { serveExchange } from '../served-exchange.ts'
import type { DirectHttp2Context } from './direct-http2-context.ts'
import { DirectHttp2Exchange } from './direct-http2-exchange.ts'
import { StreamRequestReader } from './read-stream-request.ts'
import { RefusedRequest } from './refused-request.ts'
import { SilenceWatch, type WatchedRequest } from './silence-watch.ts'
import { type StreamClients, StreamClient } from './stream-client.ts'

/** Those of this connection. */
interface DirectRequests extends StreamClients {
  readonly reader: StreamRequestReader
}

export class DirectHttp2Connection implements SessionOwner {
  readonly #client: ClientConnection
  readonly #service: ListenerContext
  readonly #session: Http2Session
  readonly #frames: ClientFrames
  readonly #silence: SilenceWatch
  /** The last stream that was opened. */
  #last = 0
  /** In the chunk that is being read. */
  readonly #opened: (DirectHttp2Exchange | StreamClient)[] = []
  /** Absent: all requests go by the pipeline. */
  readonly #direct: DirectRequests | undefined
  #invalidFrames = 0
  #rejectedStreams = 0
  #isDraining = false

  constructor(client: ClientConnection, service: ListenerContext, direct?: DirectHttp2Context) {
    this.#client = client
    this.#service = service
    this.#direct = direct && directRequests(client, direct)
    const { limits } = service
    this.#frames = new ClientFrames(limits, {
      hasAnswered: (id) => this.#session.stream(id)?.hasHead === true,
    })
    this.#session = new Http2Session(sessionOptions(client, limits), this)
    this.#silence = new SilenceWatch(this.#session, limits, () => this.drain())
    // A client that closed its side is gone: HTTP/2 needs both.
    client.stream.once('end', () => client.raw.destroy())
  }

  /** GOAWAY: streams that are open may end, no others are opened, and the connection closes. */
  readonly drain = (): void => {
    if (this.#isDraining) return
    this.#isDraining = true
    this.#session.goaway(this.#last, http2Code.NO_ERROR)
    if (this.#session.size === 0) this.#closeSoon()
  }

  /** Its socket is. */
  onClosed(): void {
    this.#silence.end()
    this.#session.end()
  }

  judge(frame: FrameHead): FrameProblem | undefined {
    return this.#frames.judge(frame)
  }

  onFields(id: number, fields: FieldBlock, endsStream: boolean): FrameProblem | undefined {
    const open = this.#session.stream(id)
    if (open) return this.#onTrailers(open, fields)
    if (id <= this.#last || this.#isDraining)
      return this.#session.isPassedOver(id) ? undefined : connectionProblem('protocol')
    this.#last = id
    const { limits } = this.#service
    const isFull =
      this.#session.size >= limits.http2Streams ||
      this.#session.heldBytes > limits.http2SessionMegabytes * 1024 * 1024
    if (isFull) return this.#reject(id, http2Code.REFUSED_STREAM)
    if (fields.isTooLarge) return this.#reject(id, http2Code.ENHANCE_YOUR_CALM)
    const verdict = judgeRequestHead(fields.fields)
    if (verdict === 'malformed') return this.#onInvalid(id)
    const head =
      verdict === 'forbidden'
        ? refuse('bad-syntax')
        : readHttp2Head({
            rawHeaders: fields.fields,
            endsStream,
            scheme: schemeOf(this.#client),
            headerCount: limits.headerCount,
            headBytes: limits.headBytes,
          })
    // RFC 9113 §8.1.1: a length that no body can have.
    if (head.type === 'head' && endsStream && head.bodyLength) return this.#onInvalid(id)
    const stream = this.#session.open(id)
    // A client that keeps its connection would go on using it, and be told the same each time.
    if (this.#client.facts.tls?.isOutdated?.() === true) this.drain()
    this.#silence.onOpened(stream)
    if (head.type === 'refusal') this.#refuse(stream, head, fields.fields)
    else {
      stream.promise(head.bodyLength)
      this.#opened.push(this.#openDirect(stream, head) ?? this.#openExchange(stream, head))
    }
    if (endsStream) stream.arriveEnd()
    return undefined
  }

  /** As Node's session does: too long a body ends the connection. */
  onWrongLength(stream: Http2Stream, isTooLong: boolean): FrameProblem | undefined {
    if (isTooLong) return connectionProblem('protocol')
    stream.giveUp(http2Code.PROTOCOL_ERROR)
    return this.#countInvalid()
  }

  onStreamClosed({ id }: Http2Stream): void {
    this.#frames.onStreamClosed(id)
    this.#silence.onClosed(id)
    if (this.#isDraining && this.#session.size === 0) this.#closeSoon()
  }

  /** Of what was opened and reset in one breath ("rapid reset") nobody waits for an answer. */
  onRead(): void {
    if (this.#opened.length === 0) return
    for (const opened of this.#opened.splice(0)) {
      if (opened.isGone) continue
      if (opened instanceof DirectHttp2Exchange) this.#serve(opened)
      else if (opened.isPlain) opened.begin()
      else {
        const exchange = this.#openExchange(opened.stream, opened.head)
        opened.giveTo(exchange)
        this.#serve(exchange)
      }
    }
  }

  #serve(exchange: DirectHttp2Exchange): void {
    void serveExchange(exchange, this.#service.pipeline, this.#service.observer.log)
  }

  /** Undefined: it is not plain. */
  #openDirect(stream: Http2Stream, head: ReadHead): StreamClient | undefined {
    const direct = this.#direct
    const asked = direct?.reader.read(head)
    if (direct === undefined || asked === undefined) return undefined
    const opened = new StreamClient(direct, { stream, head, asked })
    this.#take(stream, opened)
    return opened
  }

  #openExchange(stream: Http2Stream, head: ReadHead): DirectHttp2Exchange {
    const client = this.#client
    const { limits } = this.#service
    const endConnection = this.drain
    const opened = new DirectHttp2Exchange({ stream, head, client, limits, endConnection })
    this.#take(stream, opened)
    return opened
  }

  #take(stream: Http2Stream, receiver: StreamReceiver & WatchedRequest): void {
    stream.receiver = receiver
    this.#silence.watch(stream, receiver)
  }

  onSettings(): void {}

  onGoaway(): void {}

  /** Its socket is closed then (see above). */
  onEnd(): void {}

  onWritten(bytes: number): void {
    this.#frames.onSent(bytes)
  }

  /** GOAWAY with the reason, and the client has a moment to read it. */
  onProblem({ code, reason }: FrameProblem): void {
    const { socketName, facts, stream } = this.#client
    const { observer, limits } = this.#service
    this.#silence.end()
    observer.onRefused(socketName, reason)
    const fields = { socket: socketName, remoteAddress: facts.remoteAddress, reason }
    observer.log.info(fields, 'Closing an HTTP/2 connection because of what the client sends')
    this.#session.goaway(this.#last, code)
    endSoon(stream, '', limits)
  }

  #onTrailers(stream: Http2Stream, { fields, isTooLarge }: FieldBlock): FrameProblem | undefined {
    const verdict = isTooLarge ? 'malformed' : judgeTrailers(fields)
    if (stream.isReceived || verdict === 'fine') return this.#session.onTrailers(stream, fields)
    if (verdict === 'forbidden') {
      stream.giveUp(http2Code.INTERNAL_ERROR)
      return undefined
    }
    stream.giveUp(http2Code.PROTOCOL_ERROR)
    return this.#countInvalid()
  }

  #onInvalid(id: number): FrameProblem | undefined {
    this.#session.refuse(id, http2Code.PROTOCOL_ERROR)
    this.#frames.onStreamClosed(id)
    return this.#countInvalid()
  }

  #countInvalid(): FrameProblem | undefined {
    return ++this.#invalidFrames > this.#service.limits.http2InvalidFrames
      ? connectionProblem('too-much')
      : undefined
  }

  #reject(id: number, code: number): FrameProblem | undefined {
    this.#session.refuse(id, code)
    return ++this.#rejectedStreams > this.#service.limits.http2RejectedStreams
      ? connectionProblem('too-much')
      : undefined
  }

  #refuse(stream: Http2Stream, refusal: RequestRefusal, fields: readonly string[]): void {
    const { status, reason, says } = refusal
    this.#service.observer.onRefused(this.#client.socketName, reason)
    stream.receiver = new RefusedRequest(stream)
    const isHead = fields[fields.indexOf(':method') + 1] === 'HEAD'
    stream.head([':status', `${status}`, 'content-type', 'text/plain; charset=utf-8'], isHead)
    if (isHead) return
    stream.write(Buffer.from(`${says}\n`))
    stream.end()
  }

  /** The client is to close its side, however long that takes. */
  #closeSoon(): void {
    const { stream, raw } = this.#client
    this.#silence.end()
    this.#session.flush()
    stream.end()
    const timer = setTimeout(() => raw.destroy(), this.#service.limits.lingerMs)
    raw.once('close', () => clearTimeout(timer))
  }
}

function directRequests(
  { facts }: ClientConnection,
  context: DirectHttp2Context,
): DirectRequests | undefined {
  const held = context.shared.byFacts.get(facts)
  const keptBytes = context.parts.keptBytes.of(facts.remoteAddress)
  const reader = new StreamRequestReader(facts, context)
  return held && { ...context, facts, held, keptBytes, reader }
}

function sessionOptions({ stream }: ClientConnection, limits: Limits) {
  return {
    socket: stream,
    isServer: true,
    maxStreams: limits.http2Streams,
    streamWindowBytes: limits.http2StreamWindowBytes,
    connectionWindowBytes: limits.http2ConnectionWindowBytes,
    // More than is allowed, so that a head that is too large is answered, and not reset.
    maxListBytes: limits.headBytes * 2,
    maxSettings: limits.http2Settings,
    mostHeldBytes: limits.http2SessionMegabytes * 1024 * 1024,
  }
}
