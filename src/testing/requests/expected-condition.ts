// What a status should say, and what is wrong with one that says something else.
import type { Condition } from '../../status/condition.ts'
import {
  isRouteStatus,
  type ListenerStatus,
  type ObjectStatus,
} from '../../status/object-status.ts'

export interface ExpectedCondition {
  /** `KIND NAMESPACE/NAME`, or `KIND NAME` */
  readonly object: string
  /** Of a Gateway or ListenerSet: the listener that it is about. */
  readonly listener?: string
  /** Of a route: the Gateway's name, where it has several parents. */
  readonly parent?: string
  /** Of a route: the sectionName, where it names one Gateway several times. */
  readonly sectionName?: string
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  /** Word for word. */
  readonly message?: string
  readonly observedGeneration?: number
  /** Of a listener. */
  readonly attachedRoutes?: number
}

/** Sentences; empty where every expectation is met. */
export function statusDifferences(
  statuses: readonly ObjectStatus[],
  expected: readonly ExpectedCondition[],
): readonly string[] {
  return expected.flatMap((wanted) => {
    const status = statuses.find((each) => statusObjectName(each) === wanted.object)
    if (!status) return [`${wanted.object} has no status`]
    const listener = listenerOf(status, wanted)
    const found = conditionsFor(status, wanted, listener).find(({ type }) => type === wanted.type)
    const where = `${wanted.object}${wanted.listener ? ` listener ${wanted.listener}` : ''}`
    if (!found) return [`${where} has no condition ${wanted.type}`]
    return [
      ...difference(`${where} ${wanted.type}`, summary(found), summary(wanted)),
      ...difference(`${where} message`, found.message, wanted.message),
      ...difference(`${where} attachedRoutes`, listener?.attachedRoutes, wanted.attachedRoutes),
      ...difference(
        `${where} observedGeneration`,
        found.observedGeneration,
        wanted.observedGeneration,
      ),
    ]
  })
}

export function statusObjectName(status: ObjectStatus): string {
  const { kind, namespace, name } = status
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`
}

/** The conditions that an expectation speaks of: the object's, a listener's or a parent's. */
export function conditionsFor(
  status: ObjectStatus,
  wanted: ExpectedCondition,
  listener = listenerOf(status, wanted),
): readonly Condition[] {
  if (isRouteStatus(status)) {
    const parent = status.status.parents.find(
      ({ parentRef }) =>
        (wanted.parent ?? parentRef.name) === parentRef.name &&
        (wanted.sectionName ?? parentRef.sectionName) === parentRef.sectionName,
    )
    return parent?.conditions ?? []
  }
  if (status.kind === 'BackendTLSPolicy') {
    const ancestor = status.status.ancestors.find(
      ({ ancestorRef }) => (wanted.parent ?? ancestorRef.name) === ancestorRef.name,
    )
    return ancestor?.conditions ?? []
  }
  return wanted.listener === undefined ? status.status.conditions : (listener?.conditions ?? [])
}

function listenerOf(status: ObjectStatus, wanted: ExpectedCondition): ListenerStatus | undefined {
  if (status.kind !== 'Gateway' && status.kind !== 'ListenerSet') return undefined
  return status.status.listeners.find(({ name }) => name === wanted.listener)
}

function summary({ status, reason }: Pick<Condition, 'status' | 'reason'>): string {
  return `${status} ${reason}`
}

function difference<T>(what: string, found: T, wanted: T | undefined): string[] {
  return wanted === undefined || found === wanted
    ? []
    : [`${what} is ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`]
}
