// What a socket knows of one client's connection, TLS or not, for everyone who serves it.
import { hostPort, plainAddress } from '../words/host-port.ts'
import type { Socket } from 'node:net'
import type { Observer } from '../../observe/log/observer.ts'
import type { Connection, Pipeline } from '../words/exchange.ts'
import type { Http2Way } from '../words/http2-way.ts'
import type { LiveStreams } from './live-streams.ts'
import type { Limits } from './limits.ts'
import type { OpenServer } from './open-server.ts'

/** What all connections of a data plane share. */
export interface ListenerContext {
  readonly pipeline: Pipeline
  readonly streams: LiveStreams
  readonly observer: Observer
  readonly limits: Limits
  readonly hasPortOffset: boolean
  /** Absent: this process binds. */
  readonly openServer?: OpenServer
  readonly http2: Http2Way
  /** Of TLS sessions; the same object until it is another one. */
  readonly ticketSecret: () => Buffer
}

export interface ClientConnection {
  /** Bytes of HTTP: the TCP socket, or the TLS socket around it. */
  readonly stream: Socket
  /** The TCP socket. */
  readonly raw: Socket
  readonly facts: Connection
  /** `ADDRESS:PORT` of the socket it came by, for the observer. */
  readonly socketName: string
}

/** Where the client connected to, as an authority. */
export function localAuthority({ raw }: ClientConnection): string {
  const { localAddress = '', localPort = 0 } = raw
  return hostPort(plainAddress(localAddress), localPort)
}

export function schemeOf({ facts }: ClientConnection): 'http' | 'https' {
  return facts.tls === undefined ? 'http' : 'https'
}
