// Writes frames (RFC 9113 §6) into pages that all connections share: what is written in one turn of the event
// loop goes out in one write, and costs neither an object a frame nor memory while a connection rests.
import type { Socket } from 'node:net'
import { KeptPages } from '../words/kept-pages.ts'
import { frameFlag, frameHeadBytes, frameType, type FrameHead } from '../frames/frame.ts'
import { emptyTable, encodeFields, mostBlockBytes } from './field-encoder.ts'

const pages = new KeptPages(16 * 1024, 64)
/** RFC 9113 §4.2: what everyone must take. We send no larger frames. */
export const maxFrameBytes = 16 * 1024
/** Payloads of at least so much go out from where they are. */
const copiedBytes = 4 * 1024

export class FrameWriter {
  readonly #parts: Buffer[] = []
  readonly #used: Buffer[] = []
  #page: Buffer | undefined
  /** Of the page: what is before it is in `parts`. */
  #from = 0
  #at = 0
  #isTableNamed = true
  /** Written and not taken yet. */
  bytes = 0

  /** The other side allows a smaller table than ours might be: the next block says that it is empty (RFC 7541 §4.2). */
  nameTable(): void {
    this.#isTableNamed = false
  }

  text(text: string): void {
    const page = this.#pageFor(text.length)
    this.#end(this.#at + page.write(text, this.#at, 'latin1'))
  }

  /** `fields`: name and value in turns. In as many frames as it takes. */
  headers(stream: number, fields: readonly string[], endsStream: boolean): void {
    const page = this.#pageFor(frameHeadBytes + 1 + mostBlockBytes(fields))
    const start = this.#at + frameHeadBytes
    let end = start
    if (!this.#isTableNamed) page[end++] = emptyTable
    this.#isTableNamed = true
    end = encodeFields(fields, page, end)
    const ends = endsStream ? frameFlag.endStream : 0
    const length = end - start
    if (length > maxFrameBytes)
      return this.#continued(stream, Buffer.from(page.subarray(start, end)), ends)
    this.#head(page, {
      length,
      type: frameType.headers,
      flags: ends | frameFlag.endHeaders,
      stream,
    })
    this.#end(end)
  }

  data(stream: number, payload: Buffer, endsStream: boolean): void {
    this.#frame(frameType.data, endsStream ? frameFlag.endStream : 0, stream, payload)
  }

  settings(entries: readonly (readonly [id: number, value: number])[]): void {
    const payload = Buffer.allocUnsafe(entries.length * 6)
    for (const [at, [id, value]] of entries.entries()) {
      payload.writeUInt16BE(id, at * 6)
      payload.writeUInt32BE(value, at * 6 + 2)
    }
    this.#frame(frameType.settings, 0, 0, payload)
  }

  settingsAck(): void {
    this.#frame(frameType.settings, frameFlag.ack, 0, nothing)
  }

  ping(payload: Buffer, isAck: boolean): void {
    this.#frame(frameType.ping, isAck ? frameFlag.ack : 0, 0, payload)
  }

  goaway(lastStream: number, code: number): void {
    const payload = Buffer.allocUnsafe(8)
    payload.writeUInt32BE(lastStream, 0)
    payload.writeUInt32BE(code, 4)
    this.#frame(frameType.goaway, 0, 0, payload)
  }

  reset(stream: number, code: number): void {
    this.#number(frameType.reset, stream, code)
  }

  windowUpdate(stream: number, bytes: number): void {
    this.#number(frameType.windowUpdate, stream, bytes)
  }

  /** `onWritten` is called with how that went, once the system has all of it. */
  writeTo(socket: Socket, onWritten: (error?: Error | null) => void): void {
    const page = this.#page
    if (page && this.#at > this.#from) this.#parts.push(page.subarray(this.#from, this.#at))
    if (page) this.#used.push(page)
    const used = this.#used.splice(0)
    const parts = this.#parts.splice(0)
    this.#page = undefined
    this.#from = 0
    this.#at = 0
    this.bytes = 0
    const last = parts.pop()
    if (!last) return giveBack(used)
    const done = (error?: Error | null) => {
      // Of a connection that broke, the system may be reading them still.
      if (!error) giveBack(used)
      onWritten(error)
    }
    if (parts.length === 0) return void socket.write(last, done)
    socket.cork()
    for (const part of parts) socket.write(part)
    socket.write(last, done)
    socket.uncork()
  }

  #continued(stream: number, block: Buffer, ends: number): void {
    for (let at = 0; at < block.length; at += maxFrameBytes) {
      const end = Math.min(block.length, at + maxFrameBytes)
      const type = at === 0 ? frameType.headers : frameType.continuation
      const flags = (at === 0 ? ends : 0) | (end === block.length ? frameFlag.endHeaders : 0)
      this.#frame(type, flags, stream, block.subarray(at, end))
    }
  }

  #frame(type: number, flags: number, stream: number, payload: Buffer): void {
    const isCopied = payload.length < copiedBytes
    const page = this.#pageFor(frameHeadBytes + (isCopied ? payload.length : 0))
    this.#head(page, { length: payload.length, type, flags, stream })
    const start = this.#at + frameHeadBytes
    if (isCopied) return this.#end(start + payload.copy(page, start))
    this.#end(start)
    this.#parts.push(page.subarray(this.#from, this.#at), payload)
    this.#from = this.#at
    this.bytes += payload.length
  }

  #number(type: number, stream: number, value: number): void {
    const page = this.#pageFor(frameHeadBytes + 4)
    this.#head(page, { length: 4, type, flags: 0, stream })
    this.#end(page.writeUInt32BE(value, this.#at + frameHeadBytes))
  }

  #head(page: Buffer, { length, type, flags, stream }: FrameHead): void {
    const at = this.#at
    page[at] = length >> 16
    page[at + 1] = length >> 8
    page[at + 2] = length
    page[at + 3] = type
    page[at + 4] = flags
    page[at + 5] = stream >> 24
    page[at + 6] = stream >> 16
    page[at + 7] = stream >> 8
    page[at + 8] = stream
  }

  #end(at: number): void {
    this.bytes += at - this.#at
    this.#at = at
  }

  #pageFor(bytes: number): Buffer {
    const page = this.#page
    if (page && this.#at + bytes <= page.length) return page
    if (page && this.#at > this.#from) this.#parts.push(page.subarray(this.#from, this.#at))
    if (page) this.#used.push(page)
    this.#from = 0
    this.#at = 0
    this.#page = bytes <= pages.bytes ? pages.take() : Buffer.allocUnsafeSlow(bytes)
    return this.#page
  }
}

const nothing = Buffer.alloc(0)

function giveBack(used: readonly Buffer[]): void {
  for (const page of used) pages.giveBack(page)
}
