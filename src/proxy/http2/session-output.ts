// What a connection of HTTP/2 has to write: frames, and what its streams have to send, a frame of each in turn, as far
// as the windows and the socket allow. All that one turn of the event loop brings about goes out in one write.
import type { Socket } from 'node:net'
import type { FrameProblem } from '../frames/frame.ts'
import { connectionProblem } from './connection-problem.ts'
import { FrameWriter, maxFrameBytes } from './frame-writer.ts'
import { defaultWindow, maxWindow } from './settings.ts'
import type { Http2Stream } from './stream.ts'
import { writeLater } from '../turns/write-later.ts'

/** Bytes that may wait in the socket before streams are held back. */
const maxUnwrittenBytes = 64 * 1024

interface OutputOwner {
  /** So many bytes were written. */
  onWritten(bytes: number): void
  /** The other side leaves more unread than may wait. */
  onUnread(): void
}

export class SessionOutput {
  /** writeSoon() is to be called after any of them. */
  readonly frames = new FrameWriter()
  readonly #socket: Socket
  readonly #mostHeldBytes: number
  readonly #owner: OutputOwner
  /** Those that have something to send, and window for it. */
  readonly #ready = new Set<Http2Stream>()
  /** Their ends are on their way to the system. */
  #ending: Http2Stream[] = []
  /** Bytes that the other side takes on this connection. */
  #window = defaultWindow
  #isWriteDue = false
  #isBlocked = false
  #isOver = false

  /** `mostHeldBytes`: that wait to be written. */
  constructor(socket: Socket, mostHeldBytes: number, owner: OutputOwner) {
    this.#socket = socket
    this.#mostHeldBytes = mostHeldBytes
    this.#owner = owner
    socket.on('drain', () => {
      this.#isBlocked = false
      this.writeSoon()
    })
  }

  head(stream: Http2Stream, fields: readonly string[], endsStream: boolean): void {
    this.frames.headers(stream.id, fields, endsStream)
    if (endsStream) this.#ending.push(stream)
    this.writeSoon()
  }

  /** It may have something to send. */
  wake(stream: Http2Stream): void {
    if (!stream.maySend) return
    this.#ready.add(stream)
    this.writeSoon()
  }

  forget(stream: Http2Stream): void {
    this.#ready.delete(stream)
  }

  /** §6.9: the other side takes more. */
  addWindow(bytes: number): FrameProblem | undefined {
    this.#window += bytes
    if (this.#window > maxWindow) return connectionProblem('flow-control')
    if (this.#ready.size > 0) this.writeSoon()
    return undefined
  }

  writeSoon(): void {
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
    const socket = this.#socket
    if (socket.destroyed || socket.writableEnded) return
    this.#fill()
    const { bytes } = this.frames
    if (bytes === 0) return
    this.#owner.onWritten(bytes)
    const ending = this.#ending
    if (ending.length > 0) this.#ending = []
    this.frames.writeTo(socket, (error) => {
      if (!error) for (const stream of ending) stream.onEndSent()
    })
    this.#isBlocked = socket.writableNeedDrain
    if (socket.writableLength > this.#mostHeldBytes) return this.#owner.onUnread()
    // What was held back for the bytes before these.
    if (this.#ready.size > 0 && this.#window > 0 && !this.#isBlocked) this.writeSoon()
  }

  /** Nothing is written any more, unless by flush(). */
  end(): void {
    this.#isOver = true
  }

  /** A frame of each stream in turn, as far as the windows and the socket allow. */
  #fill(): void {
    const room = maxUnwrittenBytes - this.#socket.writableLength
    // Those that have more are added again, behind the others, and come by again.
    for (const stream of this.#ready) {
      if (this.#isBlocked || this.frames.bytes >= room) return
      this.#fillOne(stream)
    }
  }

  #fillOne(stream: Http2Stream): void {
    if (!stream.maySend) return void this.#ready.delete(stream)
    const { trailers } = stream
    if (!stream.isEndNext) {
      const most = Math.min(maxFrameBytes, stream.sendWindow, this.#window)
      if (most <= 0) return
      const bytes = stream.take(most)
      this.#window -= bytes.length
      const isEnd = stream.isEndNext && !trailers
      this.frames.data(stream.id, bytes, isEnd)
      if (!isEnd) return this.#leaveReady(stream)
    } else if (trailers) this.frames.headers(stream.id, trailers, true)
    else this.frames.data(stream.id, nothing, true)
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

const nothing = Buffer.alloc(0)
