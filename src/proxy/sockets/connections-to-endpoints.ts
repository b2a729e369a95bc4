// Connections that this gateway makes to endpoints, by both of their addresses: one that it also accepts
// leads back to itself. Bytes carry no note of where they have been, and a route whose endpoint was its own
// listener made thousands of connections of one, until no descriptor was left to anybody.
import { SocketAddress, type Socket } from 'node:net'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import { plainAddress, hostPort } from '../words/host-port.ts'

export class ConnectionsToEndpoints {
  readonly #names = new Set<string>()

  /** At once after `connect`, when nobody can have accepted it. */
  note(socket: Socket, endpoint: Endpoint): void {
    // Its own address is known with the attempt, which comes a tick later, and not in its event yet.
    const onAttempt = () => {
      const { localAddress, localPort } = socket
      if (localAddress === undefined || localPort === undefined) return
      const from = hostPort(plainAddress(localAddress), localPort)
      const name = `${from} ${hostPort(reached(endpoint, localAddress), endpoint.port)}`
      this.#names.add(name)
      socket.once('close', () => this.#names.delete(name))
    }
    socket.once('connectionAttempt', () => queueMicrotask(onAttempt))
  }

  /** Whether this one, accepted, is one of them. Both addresses count: systems share ports among destinations. */
  has(accepted: Socket): boolean {
    const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = accepted
    const from = hostPort(plainAddress(remoteAddress), remotePort)
    return this.#names.has(`${from} ${hostPort(plainAddress(localAddress), localPort)}`)
  }
}

/** As the system writes it; who connects to no address in particular reaches this machine. */
function reached({ address }: Endpoint, localAddress: string): string {
  const family = address.includes(':') ? 'ipv6' : 'ipv4'
  const written = plainAddress(new SocketAddress({ address, family }).address)
  return written === '::' || written === '0.0.0.0' ? plainAddress(localAddress) : written
}
