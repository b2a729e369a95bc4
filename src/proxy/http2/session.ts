// One connection of HTTP/2 (RFC 9113), toward a client or an endpoint: its streams, windows and settings, between what
// is read (payload-reader.ts) and what is written (session-output.ts). Who owns it judges heads, and says what becomes
// of streams.
import { http2Code } from '../frames/http2-codes.ts'
import { frameFlag, hasFlag, type FrameHead, type FrameProblem } from '../frames/frame.ts'
import { connectionProblem } from './connection-problem.ts'
import { FrameScanner } from './frame-scanner.ts'
import { FramedSocket } from './framed-socket.ts'
import {
  type DataPart,
  type FieldBlock,
  PayloadReader,
  type ReadPayloads,
} from './payload-reader.ts'
import { SessionOutput } from './session-output.ts'
import type { SessionOptions, SessionOwner } from './session-owner.ts'
import { defaultWindow, maxWindow, PeerSettings, setting } from './settings.ts'
import { Http2Stream, type StreamOwner } from './stream.ts'

/** Frames of one chunk after which the rest waits for its turn. */
const framesATurn = 256
/** Streams that were reset from here and are remembered. */
const rememberedResets = 4096

export class Http2Session implements StreamOwner, ReadPayloads {
  readonly #options: SessionOptions
  readonly #owner: SessionOwner
  readonly #socket: FramedSocket
  readonly #scanner: FrameScanner
  readonly #output: SessionOutput
  readonly #peer = new PeerSettings()
  readonly #streams = new Map<number, Http2Stream>()
  /** Those to which something came in the chunk that is being read. */
  #reached: Http2Stream[] = []
  /** The other side may not know yet that they are over. */
  readonly #resetHere = new Set<number>()
  #hasSaidGoaway = false
  /** Bytes that came since the other side was given more window. */
  #received = 0
  readonly #pings: ((isAnswered: boolean) => void)[] = []
  #unackedSettings = 1
  #isOver = false
  /** Bytes that are kept for streams, either way. */
  heldBytes = 0

  constructor(options: SessionOptions, owner: SessionOwner) {
    this.#options = options
    this.#owner = owner
    const { socket, isServer, mostHeldBytes } = options
    this.#scanner = new FrameScanner(new PayloadReader(this, options), isServer ? preface : '')
    this.#output = new SessionOutput(socket, mostHeldBytes, {
      onWritten: (bytes) => owner.onWritten(bytes),
      onUnread: () => this.#fail(connectionProblem('too-much')),
    })
    this.#greet()
    this.#socket = new FramedSocket(socket, { read: this.#read, onEnd: this.#onEnd })
  }

  #greet(): void {
    const { isServer, maxStreams, maxListBytes } = this.#options
    const { streamWindowBytes, connectionWindowBytes } = this.#options
    const { frames } = this.#output
    if (!isServer) frames.text(preface)
    frames.settings([
      [setting.enablePush, 0],
      ...(isServer ? [[setting.maxConcurrentStreams, maxStreams] as const] : []),
      [setting.initialWindowSize, streamWindowBytes],
      [setting.maxHeaderListSize, maxListBytes],
    ])
    const more = connectionWindowBytes - defaultWindow
    if (more > 0) frames.windowUpdate(0, more)
    this.#output.writeSoon()
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** How many streams are open. */
  get size(): number {
    return this.#streams.size
  }

  /** Streams that the other side takes at a time. */
  get maxStreams(): number {
    return this.#peer.maxStreams
  }

  streams(): Iterable<Http2Stream> {
    return this.#streams.values()
  }

  stream(id: number): Http2Stream | undefined {
    return this.#streams.get(id)
  }

  open(id: number): Http2Stream {
    const windows = { send: this.#peer.initialWindow, receive: this.#options.streamWindowBytes }
    const stream = new Http2Stream(id, this, windows)
    this.#streams.set(id, stream)
    return stream
  }

  /** Of a stream that is not opened. */
  refuse(stream: number, code: number): void {
    this.#reset(stream, code)
  }

  /** §5.1: what still comes of a stream that was given up here is passed over; of others it is a mistake. */
  isPassedOver(stream: number): boolean {
    return this.#hasSaidGoaway || this.#resetHere.has(stream)
  }

  /** `onOver` is told whether the answer came, or the connection ended before. */
  ping(onOver: (isAnswered: boolean) => void): void {
    if (this.#isOver) return onOver(false)
    this.#pings.push(onOver)
    this.#output.frames.ping(pingPayload, false)
    this.#output.writeSoon()
  }

  goaway(lastStream: number, code: number): void {
    if (this.#isOver) return
    this.#hasSaidGoaway = true
    this.#output.frames.goaway(lastStream, code)
    this.flush()
  }

  /** Writes what is due now, and not at the end of the turn. */
  flush(): void {
    this.#output.flush()
  }

  /** Streams are told that they are cut. The socket is for who calls it to close. */
  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#output.end()
    this.#socket.stop()
    for (const stream of this.#streams.values()) stream.cut(undefined)
    for (const tell of this.#pings.splice(0)) tell(false)
  }

  // Of streams.

  sendHead(stream: Http2Stream, fields: readonly string[], endsStream: boolean): void {
    this.#output.head(stream, fields, endsStream)
  }

  wake(stream: Http2Stream): void {
    this.#output.wake(stream)
  }

  sendReset(stream: Http2Stream, code: number): void {
    if (!this.#isOver) this.#reset(stream.id, code)
  }

  #reset(stream: number, code: number): void {
    this.#resetHere.add(stream)
    if (this.#resetHere.size > rememberedResets) {
      const [oldest] = this.#resetHere
      this.#resetHere.delete(oldest!)
    }
    this.#output.frames.reset(stream, code)
    this.#output.writeSoon()
  }

  sendWindow(stream: Http2Stream, bytes: number): void {
    this.#output.frames.windowUpdate(stream.id, bytes)
    this.#output.writeSoon()
  }

  hold(bytes: number): void {
    this.heldBytes += bytes
  }

  forget(stream: Http2Stream): void {
    this.#streams.delete(stream.id)
    this.#output.forget(stream)
    this.#owner.onStreamClosed(stream)
  }

  // What is read.

  readonly #read = (chunk: Buffer): number => {
    const at = this.#scanner.read(chunk, framesATurn)
    const reached = this.#reached
    if (reached.length > 0) {
      this.#reached = []
      for (const stream of reached) stream.deliver()
    }
    this.#owner.onRead()
    const { problem } = this.#scanner
    if (problem) this.#fail(problem)
    return at
  }

  judge(frame: FrameHead): FrameProblem | undefined {
    return this.#owner.judge(frame)
  }

  onData(frame: FrameHead, part: DataPart): FrameProblem | undefined {
    if (!this.#takeWindow(part.size)) return connectionProblem('flow-control')
    const stream = this.#streams.get(frame.stream)
    if (!stream)
      return this.isPassedOver(frame.stream) ? undefined : connectionProblem('stream-closed')
    if (stream.isReceived) return onClosedSide(stream)
    if (stream.hasNothingNew) this.#reached.push(stream)
    const problem = stream.arrive(part)
    if (problem === 'no-window') return connectionProblem('flow-control')
    if (problem) return this.#owner.onWrongLength(stream, true)
    return part.isLast && hasFlag(frame, frameFlag.endStream) ? this.#takeEnd(stream) : undefined
  }

  onBlock(stream: number, block: FieldBlock, endsStream: boolean): FrameProblem | undefined {
    return this.#owner.onFields(stream, block, endsStream)
  }

  /** The trailers of a stream that is open. */
  onTrailers(stream: Http2Stream, fields: readonly string[]): FrameProblem | undefined {
    if (stream.isReceived) return onClosedSide(stream)
    return this.#takeEnd(stream, fields)
  }

  #takeEnd(stream: Http2Stream, trailers?: readonly string[]): FrameProblem | undefined {
    return stream.arriveEnd(trailers) ? undefined : this.#owner.onWrongLength(stream, false)
  }

  onReset(stream: number, code: number): undefined {
    this.#streams.get(stream)?.cut(code)
  }

  onSettingsAck(): FrameProblem | undefined {
    return --this.#unackedSettings < 0 ? connectionProblem('protocol') : undefined
  }

  onSettings(payload: Buffer): FrameProblem | undefined {
    const before = this.#peer.initialWindow
    const problem = this.#peer.take(payload)
    if (problem) return problem
    const { frames } = this.#output
    if (this.#peer.hasSmallTable) frames.nameTable()
    frames.settingsAck()
    this.#output.writeSoon()
    this.#owner.onSettings()
    return this.#addWindows(this.#peer.initialWindow - before)
  }

  /** §6.9.2: of all streams that are open. */
  #addWindows(bytes: number): FrameProblem | undefined {
    if (bytes === 0) return undefined
    for (const stream of this.#streams.values()) {
      stream.sendWindow += bytes
      if (stream.sendWindow > maxWindow) return connectionProblem('flow-control')
      this.#output.wake(stream)
    }
    return undefined
  }

  onPing(payload: Buffer): undefined {
    this.#output.frames.ping(payload, true)
    this.#output.writeSoon()
  }

  onPingAnswer(): undefined {
    this.#pings.shift()?.(true)
  }

  onGoaway(lastStream: number): undefined {
    this.#owner.onGoaway(lastStream)
  }

  onWindowUpdate(id: number, bytes: number): FrameProblem | undefined {
    if (id === 0) return this.#output.addWindow(bytes)
    const stream = this.#streams.get(id)
    if (!stream) return undefined
    stream.sendWindow += bytes
    if (stream.sendWindow > maxWindow) return stream.giveUp(http2Code.FLOW_CONTROL_ERROR)
    this.#output.wake(stream)
    return undefined
  }

  /** Given back as it comes: what one stream's reader leaves must not hold up the others. */
  #takeWindow(bytes: number): boolean {
    this.#received += bytes
    const { connectionWindowBytes } = this.#options
    if (this.#received > connectionWindowBytes) return false
    if (this.#received < connectionWindowBytes / 2) return true
    this.#output.frames.windowUpdate(0, this.#received)
    this.#received = 0
    this.#output.writeSoon()
    return true
  }

  #fail(problem: FrameProblem): void {
    if (this.#isOver) return
    this.#owner.onProblem(problem)
    this.end()
  }

  readonly #onEnd = (): void => {
    this.end()
    this.#owner.onEnd()
  }
}

/** §5.1: more from a side that has said its end. */
function onClosedSide(stream: Http2Stream): FrameProblem | undefined {
  return stream.isEnded
    ? connectionProblem('stream-closed')
    : stream.giveUp(http2Code.STREAM_CLOSED)
}

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const pingPayload = Buffer.alloc(8)
