// A UDP socket bound to one address: what clients send comes by it, and what is sent back leaves from it.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { hostPort } from '../words/host-port.ts'
import type { Limits } from '../sockets/limits.ts'
import { lookupAddress } from './address-lookup.ts'
import { mayQueue, type QueueBound } from './bounded-send.ts'
import type { LocalAddress } from './local-addresses.ts'

export type OnDatagram = (local: LocalSocket, datagram: Buffer, client: RemoteInfo) => void

export interface Client {
  readonly address: string
  readonly port: number
}

export class LocalSocket {
  readonly address: string
  readonly name: string
  readonly #socket: Socket
  readonly #port: number
  readonly #bound: QueueBound
  #isBound = false
  #isClosed = false

  constructor(where: LocalAddress & { readonly port: number }, limits: Limits, tell: OnDatagram) {
    const { address, port, isIPv6 } = where
    this.address = address
    this.name = hostPort(address, port)
    this.#port = port
    this.#bound = { bytes: limits.datagramQueueBytes, count: limits.datagramQueueCount }
    this.#socket = createSocket({
      type: isIPv6 ? 'udp6' : 'udp4',
      ipv6Only: isIPv6,
      lookup: lookupAddress,
    })
    this.#socket.on('message', (datagram, client) => tell(this, datagram, client))
    this.#socket.on('listening', () => {
      this.#isBound = true
      widen(this.#socket, limits.datagramReceiveBytes)
    })
  }

  get isBound(): boolean {
    return this.#isBound
  }

  /** Undefined when bound, else what went wrong, and the socket is closed. */
  bind(): Promise<NodeJS.ErrnoException | undefined> {
    const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException | undefined>()
    // Errors that come later are about one datagram: who sent it is told, and the socket goes on.
    this.#socket.on('error', resolve)
    this.#socket.once('listening', () => resolve(undefined))
    try {
      // Never reuseAddr: two programs would share what comes, or one take it from the other.
      this.#socket.bind({ port: this.#port, address: this.address, exclusive: true })
    } catch (error) {
      resolve(error as NodeJS.ErrnoException)
    }
    return promise.then((error) => {
      if (error) this.close()
      return error
    })
  }

  /** False: too much waits already, and it is dropped. */
  send(datagram: Buffer, { address, port }: Client, sent: (error: Error | null) => void): boolean {
    if (this.#isClosed || !mayQueue(this.#socket, datagram, this.#bound)) return false
    this.#socket.send(datagram, port, address, sent)
    return true
  }

  /** The port is free at once. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket.close()
  }
}

/** Linux gives less without a word where net.core.rmem_max says so; other systems refuse. */
function widen(socket: Socket, bytes: number): void {
  try {
    socket.setRecvBufferSize(bytes)
  } catch {
    // The system's own size serves as well, until a burst comes.
  }
}
