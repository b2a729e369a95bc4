// The Events that an object's status is worth. Of thousands of statuses a round leaves all but a few the
// same objects, and so their Events.
import type { ObjectStatus } from '../../status/object-status.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import { eventCauses } from './event-causes.ts'
import { type EventTarget, type NewEvent, newEvent } from './new-event.ts'

export interface WarningEvent {
  readonly event: NewEvent
  /** It is expected to mend by itself. */
  readonly isPending: boolean
}

const cachedWarnings = new WeakMap<
  ObjectStatus,
  { about: EventTarget; warnings: readonly WarningEvent[] }
>()

/** None of what is gone already. */
export function eventWarningsOf(
  status: ObjectStatus,
  resources: ResourceSet,
): readonly WarningEvent[] {
  const { kind, namespace, name } = status
  const about = resources[kind].get(namespace === undefined ? name : `${namespace}/${name}`)
  if (!about) return []
  const before = cachedWarnings.get(status)
  if (before?.about === about) return before.warnings
  const warnings = eventCauses(status).map(({ type, reason, message }) => ({
    event: newEvent(about, { type: 'Warning', reason, message, identity: [type, message] }),
    isPending: pendingReasons.has(reason),
  }))
  cachedWarnings.set(status, { about, warnings })
  return warnings
}

/** "not yet online and ready to accept client traffic", "Address not yet allocated" (gateway_types.go). */
const pendingReasons: ReadonlySet<string> = new Set(['Pending', 'AddressNotAssigned'])
