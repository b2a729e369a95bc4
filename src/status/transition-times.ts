// Statuses with the time of each condition's last transition, carried on from what was said before of
// the same object, listener or parent.
import { isDeepStrictEqual } from 'node:util'
import type { Condition } from './condition.ts'
import type { ListenerStatus, ObjectStatus } from './object-status.ts'
import { type TimedCondition, timedConditions } from './timed-conditions.ts'

export type { TimedCondition } from './timed-conditions.ts'

/** The same form, each condition in it with its time. */
type Timed<T> = T extends Condition
  ? TimedCondition
  : T extends readonly (infer Item)[]
    ? readonly Timed<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Timed<T[Key]> }
      : T

export type TimedStatus = Timed<ObjectStatus>

/** `previous` is what was said of the same object before, `now` a time in RFC 3339. */
export function withTransitionTimes(
  previous: TimedStatus | undefined,
  next: ObjectStatus,
  now: string,
): TimedStatus {
  switch (next.kind) {
    case 'GatewayClass': {
      const before = ofKind(previous, next.kind)?.status
      return { ...next, status: withTimes(next.status, before, now) }
    }
    case 'Gateway': {
      const before = ofKind(previous, next.kind)?.status
      const listeners = listenersWithTimes(next.status.listeners, before?.listeners, now)
      return { ...next, status: { ...withTimes(next.status, before, now), listeners } }
    }
    case 'ListenerSet': {
      const before = ofKind(previous, next.kind)?.status
      const listeners = listenersWithTimes(next.status.listeners, before?.listeners, now)
      return { ...next, status: { ...withTimes(next.status, before, now), listeners } }
    }
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute': {
      const before = ofKind(previous, next.kind)?.status
      const parents = next.status.parents.map((parent) =>
        withTimes(
          parent,
          before?.parents.find((known) => isSameParent(known, parent)),
          now,
        ),
      )
      return { ...next, status: { parents } }
    }
    case 'BackendTLSPolicy': {
      const before = ofKind(previous, next.kind)?.status
      const ancestors = next.status.ancestors.map((ancestor) =>
        withTimes(
          ancestor,
          before?.ancestors.find((known) =>
            isDeepStrictEqual(known.ancestorRef, ancestor.ancestorRef),
          ),
          now,
        ),
      )
      return { ...next, status: { ancestors } }
    }
  }
}

function listenersWithTimes(
  next: readonly ListenerStatus[],
  before: readonly Timed<ListenerStatus>[] | undefined,
  now: string,
) {
  return next.map((listener) =>
    withTimes(
      listener,
      before?.find(({ name }) => name === listener.name),
      now,
    ),
  )
}

interface WithConditions<C extends Condition> {
  readonly conditions: readonly C[]
}

function withTimes<T extends WithConditions<Condition>>(
  next: T,
  before: WithConditions<TimedCondition> | undefined,
  now: string,
): Omit<T, 'conditions'> & WithConditions<TimedCondition> {
  const conditions = timedConditions(next.conditions, before?.conditions ?? [], now)
  return { ...next, conditions }
}

interface Parent {
  readonly parentRef: unknown
  readonly controllerName: string
}

function isSameParent(a: Parent, b: Parent): boolean {
  return a.controllerName === b.controllerName && isDeepStrictEqual(a.parentRef, b.parentRef)
}

function ofKind<K extends TimedStatus['kind']>(status: TimedStatus | undefined, kind: K) {
  // The kind that was compared tells the type; TypeScript can't see it through K.
  return status?.kind === kind ? (status as Extract<TimedStatus, { kind: K }>) : undefined
}
