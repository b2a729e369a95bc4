// What nobody serves, told once each: when it has lasted, and when it is served. Objects that are applied
// together come in any order, and refer to each other.
import type { AppliedRound } from '../control/create-control-loop.ts'
import { objectKey } from '../resources/object-key.ts'
import type { Reporter } from './reporter.ts'
import type { UnservedObjects } from './unserved/unserved-objects.ts'

export interface FollowUnserved {
  (unserved: UnservedObjects, statuses: AppliedRound['statuses']): void
}

/** `lastsMs` 0: told at once. */
export function followUnserved(
  reporter: Pick<Reporter, 'unserved' | 'served'>,
  lastsMs = 0,
): FollowUnserved {
  const known = new Map<string, Followed>()
  let timer: NodeJS.Timeout | undefined

  function tellWhatIsDue(): void {
    clearTimeout(timer)
    let nextMs = Infinity
    for (const [resource, one] of known) {
      if (one.isTold) continue
      const leftMs = one.sinceMs + lastsMs - performance.now()
      if (leftMs > 0) nextMs = Math.min(nextMs, leftMs)
      else {
        one.isTold = true
        reporter.unserved(resource, one.message)
      }
    }
    if (nextMs < Infinity) timer = setTimeout(tellWhatIsDue, Math.ceil(nextMs)).unref()
  }

  return (unserved, statuses) => {
    for (const [resource, { message }] of unserved)
      if (known.get(resource)?.message !== message)
        known.set(resource, { message, sinceMs: performance.now(), isTold: false })
    const ended = new Set<string>()
    for (const [resource, { isTold }] of known) {
      if (unserved.has(resource)) continue
      known.delete(resource)
      if (isTold) ended.add(resource)
    }
    // What is gone has no status either.
    if (ended.size > 0)
      for (const resource of statuses.map(objectKey))
        if (ended.has(resource)) reporter.served(resource)
    tellWhatIsDue()
  }
}

interface Followed {
  readonly message: string
  readonly sinceMs: number
  isTold: boolean
}
