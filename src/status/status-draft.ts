// A status before the data plane has said what it bound. Of a Gateway, a ListenerSet and their listeners it
// has the judgements out of which src/status/statuses-of.ts makes the conditions; the others are finished.
import type { Condition } from './condition.ts'
import type { Problem } from './judged.ts'
import type {
  GatewayClassStatus,
  GatewayStatus,
  ListenerSetStatus,
  ListenerStatus,
  PolicyStatus,
  RouteStatus,
} from './object-status.ts'

export type StatusDraft =
  | GatewayClassStatus
  | GatewayDraft
  | ListenerSetDraft
  | RouteStatus
  | PolicyStatus

/** What is said of a Gateway, a ListenerSet or a listener. */
export interface ConditionsDraft {
  readonly accepted: Condition
  /** Why it is surely not; undefined: what the data plane bound decides. */
  readonly notProgrammed: Problem | undefined
  /** Those that stand behind `Programmed`. */
  readonly others: readonly Condition[]
}

export interface GatewayDraft extends Omit<GatewayStatus, 'status' | 'namespace'>, ConditionsDraft {
  readonly namespace: string
  readonly addresses: GatewayStatus['status']['addresses']
  readonly listeners: readonly ListenerDraft[]
  /** Absent: the Gateway allows none, and so has none. */
  readonly attachedListenerSets?: number
}

export interface ListenerSetDraft
  extends Omit<ListenerSetStatus, 'status' | 'namespace'>, ConditionsDraft {
  readonly namespace: string
  readonly listeners: readonly ListenerDraft[]
}

export interface ListenerDraft extends Omit<ListenerStatus, 'conditions'>, ConditionsDraft {}
