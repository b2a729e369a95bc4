// The Programmed conditions, out of what the data plane says that it bound. Kept apart from the other
// conditions because it is known only after a snapshot was applied: "configuration that is assumed to
// be ready soon in the underlying data plane" (gateway_types.go).
import { listenerName, objectName } from '../snapshot/names.ts'
import { isDeepStrictEqual } from 'node:util'
import type { BindReport, BindResult } from '../snapshot/bind-report.ts'
import type { Condition } from './condition.ts'
import { judged, observedAt, type Problem } from './judged.ts'
import type {
  GatewayStatus,
  ListenerSetStatus,
  ListenerStatus,
  ObjectStatus,
} from './object-status.ts'

/** Where Programmed is there already, it is known to be False and stays. */
export function withProgrammed(
  statuses: readonly ObjectStatus[],
  report: BindReport,
): readonly ObjectStatus[] {
  return statuses.map((status) => {
    if (status.kind === 'Gateway') return programmedListeners(status, report)
    return status.kind === 'ListenerSet' ? programmedSet(status, report) : status
  })
}

/** There may be thousands: one of which nothing changed is the same object (===). */
function programmedSet(status: ListenerSetStatus, report: BindReport): ListenerSetStatus {
  const answers = status.status.listeners.map(({ name }) => answerTo(status, name, report))
  const before = cachedStatuses.get(status)
  if (before && answers.every((answer, index) => isSame(answer, before.answers[index])))
    return before.programmed
  const programmedNow = programmedListeners(status, report)
  cachedStatuses.set(status, { answers, programmed: programmedNow })
  return programmedNow
}

const cachedStatuses = new WeakMap<
  ListenerSetStatus,
  {
    readonly answers: readonly (BindResult | undefined)[]
    readonly programmed: ListenerSetStatus
  }
>()

function isSame(a: BindResult | undefined, b: BindResult | undefined): boolean {
  return a === b || (a?.isBound === true && b?.isBound === true) || isDeepStrictEqual(a, b)
}

function programmedListeners<T extends GatewayStatus | ListenerSetStatus>(
  target: T,
  report: BindReport,
): T {
  const { generation, status } = target
  const listeners = status.listeners.map((listener) =>
    hasProgrammed(listener)
      ? listener
      : withCondition(listener, generation, ofListener(answerTo(target, listener.name, report))),
  )
  if (hasProgrammed(status)) return { ...target, status: { ...status, listeners } }
  const condition = ofOwner(status.listeners, listeners)
  return { ...target, status: { ...withCondition(status, generation, condition), listeners } }
}

function answerTo(
  { kind, namespace, name }: GatewayStatus | ListenerSetStatus,
  listener: string,
  report: BindReport,
): BindResult | undefined {
  return report[listenerName(objectName(kind, `${namespace}/${name}`), listener)]
}

function ofListener(result: BindResult | undefined): Condition {
  if (result?.isBound) return programmed([], 'The listener accepts connections')
  return programmed([
    { reason: 'Pending', message: result?.problem ?? 'The listener is not open yet' },
  ])
}

/** A listener that is invalid does not count: the Gateway, or ListenerSet, serves without it. */
function ofOwner(before: readonly ListenerStatus[], after: readonly ListenerStatus[]): Condition {
  const served = after.filter((_listener, index) => !hasProgrammed(before[index]))
  const pending = served.flatMap(({ name, conditions }) =>
    conditions
      .filter(({ type, status }) => type === 'Programmed' && status === 'False')
      .map(({ message }): Problem => ({
        reason: 'Pending',
        message: `Listener "${name}": ${message}`,
      })),
  )
  const names = served.map(({ name }) => `"${name}"`).join(', ')
  return programmed(pending, `Serving ${served.length === 1 ? 'listener' : 'listeners'} ${names}`)
}

function programmed(problems: readonly Problem[], message = ''): Condition {
  return judged('Programmed', problems, { fine: { reason: 'Programmed', message } })
}

interface Judged {
  readonly conditions: readonly Condition[]
}

function hasProgrammed(judgedOne: Judged | undefined): boolean {
  return judgedOne?.conditions.some(({ type }) => type === 'Programmed') ?? false
}

/** After Accepted, where a reader looks for it. */
function withCondition<T extends Judged>(
  target: T,
  generation: number | undefined,
  condition: Condition,
): T {
  const added = observedAt(generation, [condition])
  return { ...target, conditions: target.conditions.toSpliced(1, 0, ...added) }
}
