// Where one Gateway listens and what clients are told of it: the form between the mode of an install
// and everything that is the same in all of them.
import type { GatewayAddress } from '../../facts/gateway-facts.ts'
import type { GatewayPort } from '../../resources/gateway-port.ts'
import type { Problem } from '../../status/judged.ts'

export interface Place {
  /** Of each of the Gateway's listeners, in their order. */
  readonly listeners: readonly ListenerPlace[]
  /** By port, of the listeners of its ListenerSets; each the same object (===) while it is as it was. */
  readonly ofSets: PortPlaces
  /** Published as soon as a listener is served. */
  readonly addresses: readonly GatewayAddress[]
  /** Published before too: the address is the Gateway's, whatever becomes of its listeners. */
  readonly isReserved: boolean
  /** Why the Gateway is not accepted: addresses of a type that is not served. */
  readonly refused: readonly Problem[]
  /** Why nothing of the Gateway is served, though it is valid. */
  readonly unusable: Problem | undefined
  /** It is served, but clients cannot reach it yet, or not where it was asked for. */
  readonly unreachable: Problem | undefined
}

export type PortPlaces = Readonly<Record<GatewayPort, ListenerPlace>>

/**
 * What to bind, or why that cannot be: `refused` is the listener's own mistake (it is not accepted),
 * `missing` is not (it is not programmed).
 */
export type ListenerPlace =
  | ListenerSocket
  | { readonly refused: Problem }
  | { readonly missing: Problem }

export interface ListenerSocket {
  /** IP address to bind. */
  readonly address: string
  /** Port to bind. */
  readonly port: number
  /** Port that clients name. */
  readonly clientPort: number
}
