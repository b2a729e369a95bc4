// The Event of an object that no controller serves: a Gateway of a class that does not exist, a route of a
// Gateway that does not. There may be thousands, and of most of them nothing changed.
import { type EventTarget, type OwnEvent, ownEvent } from './own-event.ts'

export interface Unserved {
  readonly about: EventTarget
  /** Why. */
  readonly message: string
}

const known = new WeakMap<EventTarget, { readonly message: string; readonly event: OwnEvent }>()

export function notServed({ about, message }: Unserved): OwnEvent {
  const before = known.get(about)
  if (before?.message === message) return before.event
  const event = ownEvent(about, {
    type: 'Warning',
    reason: 'NotServed',
    message,
    identity: [message],
  })
  known.set(about, { message, event })
  return event
}
