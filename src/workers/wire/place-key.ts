import type { ServerPlace } from '../../proxy/sockets/open-server.ts'
import { kindOf } from '../../proxy/sockets/plane-socket.ts'
import type { Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'

export function placeKey({ address, port }: ServerPlace): string {
  return `${address} ${port}`
}

/** Of all listeners of TCP, whatever is spoken there. */
export function tcpPlaces({ listeners }: Pick<RoutingSnapshot, 'listeners'>): ReadonlySet<string> {
  return new Set(listeners.filter((listener) => !isUdp(listener)).map(placeKey))
}

export function isUdp(listener: Listener): boolean {
  return kindOf(listener) === 'udp'
}
