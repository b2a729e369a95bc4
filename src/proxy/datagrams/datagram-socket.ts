// One address and port of protocol UDP.
import type { Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { Service } from '../listeners/client-connection.ts'
import type { PlaneSocket, SocketAddress } from '../listeners/plane-socket.ts'

export class DatagramSocket implements PlaneSocket {
  readonly isBound = false

  constructor(_where: SocketAddress, _service: Service) {}

  update(_listeners: readonly Listener[], _snapshot: RoutingSnapshot): ReadonlyMap<string, string> {
    return new Map()
  }

  bind(): Promise<string | undefined> {
    return Promise.resolve('not there yet')
  }

  announceEnd(): void {}

  close(_graceMs: number): Promise<void> {
    return Promise.resolve()
  }
}
