// One of the two connections that a stream goes over, in the clear or by TLS.
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { resetConnection } from '../sockets/reset.ts'
import type { TlsCarrier } from '../sockets/tls-carrier.ts'

export interface StreamEnd {
  /** Where the stream's bytes are read and written. */
  readonly stream: Duplex
  /** TCP. */
  readonly raw: Socket
  /** After the end: whether it was none. */
  readonly isCut: () => boolean
  readonly reset: () => void
}

export function plainEnd(raw: Socket): StreamEnd {
  return { stream: raw, raw, isCut: () => false, reset: () => resetConnection(raw) }
}

export function tlsEnd(stream: TLSSocket, carrier: TlsCarrier): StreamEnd {
  const { raw } = carrier
  return { stream, raw, isCut: () => carrier.isCut, reset: () => resetConnection(raw) }
}
