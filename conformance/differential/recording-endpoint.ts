// An endpoint that answers as its case says and keeps what it read. It has no HTTP server under it, which would
// refuse what a gateway must never send.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { Activity } from './activity.ts'
import { canonicalMessage } from './canonical.ts'
import { usualAnswer, type EndpointAnswer } from './case.ts'
import { readRequest, type ReadMessage } from './messages.ts'

interface Connection {
  readonly socket: Socket
  /** From the first request that is not answered yet. */
  bytes: string
  /** Of the request that is being read: its answer has begun. */
  isAnswering: boolean
}

export class RecordingEndpoint {
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true })
  readonly #activity: Activity
  readonly #connections = new Set<Connection>()
  #answers: readonly EndpointAnswer[] = [usualAnswer]
  #requests = 0
  #seen: string[] = []

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
  begin(answers: readonly EndpointAnswer[] | undefined): void {
    this.#answers = [...(answers ?? [usualAnswer])]
    this.#requests = 0
    this.#seen = []
    for (const connection of this.#connections) {
      connection.bytes = ''
      connection.isAnswering = false
    }
  }

  /** The requests of this case in their order, those that are not complete at the end. */
  seen(): readonly string[] {
    const left = [...this.#connections].map(({ bytes }) => leftOf(bytes))
    return [...this.#seen, ...left.filter((text) => text !== undefined)]
  }

  #take(socket: Socket): void {
    const connection: Connection = { socket, bytes: '', isAnswering: false }
    this.#connections.add(connection)
    this.#activity.note()
    socket.on('error', () => this.#activity.note())
    socket.on('data', (bytes) => {
      this.#activity.note()
      // Whether it comes before the sender learns of the end is chance; it is never answered.
      if (socket.writableEnded) return
      connection.bytes += bytes.toString('latin1')
      this.#read(connection)
    })
    socket.on('end', () => {
      this.#activity.note()
      socket.end()
    })
    socket.on('close', () => {
      this.#activity.note()
      this.#connections.delete(connection)
      const left = leftOf(connection.bytes)
      if (left !== undefined) this.#seen.push(left)
    })
    if (this.#next.after === 'connect') this.#answer(connection)
  }

  get #next(): EndpointAnswer {
    return this.#answers[Math.min(this.#requests, this.#answers.length - 1)] ?? usualAnswer
  }

  #read(connection: Connection): void {
    for (;;) {
      const request = readRequest(connection.bytes, 0)
      if (!request) return
      if (isWhole(request)) {
        if (!connection.isAnswering) this.#answer(connection)
        connection.isAnswering = false
        this.#seen.push(canonicalMessage(request))
        connection.bytes = connection.bytes.slice(request.next)
      } else {
        if (this.#next.after === 'head' && !connection.isAnswering) this.#answer(connection)
        return
      }
    }
  }

  #answer(connection: Connection): void {
    const answer = this.#next
    connection.isAnswering = true
    this.#requests++
    void this.#write(connection.socket, answer)
  }

  async #write(socket: Socket, { pieces, isPatient, closes }: EndpointAnswer): Promise<void> {
    const of = this.#answers
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await (isPatient ? this.#activity.still() : turn())
      if (socket.destroyed || socket.writableEnded || this.#answers !== of) return
      this.#activity.note()
      socket.write(piece, 'latin1')
    }
    if (closes === 'end') socket.end()
    // What was written goes first.
    else if (closes === 'reset') socket.write('', () => socket.resetAndDestroy())
  }
}

function isWhole({ end }: ReadMessage): boolean {
  return end === 'complete' || end === 'malformed'
}

/** Of a request that never ended. */
function leftOf(bytes: string): string | undefined {
  if (bytes === '') return undefined
  const request = readRequest(bytes, 0)
  return request ? canonicalMessage(request) : `(part of a head) ${JSON.stringify(bytes)}`
}
