// Where statuses go when there is no cluster: kept with the times a cluster would show, and told to
// whoever prints them. Fits the control loop's StatusSink.
import { isDeepStrictEqual } from 'node:util'
import type { ObjectStatus } from './object-status.ts'
import { type TimedStatus, withTransitionTimes } from './transition-times.ts'

export interface StatusChange {
  /** Absent where the object is new. */
  readonly previous?: TimedStatus
  /** Absent where the object is gone. */
  readonly status?: TimedStatus
}

export interface StatusHistoryOptions {
  readonly onChanges?: (changes: readonly StatusChange[]) => void
  readonly now?: () => Date
}

export interface StatusHistory {
  report(statuses: readonly ObjectStatus[]): void
  /** The latest, in the order reported. */
  statuses(): readonly TimedStatus[]
}

export function createStatusHistory({
  onChanges,
  now = () => new Date(),
}: StatusHistoryOptions = {}): StatusHistory {
  let reported: readonly ObjectStatus[] = []
  let latest = new Map<string, TimedStatus>()
  return {
    report(statuses) {
      const time = `${now().toISOString().slice(0, 19)}Z`
      const before = latest
      const changes: StatusChange[] = []
      // Of thousands of statuses, most changes leave all but a few the same objects, and each in its place.
      const isInPlace = isSameOrder(reported, statuses)
      if (!isInPlace) latest = new Map()
      for (const [index, status] of statuses.entries()) {
        if (isInPlace && status === reported[index]) continue
        const key = keyOf(status)
        const previous = before.get(key)
        const next = withTransitionTimes(previous, status, time)
        latest.set(key, next)
        if (!isDeepStrictEqual(previous, next))
          changes.push(previous ? { previous, status: next } : { status: next })
      }
      if (!isInPlace)
        for (const [key, previous] of before) if (!latest.has(key)) changes.push({ previous })
      reported = statuses
      if (changes.length > 0) onChanges?.(changes)
    },
    statuses: () => [...latest.values()],
  }
}

/** Whether each is, or is of the same object as, the one in its place before. */
function isSameOrder(before: readonly ObjectStatus[], after: readonly ObjectStatus[]): boolean {
  return (
    before.length === after.length &&
    after.every((status, index) => {
      const known = before[index]
      return status === known || (known !== undefined && keyOf(status) === keyOf(known))
    })
  )
}

function keyOf({ kind, namespace, name }: ObjectStatus): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`
}
