// What a connection of HTTP/2 is told by who owns it, and tells.
import type { Socket } from 'node:net'
import type { FrameHead, FrameProblem } from '../frames/frame.ts'
import type { FieldBlock } from './payload-reader.ts'
import type { Http2Stream } from './stream.ts'

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
