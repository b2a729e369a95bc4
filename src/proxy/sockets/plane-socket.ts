// What the data plane knows of an address and port, whatever is spoken there.
import type { Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'

/**
 * What comes first on a socket, for good: a port that changes its kind is another socket. `tls`: HTTPS
 * and TLS, told apart by the server name.
 */
export type SocketKind = 'http' | 'tls' | 'tcp' | 'udp'

export interface ListenSocket {
  readonly address: string
  readonly port: number
  readonly kind: SocketKind
}

export interface PlaneSocket {
  readonly isBound: boolean
  /** What is new goes by these. Returns by listener name what is wrong with it. */
  update(listeners: readonly Listener[], snapshot: RoutingSnapshot): ReadonlyMap<string, string>
  /** Undefined when bound, else what went wrong. May be tried again. */
  bind(): Promise<string | undefined>
  /** The end is near: whatever can be told so is told. All goes on for the time being. */
  announceEnd(): void
  /** Takes nothing new; what is left after `graceMs` is cut. */
  close(graceMs: number): Promise<void>
}

export function kindOf({ protocol }: Pick<Listener, 'protocol'>): SocketKind {
  switch (protocol) {
    case 'HTTP':
      return 'http'
    case 'HTTPS':
    case 'TLS':
      return 'tls'
    case 'TCP':
      return 'tcp'
    case 'UDP':
      return 'udp'
  }
}

/** Of listeners that share a port: nobody is served in the clear what another one has encrypted. */
export function kindOfAll(listeners: readonly Pick<Listener, 'protocol'>[]): SocketKind {
  const kinds = new Set(listeners.map(kindOf))
  return (['tls', 'http', 'tcp'] as const).find((kind) => kinds.has(kind)) ?? 'udp'
}
