// One connection of HTTP/2 (RFC 9113), toward a client or an endpoint: reads frames and gives them to their
// streams, and writes what these have to say in as few writes as can be. Who owns it judges heads, and says what
// becomes of streams.
import { constants } from 'node:http2'
import type { Socket } from 'node:net'
import {
  frameFlag,
  frameType,
  hasFlag,
  type FrameHead,
  type FrameProblem,
} from '../frames/frame.ts'
import { fieldFragment } from '../frames/field-blocks.ts'
import { GrowingBuffer } from '../words/growing-buffer.ts'
import { connectionProblem } from './connection-problem.ts'
import { FieldDecoder, type DecodedBlock } from './field-decoder.ts'
import { FrameScanner, type ScannedFrames } from './frame-scanner.ts'
import { FrameWriter, maxFrameBytes } from './frame-writer.ts'
import { FramedSocket } from './framed-socket.ts'
import { defaultWindow, entryBytes, maxWindow, PeerSettings, setting } from './settings.ts'
import { Http2Stream, type StreamOwner } from './stream.ts'
import { writeLater } from './write-later.ts'

export interface SessionOptions {
  /** Bytes of HTTP/2: the TCP socket, or the TLS socket around it. */
  readonly socket: Socket
  readonly isServer: boolean
  /** Streams that the other side may open at a time. */
  readonly maxStreams: number
  readonly streamWindowBytes: number
  readonly connectionWindowBytes: number
  /** Of a list of fields, as RFC 9113 §6.5.2 counts. */
  readonly maxListBytes: number
  readonly maxSettings: number
  /** Bytes that wait to be written, at most: who reads nothing gets no answers to its pings either. */
  readonly mostHeldBytes: number
}

export type FieldBlock = Extract<DecodedBlock, { readonly type: 'fields' }>

export interface SessionOwner {
  /** Of each frame, before it is read. Returns why the connection ends. */
  judge(frame: FrameHead): FrameProblem | undefined
  /** A head that opens a stream, or another head or the trailers of one that is open. */
  onFields(stream: number, fields: FieldBlock, endsStream: boolean): FrameProblem | undefined
  /** A stream's body is not as long as its head says. */
  onWrongLength(stream: Http2Stream, isTooLong: boolean): FrameProblem | undefined
  onStreamClosed(stream: Http2Stream): void
  /** All of a chunk was read: what it opened may have been given up in it. */
  onRead(): void
  onSettings(): void
  onGoaway(lastStream: number): void
  /** Nothing is read any more: the other side is to be told, and the connection to be closed. */
  onProblem(problem: FrameProblem): void
  /** So many bytes were written. */
  onWritten(bytes: number): void
  /** The other side has ended the connection, and all that came was read. */
  onEnd(): void
}

/** Bytes that may wait in the socket before streams are held back. */
const maxUnwrittenBytes = 64 * 1024
/** Frames of one chunk after which the rest waits for its turn. */
const framesATurn = 256
/** Streams that were reset from here and are remembered. */
const rememberedResets = 4096
/** Of one head: with frames of the usual size far more than any may have. */
const mostContinuations = 8

export class Http2Session implements StreamOwner {
  readonly #options: SessionOptions
  readonly #owner: SessionOwner
  readonly #socket: FramedSocket
  readonly #scanner: FrameScanner
  readonly #writer = new FrameWriter()
  readonly #decoder: FieldDecoder
  readonly #peer = new PeerSettings()
  readonly #streams = new Map<number, Http2Stream>()
  /** Those that have something to send, and window for it. */
  readonly #ready = new Set<Http2Stream>()
  /** Those to which something came in the chunk that is being read. */
  #reached: Http2Stream[] = []
  /** Their ends are on their way to the system. */
  #ending: Http2Stream[] = []
  /** Of a head that takes several frames. */
  #block: { frame: FrameHead; fragments: GrowingBuffer; continuations: number } | undefined
  /** The other side may not know yet that they are over. */
  readonly #resetHere = new Set<number>()
  #hasSaidGoaway = false
  #sendWindow = defaultWindow
  /** Bytes that came since the other side was given more window. */
  #received = 0
  readonly #pings: ((isAnswered: boolean) => void)[] = []
  #unackedSettings = 1
  #isWriteDue = false
  #isBlocked = false
  #isOver = false
  /** Bytes that are kept for streams, either way. */
  heldBytes = 0

  constructor(options: SessionOptions, owner: SessionOwner) {
    this.#options = options
    this.#owner = owner
    const { socket, isServer } = options
    this.#decoder = new FieldDecoder(options.maxListBytes)
    const frames: ScannedFrames = {
      judge: (frame) => owner.judge(frame),
      onData: this.#onData,
      onFrame: this.#onFrame,
    }
    this.#scanner = new FrameScanner(frames, isServer ? preface : '')
    if (!isServer) this.#writer.text(preface)
    this.#writer.settings([
      [setting.enablePush, 0],
      ...(isServer ? [[setting.maxConcurrentStreams, options.maxStreams] as const] : []),
      [setting.initialWindowSize, options.streamWindowBytes],
      [setting.maxHeaderListSize, options.maxListBytes],
    ])
    const more = options.connectionWindowBytes - defaultWindow
    if (more > 0) this.#writer.windowUpdate(0, more)
    socket.on('drain', () => {
      this.#isBlocked = false
      this.#writeSoon()
    })
    this.#writeSoon()
    this.#socket = new FramedSocket(socket, { read: this.#read, onEnd: this.#onEnd })
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
    this.#writer.ping(pingPayload, false)
    this.#writeSoon()
  }

  goaway(lastStream: number, code: number): void {
    if (this.#isOver) return
    this.#hasSaidGoaway = true
    this.#writer.goaway(lastStream, code)
    this.flush()
  }

  /** Streams are told that they are cut. The socket is for who calls it to close. */
  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#socket.stop()
    for (const stream of this.#streams.values()) stream.cut(undefined)
    for (const tell of this.#pings.splice(0)) tell(false)
  }

  // Of streams.

  sendHead(stream: Http2Stream, fields: readonly string[], endsStream: boolean): void {
    this.#writer.headers(stream.id, fields, endsStream)
    if (endsStream) this.#ending.push(stream)
    this.#writeSoon()
  }

  wake(stream: Http2Stream): void {
    if (!stream.maySend) return
    this.#ready.add(stream)
    this.#writeSoon()
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
    this.#writer.reset(stream, code)
    this.#writeSoon()
  }

  sendWindow(stream: Http2Stream, bytes: number): void {
    this.#writer.windowUpdate(stream.id, bytes)
    this.#writeSoon()
  }

  hold(bytes: number): void {
    this.heldBytes += bytes
  }

  forget(stream: Http2Stream): void {
    this.#streams.delete(stream.id)
    this.#ready.delete(stream)
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

  readonly #onData: ScannedFrames['onData'] = (frame, chunk, { start, end, isLast }) =>
    this.#takeData(frame, chunk.subarray(start, end), { size: end - start, isLast, chunk })

  #takeData(
    frame: FrameHead,
    bytes: Buffer,
    { size, isLast, chunk }: { size: number; isLast: boolean; chunk: Buffer },
  ): FrameProblem | undefined {
    if (frame.stream === 0) return connectionProblem('protocol')
    if (!this.#takeWindow(size)) return connectionProblem('flow-control')
    const stream = this.#streams.get(frame.stream)
    if (!stream)
      return this.isPassedOver(frame.stream) ? undefined : connectionProblem('stream-closed')
    if (stream.isReceived) return onClosedSide(stream)
    stream.movedAt = performance.now()
    const problem = stream.arrive(kept(bytes, chunk), size)
    if (problem === 'no-window') return connectionProblem('flow-control')
    if (problem) return this.#owner.onWrongLength(stream, true)
    if (bytes.length > 0) this.#reached.push(stream)
    return isLast && hasFlag(frame, frameFlag.endStream) ? this.#takeEnd(stream) : undefined
  }

  #takeEnd(stream: Http2Stream, trailers?: readonly string[]): FrameProblem | undefined {
    return stream.arriveEnd(trailers) ? undefined : this.#owner.onWrongLength(stream, false)
  }

  readonly #onFrame = (frame: FrameHead, payload: Buffer): FrameProblem | undefined => {
    switch (frame.type) {
      case frameType.data:
        return this.#onPaddedData(frame, payload)
      case frameType.headers:
      case frameType.continuation:
        return this.#onHeaders(frame, payload)
      case frameType.priority:
        if (frame.stream === 0) return connectionProblem('protocol')
        return payload.length === 5 ? undefined : connectionProblem('frame-size')
      case frameType.reset:
        return this.#onReset(frame, payload)
      case frameType.settings:
        return this.#onSettings(frame, payload)
      case frameType.pushPromise:
        return connectionProblem('protocol')
      case frameType.ping:
        return this.#onPing(frame, payload)
      case frameType.goaway:
        return this.#onGoaway(frame, payload)
      case frameType.windowUpdate:
        return this.#onWindowUpdate(frame, payload)
      // §5.5: types that nobody knows are passed over.
      default:
        return undefined
    }
  }

  #onPaddedData(frame: FrameHead, payload: Buffer): FrameProblem | undefined {
    const padding = payload[0]
    if (padding === undefined || padding >= payload.length) return connectionProblem('protocol')
    const bytes = payload.subarray(1, payload.length - padding)
    return this.#takeData(frame, bytes, { size: payload.length, isLast: true, chunk: payload })
  }

  #onHeaders(frame: FrameHead, payload: Buffer): FrameProblem | undefined {
    const isFirst = frame.type === frameType.headers
    if (frame.stream === 0) return connectionProblem('protocol')
    const fragment = isFirst ? fieldFragment(frame, payload) : payload
    if (!fragment) return connectionProblem('protocol')
    const isWhole = hasFlag(frame, frameFlag.endHeaders)
    if (isFirst && isWhole) return this.#onBlock(frame, fragment)
    if (isFirst) this.#block = { frame, fragments: new GrowingBuffer(), continuations: 0 }
    const block = this.#block
    if (!block) return connectionProblem('protocol')
    if (!isFirst && ++block.continuations > mostContinuations) return connectionProblem('too-much')
    block.fragments.add(fragment)
    if (!isWhole) return undefined
    this.#block = undefined
    return this.#onBlock(block.frame, block.fragments.take())
  }

  #onBlock(frame: FrameHead, block: Buffer): FrameProblem | undefined {
    const decoded = this.#decoder.decode(block)
    if (decoded.type === 'broken') return connectionProblem('compression')
    return this.#owner.onFields(frame.stream, decoded, hasFlag(frame, frameFlag.endStream))
  }

  /** The trailers of a stream that is open. */
  onTrailers(stream: Http2Stream, fields: readonly string[]): FrameProblem | undefined {
    if (stream.isReceived) return onClosedSide(stream)
    return this.#takeEnd(stream, fields)
  }

  #onReset({ stream, length }: FrameHead, payload: Buffer): FrameProblem | undefined {
    if (length !== 4) return connectionProblem('frame-size')
    if (stream === 0) return connectionProblem('protocol')
    this.#streams.get(stream)?.cut(payload.readUInt32BE(0))
    return undefined
  }

  #onSettings(frame: FrameHead, payload: Buffer): FrameProblem | undefined {
    const { stream, length } = frame
    if (stream !== 0) return connectionProblem('protocol')
    if (hasFlag(frame, frameFlag.ack)) {
      if (length > 0) return connectionProblem('frame-size')
      return --this.#unackedSettings < 0 ? connectionProblem('protocol') : undefined
    }
    if (length % entryBytes !== 0) return connectionProblem('frame-size')
    if (length / entryBytes > this.#options.maxSettings) return connectionProblem('too-much')
    const before = this.#peer.initialWindow
    const problem = this.#peer.take(payload)
    if (problem) return problem
    if (this.#peer.hasSmallTable) this.#writer.nameTable()
    this.#writer.settingsAck()
    this.#writeSoon()
    this.#owner.onSettings()
    return this.#addWindows(this.#peer.initialWindow - before)
  }

  /** §6.9.2: of all streams that are open. */
  #addWindows(bytes: number): FrameProblem | undefined {
    if (bytes === 0) return undefined
    for (const stream of this.#streams.values()) {
      stream.sendWindow += bytes
      if (stream.sendWindow > maxWindow) return connectionProblem('flow-control')
      this.wake(stream)
    }
    return undefined
  }

  #onPing(frame: FrameHead, payload: Buffer): FrameProblem | undefined {
    if (frame.length !== 8) return connectionProblem('frame-size')
    if (frame.stream !== 0) return connectionProblem('protocol')
    if (hasFlag(frame, frameFlag.ack)) this.#pings.shift()?.(true)
    else {
      this.#writer.ping(payload, true)
      this.#writeSoon()
    }
    return undefined
  }

  #onGoaway({ stream, length }: FrameHead, payload: Buffer): FrameProblem | undefined {
    if (stream !== 0) return connectionProblem('protocol')
    if (length < 8) return connectionProblem('frame-size')
    this.#owner.onGoaway(payload.readUInt32BE(0) & 0x7fff_ffff)
    return undefined
  }

  #onWindowUpdate({ stream: id, length }: FrameHead, payload: Buffer): FrameProblem | undefined {
    if (length !== 4) return connectionProblem('frame-size')
    const bytes = payload.readUInt32BE(0) & 0x7fff_ffff
    if (bytes === 0) return connectionProblem('protocol')
    if (id === 0) {
      this.#sendWindow += bytes
      if (this.#sendWindow > maxWindow) return connectionProblem('flow-control')
      if (this.#ready.size > 0) this.#writeSoon()
      return undefined
    }
    const stream = this.#streams.get(id)
    if (!stream) return undefined
    stream.sendWindow += bytes
    if (stream.sendWindow > maxWindow) return stream.giveUp(constants.NGHTTP2_FLOW_CONTROL_ERROR)
    this.wake(stream)
    return undefined
  }

  /** Given back as it comes: what one stream's reader leaves must not hold up the others. */
  #takeWindow(bytes: number): boolean {
    this.#received += bytes
    const { connectionWindowBytes } = this.#options
    if (this.#received > connectionWindowBytes) return false
    if (this.#received < connectionWindowBytes / 2) return true
    this.#writer.windowUpdate(0, this.#received)
    this.#received = 0
    this.#writeSoon()
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

  // What is written.

  #writeSoon(): void {
    if (this.#isWriteDue || this.#isOver) return
    this.#isWriteDue = true
    writeLater(this.#writeDue)
  }

  readonly #writeDue = (): void => {
    this.#isWriteDue = false
    if (!this.#isOver) this.flush()
  }

  /** Writes what is due now, and not at the end of the turn. */
  flush(): void {
    const { socket } = this.#options
    if (socket.destroyed || socket.writableEnded) return
    this.#fill()
    const { bytes } = this.#writer
    if (bytes === 0) return
    this.#owner.onWritten(bytes)
    const ending = this.#ending
    if (ending.length > 0) this.#ending = []
    this.#writer.writeTo(socket, (error) => {
      if (!error) for (const stream of ending) stream.onEndSent()
    })
    this.#isBlocked = socket.writableNeedDrain
    if (socket.writableLength > this.#options.mostHeldBytes)
      return this.#fail(connectionProblem('too-much'))
    // What was held back for the bytes before these.
    if (this.#ready.size > 0 && this.#sendWindow > 0 && !this.#isBlocked) this.#writeSoon()
  }

  /** A frame of each stream in turn, as far as the windows and the socket allow. */
  #fill(): void {
    const room = maxUnwrittenBytes - this.#options.socket.writableLength
    // Those that have more are added again, behind the others, and come by again.
    for (const stream of this.#ready) {
      if (this.#isBlocked || this.#writer.bytes >= room) return
      this.#fillOne(stream)
    }
  }

  #fillOne(stream: Http2Stream): void {
    if (!stream.maySend) return void this.#ready.delete(stream)
    const { trailers } = stream
    if (!stream.isEndNext) {
      const most = Math.min(maxFrameBytes, stream.sendWindow, this.#sendWindow)
      if (most <= 0) return
      const bytes = stream.take(most)
      this.#sendWindow -= bytes.length
      const isEnd = stream.isEndNext && !trailers
      this.#writer.data(stream.id, bytes, isEnd)
      if (!isEnd) return this.#leaveReady(stream)
    } else if (trailers) this.#writer.headers(stream.id, trailers, true)
    else this.#writer.data(stream.id, nothing, true)
    stream.onEndWritten()
    this.#ending.push(stream)
    this.#ready.delete(stream)
  }

  /** Behind those that wait, if it has more. */
  #leaveReady(stream: Http2Stream): void {
    this.#ready.delete(stream)
    if (stream.maySend) this.#ready.add(stream)
  }
}

/** §5.1: more from a side that has said its end. */
function onClosedSide(stream: Http2Stream): FrameProblem | undefined {
  return stream.isEnded
    ? connectionProblem('stream-closed')
    : stream.giveUp(constants.NGHTTP2_STREAM_CLOSED)
}

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const pingPayload = Buffer.alloc(8)
const nothing = Buffer.alloc(0)

/** Of a large chunk a small part is copied: it would keep all of it. */
function kept(bytes: Buffer, chunk: Buffer): Buffer {
  const isSmallPart = chunk.length > 4 * 1024 && bytes.length < chunk.length / 4
  return isSmallPart ? Buffer.from(bytes) : bytes
}
