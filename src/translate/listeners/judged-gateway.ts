// What is known of a Gateway once it was looked at alone, before its neighbours are: the form between
// judging and conflicts, statuses, and the snapshot.
import type { Gateway, GatewayListener } from '../../resources/gateway-api.ts'
import { transportOf } from '../../resources/gateway-port.ts'
import type { CaBundle, Certificate, ClientValidation } from '../../snapshot/routing-snapshot.ts'
import { isLackOfClientCa } from '../../status/conditions/client-validation-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { ListenerSocket, Place } from '../words/place.ts'
import type { ClientCertificate } from './client-certificate.ts'
import type { RouteGroupKind } from '../words/supported-kinds.ts'

export interface JudgedGateway {
  /** `NAMESPACE/NAME` */
  readonly key: string
  readonly gateway: Gateway
  readonly place: Place
  /** Why nothing of it can be served, whatever its listeners say. */
  readonly notAccepted: readonly Problem[]
  /** Fields without effect, a sentence each. */
  readonly notServed: readonly string[]
  readonly listeners: readonly JudgedListener[]
  /** What it shows to endpoints that ask for a certificate. */
  readonly clientCertificate: ClientCertificate
}

export interface JudgedListener {
  /** `gateway/NAMESPACE/NAME/listener/LISTENER`, or `listenerset/…` */
  readonly name: string
  /** `gateway/NAMESPACE/NAME`: that which it belongs to, by a ListenerSet or not. */
  readonly gateway: string
  /** `spec.listeners[INDEX]` */
  readonly path: string
  readonly listener: GatewayListener
  /** Lower case; '' is any. */
  readonly hostname: string
  readonly supportedKinds: readonly RouteGroupKind[]
  /** Absent: there is none, see `notAccepted` or `missing`. */
  readonly socket: ListenerSocket | undefined
  /** Why there is none, where the listener itself is valid. */
  readonly missing: Problem | undefined
  readonly conflict: Problem | undefined
  readonly notAccepted: readonly Problem[]
  readonly notResolved: readonly Problem[]
  readonly notes: {
    readonly accepted: readonly string[]
    readonly resolvedRefs: readonly string[]
  }
  /** Empty where TLS does not end here, or none is usable. */
  readonly certificates: readonly Certificate[]
  /** Undefined: clients are asked for no certificate, or none of its bundles can be used (`notAccepted`). */
  readonly clientValidation: ClientValidation | undefined
  readonly caBundles: readonly CaBundle[]
}

/**
 * A listener that may claim its port and hostname: nothing about itself or its Gateway speaks against it. One
 * that lacks authorities claims too: who takes a ConfigMap away hands the hostname to nobody.
 */
export function mayClaim(gateway: JudgedGateway, listener: JudgedListener): boolean {
  return (
    gateway.notAccepted.length === 0 &&
    gateway.place.unusable === undefined &&
    listener.notAccepted.every(isLackOfClientCa) &&
    listener.conflict === undefined &&
    listener.socket !== undefined
  )
}

/** What listeners share where the address and port to bind are the same. */
export function socketKeyOf({ socket, listener }: JudgedListener): string {
  return `${socket?.address} ${socket?.port} ${transportOf(listener.protocol)}`
}
