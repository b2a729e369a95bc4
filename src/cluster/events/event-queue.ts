// Events on their way to the API server: each waits until its problem has lasted, then they go one by one,
// at a pace that cannot flood it. Told is told: the same is not tried again while it goes on.
import type { NewEvent } from './new-event.ts'

export interface EventQueueOptions {
  /** Events that wait; of more, the oldest are left out. */
  readonly most: number
  readonly nowMs?: () => number
}

interface Waiting {
  readonly event: NewEvent
  readonly dueMs: number
}

export interface EventQueue {
  /**
   * All that is to be told now, by name, and how long it must have lasted. What waits and is not among
   * it has mended. Returns how many were left out.
   */
  want(events: Iterable<LastingEvent>): number
  /** The next one that is due, or the milliseconds until one is; undefined: none waits. */
  next(): NewEvent | number | undefined
  /** It was told, or cannot be. */
  done(event: NewEvent): void
}

export interface LastingEvent {
  readonly event: NewEvent
  readonly lastsMs: number
}

export function createEventQueue({
  most,
  nowMs = () => performance.now(),
}: EventQueueOptions): EventQueue {
  const waiting = new Map<string, Waiting>()
  const told = new Set<string>()

  return {
    want(events) {
      const wanted = new Set<string>()
      for (const { event, lastsMs } of events) {
        const key = keyOf(event)
        wanted.add(key)
        if (!told.has(key) && !waiting.has(key))
          waiting.set(key, { event, dueMs: nowMs() + lastsMs })
      }
      for (const key of waiting.keys()) if (!wanted.has(key)) waiting.delete(key)
      for (const key of told) if (!wanted.has(key)) told.delete(key)
      const tooMany = leastOf(waiting).slice(0, Math.max(0, waiting.size - most))
      for (const key of tooMany) {
        waiting.delete(key)
        told.add(key)
      }
      return tooMany.length
    },
    next() {
      let soonest: Waiting | undefined
      for (const one of waiting.values()) if (!soonest || one.dueMs < soonest.dueMs) soonest = one
      if (!soonest) return undefined
      const leftMs = soonest.dueMs - nowMs()
      return leftMs > 0 ? leftMs : soonest.event
    },
    done(event) {
      waiting.delete(keyOf(event))
      told.add(keyOf(event))
    },
  }
}

function keyOf({ namespace, name }: NewEvent): string {
  return `${namespace}/${name}`
}

/** What matters least comes first: good news, then what waits longest. */
function leastOf(waiting: ReadonlyMap<string, Waiting>): readonly string[] {
  const isNormal = ({ event }: Waiting) => event.type === 'Normal'
  const entries = [...waiting]
  return [
    ...entries.filter(([, one]) => isNormal(one)),
    ...entries.filter(([, one]) => !isNormal(one)),
  ].map(([key]) => key)
}
