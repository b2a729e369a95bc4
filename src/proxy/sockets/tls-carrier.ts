// The bytes under a TLS connection, with a memory of how they ended. Node tells the end of TLS
// (close_notify) and the end of TCP alike, and only the first is one: "failure to receive a close_notify"
// may be a truncation attack (RFC 8446 §6.1).
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { adapterOf, failWritesAfterEnd } from '../words/write-after-end.ts'
import { FairReading } from '../turns/fair-reading.ts'

export class TlsCarrier extends Duplex {
  readonly raw: Socket
  readonly #reading: FairReading
  #isCut = false

  /** What was read and put back in `raw` comes first. */
  constructor(raw: Socket) {
    super({ allowHalfOpen: true })
    this.raw = raw
    raw.pause()
    // Records may be of one byte each.
    this.#reading = new FairReading(raw)
    raw
      .on('data', (chunk: Buffer) => {
        if (!this.push(chunk)) raw.pause()
      })
      .on('end', () => this.push(null))
      .on('error', (error) => this.destroy(error))
      .on('close', () => this.destroy())
  }

  /** Whether the TLS over it had no end of its own when these bytes ended. */
  get isCut(): boolean {
    return this.#isCut
  }

  /** Right after `over` was made: it is at its end when it pushes null, be that read soon or late. */
  watch(over: TLSSocket): void {
    const adapter = adapterOf(over)
    if (adapter) failWritesAfterEnd(adapter)
    const push = over.push.bind(over)
    over.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
      if (chunk === null) this.#isCut = this.readableEnded
      else this.#reading.onPiece()
      return push(chunk, encoding)
    }
  }

  override _read(): void {
    this.raw.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.raw.write(chunk, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.raw.end(done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.raw.destroy()
    done(error)
  }
}
