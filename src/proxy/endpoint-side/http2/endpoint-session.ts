// An HTTP/2 connection to an endpoint: streams are opened on it, and their answers told apart from interim ones and
// from trailers. What the endpoint sends is judged, frame by frame: a route's endpoint may be anyone's.
import { http2Code } from '../../frames/http2-codes.ts'
import type { Socket } from 'node:net'
import { EndpointFrames } from '../../frames/endpoint-frames.ts'
import type { FrameHead, FrameProblem } from '../../frames/frame.ts'
import { judgeAnswerHead, withoutForbidden } from '../../http2/answer-fields.ts'
import { connectionProblem } from '../../http2/connection-problem.ts'
import { judgeTrailers } from '../../http2/request-fields.ts'
import type { FieldBlock } from '../../http2/payload-reader.ts'
import { Http2Session } from '../../http2/session.ts'
import type { SessionOwner } from '../../http2/session-owner.ts'
import type { Http2Stream, StreamReceiver } from '../../http2/stream.ts'
import { maxHeadBytes } from '../../words/head-bytes.ts'

/**
 * What an endpoint may send ahead of its reader, of one answer and of all on a connection. HTTP/2's own
 * 64 KiB allow 1.3 MB a second where an answer takes 50 ms; Envoy has 16 MiB, which is what each answer
 * may cost then if its client does not read.
 */
const streamWindowBytes = 256 * 1024
const connectionWindowBytes = 1024 * 1024
const mostHeldBytes = 10 * 1024 * 1024
const maxSettings = 32
/** RFC 9113 §5.1.1: one that has used them up opens no more. */
const lastId = 2 ** 31 - 1
const lingerMs = 2_000

export interface Http2AnswerReceiver extends StreamReceiver {
  /** A request whose answer has no body, whatever its length says. */
  readonly isHead: boolean
  /** Of the answer, or an interim one (1xx). `fields`: name and value in turns. */
  onHead(status: number, fields: readonly string[], endsStream: boolean): void
  /** All that came with a head was given. */
  onHeadRead?(): void
  /** The answer breaks a rule of HTTP/2: the stream is given up, with this code. */
  onMalformed(code: number): void
}

export class EndpointSession implements SessionOwner {
  readonly #socket: Socket
  readonly #session: Http2Session
  readonly #frames = new EndpointFrames()
  readonly #receivers = new Map<number, Http2AnswerReceiver>()
  /** Those whose head came: what comes after it are trailers. */
  readonly #answered = new Set<number>()
  /** Whose heads came in the chunk that is being read. */
  #headed: Http2AnswerReceiver[] = []
  #nextId = 1
  #isClosing = false
  #lastStream = Infinity
  #linger: NodeJS.Timeout | undefined
  /** Why it ended, where that is known. */
  error: Error | undefined
  /** When a frame last came or went, in milliseconds of performance.now(). */
  movedAt = performance.now()
  /** To be set by who keeps it. */
  onceSettings: (() => void) | undefined
  onceGoaway: (() => void) | undefined
  onceClosed: (() => void) | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    this.#session = new Http2Session(
      {
        socket,
        isServer: false,
        maxStreams: 0,
        streamWindowBytes,
        connectionWindowBytes,
        // HTTP/2 counts 32 bytes more a field: what is too large is judged as for HTTP/1.1, in http2-attempt.ts.
        maxListBytes: maxHeadBytes * 2,
        maxSettings,
        mostHeldBytes,
      },
      this,
    )
    socket.once('close', () => {
      clearTimeout(this.#linger)
      this.onceClosed?.()
    })
  }

  /** Whether it takes no more requests. */
  get isClosed(): boolean {
    return this.#isClosing || this.isDestroyed || this.#nextId > lastId
  }

  get isDestroyed(): boolean {
    return this.#session.isOver || this.#socket.destroyed
  }

  get maxStreams(): number {
    return this.#session.maxStreams
  }

  /** Of the endpoint's GOAWAY: it acted on none above. Infinity: it sent none. */
  get lastStream(): number {
    return this.#lastStream
  }

  /** `fields`: name and value in turns, names in lower case. */
  request(
    fields: readonly string[],
    endsStream: boolean,
    receiver: Http2AnswerReceiver,
  ): Http2Stream {
    const id = this.#nextId
    this.#nextId += 2
    const stream = this.#session.open(id)
    stream.receiver = receiver
    this.#receivers.set(id, receiver)
    stream.head(fields, endsStream)
    return stream
  }

  ping(onOver: (isAnswered: boolean) => void): void {
    this.#session.ping(onOver)
  }

  /** It takes no more requests, and closes after those on it. */
  close(): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#session.goaway(0, http2Code.NO_ERROR)
    if (this.#session.size === 0) this.#hangUp()
  }

  destroy(error?: Error): void {
    this.error ??= error
    this.#session.end()
    this.#socket.destroy()
  }

  judge(frame: FrameHead): FrameProblem | undefined {
    this.movedAt = performance.now()
    return this.#frames.judge(frame)
  }

  onFields(id: number, block: FieldBlock, endsStream: boolean): FrameProblem | undefined {
    if (id >= this.#nextId || id % 2 === 0) return connectionProblem('protocol')
    const stream = this.#session.stream(id)
    const receiver = this.#receivers.get(id)
    // One that was given up: the endpoint did not know yet.
    if (!stream || !receiver) return undefined
    if (block.isTooLarge) return malformed(receiver, http2Code.ENHANCE_YOUR_CALM)
    if (this.#answered.has(id)) return this.#onTrailers(stream, receiver, { block, endsStream })
    const head = judgeAnswerHead(block.fields)
    if (head.type === 'malformed') return malformed(receiver)
    this.#headed.push(receiver)
    const isInterim = head.status >= 100 && head.status <= 199
    if (isInterim && (endsStream || head.status === 101)) return malformed(receiver)
    if (isInterim) {
      receiver.onHead(head.status, head.fields, false)
      return undefined
    }
    this.#answered.add(id)
    const hasBody = !receiver.isHead && head.status !== 204 && head.status !== 304
    if (hasBody) stream.promise(head.length)
    receiver.onHead(head.status, head.fields, endsStream)
    if (endsStream && !stream.arriveEnd()) return this.onWrongLength(stream)
    return undefined
  }

  onWrongLength({ id }: Http2Stream): undefined {
    const receiver = this.#receivers.get(id)
    if (receiver) malformed(receiver)
  }

  onStreamClosed({ id }: Http2Stream): void {
    this.#receivers.delete(id)
    this.#answered.delete(id)
    if (this.#isClosing && this.#session.size === 0) this.#hangUp()
  }

  onRead(): void {
    const headed = this.#headed
    if (headed.length === 0) return
    this.#headed = []
    for (const receiver of headed) receiver.onHeadRead?.()
  }

  onSettings(): void {
    this.onceSettings?.()
    this.onceSettings = undefined
  }

  /** RFC 9113 §6.8: those above the last one were not acted on; the others end in peace. */
  onGoaway(lastStream: number): void {
    this.#lastStream = Math.min(this.#lastStream, lastStream)
    this.#isClosing = true
    this.onceGoaway?.()
    this.onceGoaway = undefined
    for (const stream of this.#session.streams())
      if (stream.id > lastStream) stream.cut(http2Code.REFUSED_STREAM)
    if (this.#session.size === 0) this.#hangUp()
  }

  onProblem({ code, reason }: FrameProblem): void {
    this.error = new Error(`Closing the connection because of what the endpoint sends: ${reason}`)
    this.#session.goaway(0, code)
    this.#hangUp()
  }

  onWritten(bytes: number): void {
    this.movedAt = performance.now()
    this.#frames.onSent(bytes)
  }

  onEnd(): void {
    this.#socket.destroy()
  }

  #onTrailers(
    stream: Http2Stream,
    receiver: Http2AnswerReceiver,
    { block, endsStream }: { readonly block: FieldBlock; readonly endsStream: boolean },
  ): FrameProblem | undefined {
    const verdict = endsStream ? judgeTrailers(block.fields) : 'malformed'
    if (verdict === 'malformed') return malformed(receiver)
    const fields = verdict === 'fine' ? block.fields : withoutForbidden(block.fields)
    return this.#session.onTrailers(stream, fields)
  }

  /** The endpoint is to close its side, however long that takes. */
  #hangUp(): void {
    if (this.#linger) return
    this.#session.flush()
    this.#socket.end()
    this.#linger = setTimeout(() => this.#socket.destroy(), lingerMs)
    this.#linger.unref()
  }
}

function malformed(
  receiver: Http2AnswerReceiver,
  code: number = http2Code.PROTOCOL_ERROR,
): undefined {
  receiver.onMalformed(code)
}
