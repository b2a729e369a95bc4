// One forwarder for each protocol that a backend may speak.
import type { Backend, HttpRule } from '../../../snapshot/routing-snapshot.ts'
import type { Forwarder } from '../../endpoint-side/forwarder.ts'
import { createHttp2Forwarder } from '../../endpoint-side/http2/http2-forwarder.ts'
import { usualKeepalive } from '../../endpoint-side/http2/http2-keepalive.ts'
import { EndpointRoom } from '../../words/endpoint-room.ts'
import { createHttp1Forwarder } from '../../endpoint-side/http1-middleware/http1-forwarder.ts'

export type Forwarders = Readonly<Record<Backend['protocol'], Forwarder>>

/** gRPC is HTTP/2, whatever else a backend may speak. */
export function protocolFor({ isGrpc }: HttpRule, { protocol }: Backend): Backend['protocol'] {
  return isGrpc ? 'h2c' : protocol
}

/** Until a connection stands, its handshake included. */
export const usualTimeoutMs = 5_000

export function createForwarders({
  connectTimeoutMs = usualTimeoutMs,
  room = new EndpointRoom(),
} = {}): Forwarders {
  return {
    http1: createHttp1Forwarder(connectTimeoutMs, room),
    h2c: createHttp2Forwarder(connectTimeoutMs, usualKeepalive, room),
  }
}
