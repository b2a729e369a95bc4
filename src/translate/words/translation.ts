import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import type { InstalledCrds } from '../../resources/installed-crds.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { Certificate, Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { StatusDraft } from '../../status/status-draft.ts'
import type { Addressing } from './addressing.ts'

/** Pure: the same input gives the same result; what did not change is the same object (===). */
export type Translate = (resources: ResourceSet, circumstances: TranslationInputs) => Translation

/** What counts beside the resources. It is handed in, so that the translation needs no memory and no clock. */
export interface TranslationInputs {
  /**
   * `certificates` of the snapshot that is live: where a Secret turned to garbage, the last good
   * pair is taken from here and keeps serving (docs/decisions/0009-last-good-certificate.md).
   */
  readonly liveCertificates: Readonly<Record<string, Certificate>>
  /**
   * `listeners` of that snapshot: where two Gateways' Services name one targetPort, who has it keeps it.
   * Absent: nothing is live.
   */
  readonly liveListeners?: readonly Pick<Listener, 'gateway' | 'protocol' | 'port' | 'clientPort'>[]
  /** Milliseconds since 1970. A certificate past its end is served with a warning. */
  readonly nowMs: number
  /** Where Gateways listen. An equal one may be another object. */
  readonly addressing: Addressing
  /** The same object while nothing changed. Absent: there is no cluster. */
  readonly crds?: InstalledCrds
}

export interface Translation {
  readonly snapshot: RoutingSnapshot
  /** Of every object that is ours; `statusesOf` makes the statuses, once it is known what is bound. */
  readonly drafts: readonly StatusDraft[]
  /** Of every Gateway that is ours, what programs go by: a status is for people. */
  readonly facts: readonly GatewayFacts[]
}

export interface TranslateOptions {
  /** GatewayClasses that name it are ours. */
  readonly controllerName: string
  /** Added to every listener's port, so that no root is needed. */
  readonly portOffset: number
  /** Ports (offset included) that the process itself listens on: a listener there gets PortUnavailable. */
  readonly reservedPorts: readonly number[]
  /**
   * Each Gateway has a Service of its own, which bears the labels and annotations of its infrastructure.
   * Absent: it has none, as in standalone mode.
   */
  readonly hasGatewayServices?: boolean
}
