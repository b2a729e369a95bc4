// The Programmed conditions, out of what the data plane says that it bound. Kept apart from the other
// conditions because it is known only after a snapshot was applied: "configuration that is assumed to
// be ready soon in the underlying data plane" (gateway_types.go).
import type { BindReport, BindResult } from '../snapshot/bind-report.ts'
import type { Condition } from './condition.ts'
import { judged, observedAt, type Problem } from './judged.ts'
import type { GatewayStatus, ListenerStatus, ObjectStatus } from './object-status.ts'

/** Where Programmed is there already, it is known to be False and stays. */
export function withProgrammed(
  statuses: readonly ObjectStatus[],
  report: BindReport,
): readonly ObjectStatus[] {
  return statuses.map((status) =>
    status.kind === 'Gateway' ? programmedGateway(status, report) : status,
  )
}

function programmedGateway(gateway: GatewayStatus, report: BindReport): GatewayStatus {
  const { generation, namespace, name, status } = gateway
  const listeners = status.listeners.map((listener) => {
    if (hasProgrammed(listener)) return listener
    const result = report[`gateway/${namespace}/${name}/listener/${listener.name}`]
    return withCondition(listener, generation, ofListener(result))
  })
  if (hasProgrammed(status)) return { ...gateway, status: { ...status, listeners } }
  const condition = ofGateway(status.listeners, listeners)
  return {
    ...gateway,
    status: { ...withCondition(status, generation, condition), listeners },
  }
}

function ofListener(result: BindResult | undefined): Condition {
  if (result?.isBound) return programmed([], 'The listener takes connections')
  return programmed([{ reason: 'Pending', message: result?.problem ?? 'Not yet asked to listen' }])
}

/** A listener that is invalid does not count: the Gateway serves without it. */
function ofGateway(before: readonly ListenerStatus[], after: readonly ListenerStatus[]): Condition {
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
