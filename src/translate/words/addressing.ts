// Where Gateways listen and which addresses are told to people: one of these an install. Handed in with
// every translation, since what it holds changes while the process runs.

export type Addressing = SharedAddress | AddressPool | LoadBalancers

/** All Gateways share one address and its ports: standalone, and `host` mode. */
export interface SharedAddress {
  readonly mode: 'host'
  /** IP address to bind. */
  readonly bind: string
  /** Told in the status, in this order: what clients can use. */
  readonly addresses: readonly string[]
}

/** `pool`: an address of its own for each Gateway. */
export interface AddressPool {
  readonly mode: 'pool'
  /** CIDR, IPv4 or IPv6. */
  readonly range: string
  /** By `NAMESPACE/NAME` of a Gateway: what it had before, here or in its status. It keeps it. */
  readonly assigned: Readonly<Record<string, string>>
}

/**
 * `service`: each Gateway has a load balancer by its own Service (src/resources/gateway-service.ts),
 * whose targetPorts tell where the shared pods listen for it.
 */
export interface LoadBalancers {
  readonly mode: 'service'
  /** IP address to bind. */
  readonly bind: string
}
