// Statuses, made once: out of what translation judged and what the data plane says that it bound. That is
// known only after a snapshot was applied: Programmed means "configuration that is assumed to be ready
// soon in the underlying data plane" (gateway_types.go).
import { isDeepStrictEqual } from 'node:util'
import type { BindReport, BindResult } from '../snapshot/bind-report.ts'
import { listenerName, objectName } from '../snapshot/names.ts'
import type { Condition } from './condition.ts'
import { judged, observedAt, type Problem, refused } from './judged.ts'
import type { GatewayStatus, ListenerSetStatus, ObjectStatus } from './object-status.ts'
import type {
  ConditionsDraft,
  GatewayDraft,
  ListenerDraft,
  ListenerSetDraft,
  StatusDraft,
} from './status-draft.ts'

export function statusesOf(
  drafts: readonly StatusDraft[],
  report: BindReport,
): readonly ObjectStatus[] {
  return drafts.map((draft) =>
    draft.kind === 'Gateway' || draft.kind === 'ListenerSet' ? statusOf(draft, report) : draft,
  )
}

type OwnerDraft = GatewayDraft | ListenerSetDraft
type OwnerStatus = GatewayStatus | ListenerSetStatus

/** There may be thousands: one of which nothing changed is the same object (===). */
function statusOf(draft: OwnerDraft, report: BindReport): OwnerStatus {
  const owner = objectName(draft.kind, `${draft.namespace}/${draft.name}`)
  const results = draft.listeners.map(({ name }) => report[listenerName(owner, name)])
  const before = cachedStatuses.get(draft)
  if (before && results.every((result, index) => isSame(result, before.results[index])))
    return before.status
  const status = madeOf(draft, results)
  cachedStatuses.set(draft, { results, status })
  return status
}

const cachedStatuses = new WeakMap<
  OwnerDraft,
  { readonly results: readonly (BindResult | undefined)[]; readonly status: OwnerStatus }
>()

function isSame(a: BindResult | undefined, b: BindResult | undefined): boolean {
  return a === b || (a?.isBound === true && b?.isBound === true) || isDeepStrictEqual(a, b)
}

function madeOf(draft: OwnerDraft, results: readonly (BindResult | undefined)[]): OwnerStatus {
  const { apiVersion, namespace, name, generation } = draft
  const said = draft.listeners.map((listener, index) => ({
    listener,
    programmed: programmedOf(listener, () => listenerProgrammed(results[index])),
  }))
  const programmed = programmedOf(draft, () => ownerProgrammed(said))
  const conditions = conditionsOf(draft, programmed, generation)
  const listeners = said.map(({ listener, programmed: ofListener }) => ({
    name: listener.name,
    supportedKinds: listener.supportedKinds,
    attachedRoutes: listener.attachedRoutes,
    conditions: conditionsOf(listener, ofListener, generation),
  }))
  if (draft.kind === 'ListenerSet') {
    const status = { conditions, listeners }
    return { apiVersion, kind: draft.kind, namespace, name, generation, status }
  }
  const { addresses, attachedListenerSets } = draft
  const status = {
    addresses,
    conditions,
    listeners,
    ...(attachedListenerSets === undefined ? {} : { attachedListenerSets }),
  }
  return { apiVersion, kind: draft.kind, namespace, name, generation, status }
}

/** Programmed stands after Accepted, where a reader looks for it. */
function conditionsOf(
  { accepted, others }: ConditionsDraft,
  programmed: Condition,
  generation: number | undefined,
): readonly Condition[] {
  return observedAt(generation, [accepted, programmed, ...others])
}

function programmedOf({ notProgrammed }: ConditionsDraft, ofReport: () => Condition): Condition {
  return notProgrammed ? refused('Programmed', notProgrammed) : ofReport()
}

function listenerProgrammed(result: BindResult | undefined): Condition {
  if (result?.isBound) return judgedProgrammed([], 'The listener accepts connections')
  const message = result?.problem ?? 'The listener is not open yet'
  return judgedProgrammed([{ reason: 'Pending', message }])
}

/** A listener that is invalid does not count: the Gateway, or ListenerSet, serves without it. */
function ownerProgrammed(
  all: readonly { readonly listener: ListenerDraft; readonly programmed: Condition }[],
): Condition {
  const served = all.filter(({ listener }) => !listener.notProgrammed)
  const pending = served
    .filter(({ programmed }) => programmed.status === 'False')
    .map(({ listener, programmed }): Problem => ({
      reason: 'Pending',
      message: `Listener "${listener.name}": ${programmed.message}`,
    }))
  const names = served.map(({ listener }) => `"${listener.name}"`).join(', ')
  return judgedProgrammed(
    pending,
    `Serving ${served.length === 1 ? 'listener' : 'listeners'} ${names}`,
  )
}

function judgedProgrammed(problems: readonly Problem[], message = ''): Condition {
  return judged('Programmed', problems, { fine: { reason: 'Programmed', message } })
}
