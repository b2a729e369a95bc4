// A session's own socket, connected to one endpoint: the system drops what others send to it, and tells
// when nobody listens there (ICMP).
import { createSocket, type Socket } from 'node:dgram'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import { hostPort } from '../words/host-port.ts'
import type { Limits } from '../sockets/limits.ts'
import { lookupAddress } from './address-lookup.ts'
import { mayQueue, type QueueBound } from './bounded-send.ts'

/** What failed: this machine, the endpoint, or one datagram alone. */
export type UpstreamFault = 'local' | 'endpoint' | 'datagram'

export interface UpstreamEvents {
  onReply(datagram: Buffer): void
  /** `unsent`: surely not on its way. */
  onError(fault: UpstreamFault, error: NodeJS.ErrnoException, unsent?: Buffer): void
}

/** Of all sockets to endpoints that are open. */
export type UpstreamNames = Set<string>

export class Upstream {
  readonly #endpoint: Endpoint
  readonly #events: UpstreamEvents
  readonly #names: UpstreamNames
  readonly #bound: QueueBound
  readonly #socket: Socket
  /** Until it is connected. */
  #waiting: Buffer[] | undefined = []
  #name = ''
  /** As the system writes it. */
  #remote = ''
  #isClosed = false

  constructor(
    endpoint: Endpoint,
    events: UpstreamEvents,
    { limits, names }: { readonly limits: Limits; readonly names: UpstreamNames },
  ) {
    this.#endpoint = endpoint
    this.#events = events
    this.#names = names
    this.#bound = {
      bytes: limits.datagramSessionQueueBytes,
      count: limits.datagramSessionQueueCount,
    }
    const type = endpoint.address.includes(':') ? 'udp6' : 'udp4'
    this.#socket = createSocket({ type, lookup: lookupAddress })
    this.#socket.on('connect', () => this.#onConnect())
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('message', (datagram, { address, port }) => {
      // It may have come between binding and connecting, when anybody could send here.
      if (hostPort(address, port) === this.#remote) this.#events.onReply(datagram)
    })
  }

  /** What can fail at once is told at once. */
  open(): void {
    const { address, port } = this.#endpoint
    this.#socket.bind({ port: 0, exclusive: true })
    if (!this.#isClosed) this.#socket.connect(port, address)
  }

  /** False: too much waits already, and it is dropped. */
  send(datagram: Buffer): boolean {
    if (this.#isClosed) return false
    if (this.#waiting) {
      if (this.#waiting.length >= this.#bound.count) return false
      this.#waiting.push(datagram)
      return true
    }
    if (!mayQueue(this.#socket, datagram, this.#bound)) return false
    this.#socket.send(datagram, (error) => {
      if (error) this.#fail(error, datagram)
    })
    return true
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#names.delete(this.#name)
    this.#socket.close()
  }

  #onConnect(): void {
    if (this.#isClosed) return
    const local = this.#socket.address()
    const remote = this.#socket.remoteAddress()
    this.#name = hostPort(local.address, local.port)
    this.#remote = hostPort(remote.address, remote.port)
    this.#names.add(this.#name)
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const datagram of waiting) this.send(datagram)
  }

  #fail(error: NodeJS.ErrnoException, unsent?: Buffer): void {
    // A socket that was given up has nothing more to say.
    if (!this.#isClosed) this.#events.onError(faultOf(error), error, unsent)
  }
}

const unreachable = new Set([
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOPROTOOPT',
])

function faultOf({ code = '', syscall }: NodeJS.ErrnoException): UpstreamFault {
  if (syscall === 'bind') return 'local'
  return syscall === 'connect' || unreachable.has(code) ? 'endpoint' : 'datagram'
}
