// What a translation says of each Gateway to programs: to those who make its Service or keep its address.
// A status says the same to people, and is never read back
// (docs/decisions/0032-statuses-are-for-people.md).
import type { GatewayPort } from '../resources/gateway-port.ts'

/** Of a Gateway that is ours. Frozen; the same object (===) while nothing of it changed. */
export interface GatewayFacts {
  /** `NAMESPACE/NAME` */
  readonly gateway: string
  /** Where clients reach it, in the order of its status. */
  readonly addresses: readonly GatewayAddress[]
  /** Its own, then those of its ListenerSets that are accepted. */
  readonly listeners: readonly ListenerFacts[]
}

export interface GatewayAddress {
  readonly type: 'IPAddress' | 'Hostname'
  readonly value: string
}

export interface ListenerFacts {
  /** As in the snapshot and the bind report. */
  readonly name: string
  /** That clients name. */
  readonly port: GatewayPort
  /** Neither a mistake nor a conflict speaks against it. */
  readonly isAccepted: boolean
  /** It is in the snapshot. Whether it is bound, the bind report says. */
  readonly isServed: boolean
}
