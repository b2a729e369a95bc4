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
  let latest: ReadonlyMap<string, TimedStatus> = new Map()
  // Of thousands of statuses, a change leaves all but a few the same objects: those keep theirs.
  const timed = new WeakMap<ObjectStatus, TimedStatus>()
  return {
    report(statuses) {
      const time = `${now().toISOString().slice(0, 19)}Z`
      const before = latest
      latest = new Map(
        statuses.map((status) => {
          const key = keyOf(status)
          const previous = before.get(key)
          const isKept = previous !== undefined && timed.get(status) === previous
          const next = isKept ? previous : withTransitionTimes(previous, status, time)
          timed.set(status, next)
          return [key, next] as const
        }),
      )
      const changes = changesBetween(before, latest)
      if (changes.length > 0) onChanges?.(changes)
    },
    statuses: () => [...latest.values()],
  }
}

function changesBetween(
  before: ReadonlyMap<string, TimedStatus>,
  after: ReadonlyMap<string, TimedStatus>,
): StatusChange[] {
  const changes: StatusChange[] = []
  for (const [key, status] of after) {
    const previous = before.get(key)
    if (previous !== status && !isDeepStrictEqual(previous, status))
      changes.push(previous ? { previous, status } : { status })
  }
  for (const [key, previous] of before) if (!after.has(key)) changes.push({ previous })
  return changes
}

function keyOf({ kind, namespace, name }: ObjectStatus): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`
}
