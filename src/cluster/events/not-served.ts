// The Event of an object with references that lead nowhere: a Gateway of a class that does not exist, a route
// of a Gateway that does not. There may be thousands, and of most of them nothing changed.
import { type EventTarget, type NewEvent, newEvent } from './new-event.ts'

export interface Unserved {
  readonly about: EventTarget
  /** Why. */
  readonly message: string
  /** By what its other references lead to. */
  readonly isServed?: true
}

const cachedEvents = new WeakMap<
  EventTarget,
  { readonly message: string; readonly event: NewEvent }
>()

export function notServed({ about, message, isServed }: Unserved): NewEvent {
  const reason = isServed ? 'InvalidReference' : 'NotServed'
  const before = cachedEvents.get(about)
  if (before?.message === message && before.event.reason === reason) return before.event
  const event = newEvent(about, { type: 'Warning', reason, message, identity: [message] })
  cachedEvents.set(about, { message, event })
  return event
}
