// An endpoint of HTTP/2 that answers as its case says, frame by frame, and keeps what it read. It has no HTTP/2 server
// under it, which would refuse to misbehave.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { frameType } from '../../src/proxy/frames/frame.ts'
import { FieldDecoder } from '../../src/proxy/http2/field-decoder.ts'
import {
  fields,
  flag,
  frame,
  framesIn,
  preface,
  type Frame,
} from '../../src/testing/proxy/client-side/frames.ts'
import type { Activity } from './activity.ts'
import { canonicalMessage } from './canonical.ts'
import { usualHttp2Answer, type Http2Answer, type Http2Step } from './case.ts'

interface Asked {
  readonly fields: readonly string[]
  content: string
  trailers: readonly string[]
  end: 'complete' | 'cut'
  /** Of RST_STREAM. */
  code: number | undefined
  isAnswered: boolean
}

interface Connection {
  readonly socket: Socket
  readonly decoder: FieldDecoder
  readonly asked: Map<number, Asked>
  bytes: Buffer
  hasGreeted: boolean
}

export class Http2Endpoint {
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true })
  readonly #activity: Activity
  readonly #connections = new Set<Connection>()
  #answers: readonly Http2Answer[] = [usualHttp2Answer]
  /** Of this case, in their order. */
  #asked: Asked[] = []
  #answered = 0

  constructor(activity: Activity) {
    this.#activity = activity
    this.#server.on('connection', (socket) => this.#take(socket))
  }

  get port(): number {
    // A server on a TCP port has no other kind of address.
    return (this.#server.address() as AddressInfo).port
  }

  async start(): Promise<void> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
  }

  close(): void {
    this.#server.close()
    for (const { socket } of this.#connections) socket.destroy()
  }

  /** A new case: connections that are kept stay. */
  begin(answers: readonly Http2Answer[] | undefined): void {
    this.#answers = [...(answers ?? [usualHttp2Answer])]
    this.#asked = []
    this.#answered = 0
  }

  seen(): readonly string[] {
    return this.#asked.map((asked) => {
      const [, method = '', , scheme = '', , path = ''] = asked.fields
      const message = canonicalMessage({
        start: `${method} ${scheme} ${path}`,
        lines: linesOf(asked.fields.slice(6)),
        content: asked.content,
        trailers: linesOf(asked.trailers),
        extensions: [],
        end: asked.end,
      })
      return asked.code === undefined ? message : `${message}\n(reset with ${asked.code})`
    })
  }

  #take(socket: Socket): void {
    const connection: Connection = {
      socket,
      decoder: new FieldDecoder(1024 * 1024),
      asked: new Map(),
      bytes: Buffer.alloc(0),
      hasGreeted: false,
    }
    this.#connections.add(connection)
    this.#activity.note()
    socket.write(frame(frameType.settings, 0, 0))
    socket.on('error', () => this.#activity.note())
    socket.on('data', (bytes: Buffer) => {
      this.#activity.note()
      connection.bytes = Buffer.concat([connection.bytes, bytes])
      this.#read(connection)
    })
    socket.on('end', () => {
      this.#activity.note()
      socket.end()
    })
    socket.on('close', () => {
      this.#activity.note()
      this.#connections.delete(connection)
    })
  }

  #read(connection: Connection): void {
    if (!connection.hasGreeted) {
      if (connection.bytes.length < preface.length) return
      connection.hasGreeted = true
      connection.bytes = connection.bytes.subarray(preface.length)
    }
    const frames = framesIn(connection.bytes)
    const read = frames.reduce((sum, { payload }) => sum + 9 + payload.length, 0)
    connection.bytes = connection.bytes.subarray(read)
    for (const one of frames) this.#onFrame(connection, one)
  }

  #onFrame(connection: Connection, { type, flags, stream, payload }: Frame): void {
    const { socket, asked } = connection
    const isAck = (flags & flag.ack) !== 0
    if (type === frameType.settings && !isAck) socket.write(frame(frameType.settings, flag.ack, 0))
    else if (type === frameType.ping && !isAck)
      socket.write(frame(frameType.ping, flag.ack, 0, payload))
    else if (type === frameType.headers) this.#onFields(connection, stream, payload)
    const one = asked.get(stream)
    if (one === undefined) return
    if (type === frameType.reset) one.code ??= payload.readUInt32BE(0)
    else if (type === frameType.data) one.content += payload.toString('latin1')
    else if (type !== frameType.headers) return
    const isLast = type !== frameType.reset && (flags & flag.endStream) !== 0
    if (isLast) one.end = 'complete'
    const answer = this.#answers[Math.min(this.#answered, this.#answers.length - 1)]
    if (one.isAnswered || !answer || (answer.after !== 'head' && !isLast)) return
    one.isAnswered = true
    this.#answered++
    void this.#answer(socket, stream, answer)
  }

  #onFields({ decoder, asked }: Connection, stream: number, payload: Buffer): void {
    const block = decoder.decode(payload)
    if (block.type === 'broken') throw new Error('The gateway sent a block that cannot be read')
    const known = asked.get(stream)
    if (known) {
      known.trailers = block.fields
      return
    }
    const one: Asked = {
      fields: block.fields,
      content: '',
      trailers: [],
      end: 'cut',
      code: undefined,
      isAnswered: false,
    }
    asked.set(stream, one)
    this.#asked.push(one)
  }

  async #answer(socket: Socket, stream: number, { steps }: Http2Answer): Promise<void> {
    const of = this.#answers
    for (const step of steps) {
      if (step === 'rest') await this.#activity.still()
      if (socket.destroyed || this.#answers !== of) return
      this.#activity.note()
      if (step === 'end') socket.end()
      else if (step === 'reset connection') socket.write('', () => socket.resetAndDestroy())
      else if (step !== 'rest') socket.write(bytesOf(step, stream))
    }
  }
}

function bytesOf(step: Exclude<Http2Step, string>, stream: number): Buffer {
  const ends = 'ends' in step && step.ends ? flag.endStream : 0
  if ('fields' in step) {
    const block = fields(...Object.entries(step.fields))
    return frame(frameType.headers, flag.endHeaders | ends, stream, block)
  }
  if ('data' in step) return frame(frameType.data, ends, stream, Buffer.from(step.data, 'latin1'))
  if ('reset' in step) return frame(frameType.reset, 0, stream, numbers(step.reset))
  const last = step.goaway === 'with it' ? stream : Math.max(0, stream - 2)
  return frame(frameType.goaway, 0, 0, numbers(last, step.code ?? 0))
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index)
  return bytes
}

function linesOf(flat: readonly string[]): string[] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${flat[at + 1]}`] : []))
}
