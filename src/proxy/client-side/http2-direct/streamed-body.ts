// The body of a request as it comes by a stream: kept until its endpoint is to have it, and given on from then. The
// client may send more as that happens, and no sooner.
import type { Http2Stream } from '../../http2/stream.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { GrowingBuffer } from '../../words/growing-buffer.ts'
import type { AheadRoom } from '../direct-exchange/ahead-room.ts'
import type { DirectRequestBody } from '../direct-exchange/exchange-client.ts'

/** Who has it from here. */
export interface StreamedBodyReader {
  /** More is kept. */
  onAhead(): void
  /** As much is kept as may be, or all of it. */
  onReadAhead(): void
  /** Perhaps the last: `isOver` tells. None: it ended. */
  onBytes(bytes: Buffer): void
}

export class StreamedBody implements DirectRequestBody {
  readonly isChunked: boolean
  received = 0
  isOver = false
  trailers: HeaderList = []
  /** All of it came. */
  hasEnded = false
  readonly #stream: Http2Stream
  readonly #reader: StreamedBodyReader
  readonly #kept = new GrowingBuffer()
  /** Of what is kept: bytes for which the client may not send others. */
  #unread = 0
  #room: AheadRoom | undefined
  /** It is read before an endpoint is asked. */
  #isAhead = false
  #isTaken = false
  #isPaused = false

  constructor(stream: Http2Stream, reader: StreamedBodyReader, isChunked: boolean) {
    this.#stream = stream
    this.#reader = reader
    this.isChunked = isChunked
  }

  /** Whether the client is waited for. */
  get isAwaited(): boolean {
    return !this.hasEnded && !this.#isPaused && (this.#isTaken || this.#isAhead)
  }

  receive(bytes: Buffer): void {
    this.received += bytes.length
    if (this.#isTaken && !this.#isPaused) {
      this.#stream.consume(bytes.length)
      return this.#reader.onBytes(bytes)
    }
    this.#kept.add(bytes)
    this.#unread += bytes.length
    if (this.#isTaken) return
    this.#reader.onAhead()
    if (this.#isAhead) this.#read(this.#room!)
  }

  end(): void {
    this.hasEnded = true
    if (!this.#isTaken) {
      this.isOver = true
      if (this.#isAhead) this.#endAhead()
    } else if (this.#kept.length === 0) {
      this.isOver = true
      this.#reader.onBytes(nothing)
    }
  }

  /** `onReadAhead` follows. */
  readAhead(room: AheadRoom): void {
    this.#room = room
    this.#isAhead = true
    this.#read(room)
  }

  /** What is kept. More of it goes to the reader after resume(). */
  take(): Buffer {
    this.forget()
    this.#isTaken = true
    this.#isPaused = true
    return this.#takeKept()
  }

  /** Nothing was read for anybody: what came, for another reader. The client may not send more for it yet. */
  giveUp(): Buffer {
    this.#isTaken = true
    return this.#kept.take()
  }

  /** Its request is over. */
  forget(): void {
    this.#room?.giveBack()
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    if (this.#kept.length === 0 || !this.#isTaken) return
    this.isOver = this.hasEnded
    this.#reader.onBytes(this.#takeKept())
  }

  #read(room: AheadRoom): void {
    this.#consume()
    if (!room.hasRoomBehind(this.received)) this.#endAhead()
  }

  #endAhead(): void {
    this.#isAhead = false
    this.#reader.onReadAhead()
  }

  #takeKept(): Buffer {
    this.#consume()
    return this.#kept.take()
  }

  #consume(): void {
    const bytes = this.#unread
    this.#unread = 0
    if (bytes > 0) this.#stream.consume(bytes)
  }
}

const nothing = Buffer.alloc(0)
