// One forwarder for each protocol that a backend may speak.
import type { Backend, HttpRule } from '../../../snapshot/routing-snapshot.ts'
import type { Forwarder } from '../../endpoint-side/forwarder.ts'
import { createHttp2Forwarder } from '../../endpoint-side/http2/http2-forwarder.ts'
import { createHttp2Pools } from '../../endpoint-side/http2/http2-pools.ts'
import { usualKeepalive } from '../../endpoint-side/http2/http2-keepalive.ts'
import { EndpointRoom } from '../../words/endpoint-room.ts'
import { usualHttp1Way } from '../../words/http1-way.ts'
import { createConnectionPools } from '../../endpoint-side/http1-direct/connection-pools.ts'
import { createDirectForwarder } from '../../endpoint-side/http1-direct/direct-forwarder.ts'
import { forwarderLater } from '../../endpoint-side/forwarder-later.ts'

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
  http1 = usualHttp1Way,
  pools = createConnectionPools(connectTimeoutMs, room),
  http2Pools = createHttp2Pools(connectTimeoutMs, usualKeepalive, room),
} = {}): Forwarders {
  const reference = forwarderLater(async () => {
    const { createHttp1Forwarder } =
      await import('../../endpoint-side/http1-middleware/http1-forwarder.ts')
    return createHttp1Forwarder(connectTimeoutMs, room)
  })
  return {
    http1:
      http1 === 'reference' ? reference : withUpgrades(createDirectForwarder(pools), reference),
    h2c: createHttp2Forwarder(http2Pools),
  }
}

/** What asks for an upgrade goes by another forwarder than the rest. */
function withUpgrades(plain: Forwarder, upgrades: Forwarder): Forwarder {
  return {
    forward: (request, endpoint) =>
      (request.upgrade === undefined ? plain : upgrades).forward(request, endpoint),
    keep(isCurrent) {
      plain.keep(isCurrent)
      upgrades.keep(isCurrent)
    },
    async close() {
      await Promise.all([plain.close(), upgrades.close()])
    },
  }
}
