// Keeps the objects of Gateways in the API server as they are wanted, by server-side apply: a label that
// left a Gateway leaves its objects, what others added stays
// (https://kubernetes.io/docs/reference/using-api/server-side-apply/). What was applied is applied again
// when it is another, when the watch shows something else, and under a new leadership.
import type { Log } from '../../observe/log/observer.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { ApiClient } from '../api/api-client.ts'
import type { ApiServerReporter } from '../api/api-server-reporter.ts'
import { isStatus } from '../api/api-error.ts'
import type { BackOffTimes } from '../api/back-off.ts'
import type { OrphanedObject } from './orphaned-objects.ts'
import { isAsDesired } from './is-as-desired.ts'
import { type Reconciled, Reconciler } from '../reconciler.ts'
import { applyManaged, deleteManaged, type Obstacle } from './managed-object-requests.ts'
import type { DesiredObject } from './desired-objects.ts'

export interface ManagedObjectWriterOptions {
  readonly api: ApiClient
  readonly install: string
  /** Asked before each write. */
  readonly isLeader: () => boolean
  readonly log: Log
  readonly apiServer?: ApiServerReporter | undefined
  /** Something stands in the way of an object, and a person has to do something. */
  readonly onObstacle: (wanted: DesiredObject, obstacle: Obstacle) => void
  /** Writes in flight at once. */
  readonly atOnce?: number
  readonly backOff?: BackOffTimes
}

export interface DesiredState {
  /** As the watches have it. */
  readonly resources: ResourceSet
  readonly wanted: ReadonlyMap<string, DesiredObject>
  /** To be deleted. */
  readonly former: ReadonlyMap<string, OrphanedObject>
}

/** A watch shows what was written within the first of these, or it is written again. */
const usualBackOff: BackOffTimes = { firstMs: 1000, mostMs: 60_000 }

export interface ManagedObjectWriter {
  /** Takes all that is wanted; the writing goes on by itself. */
  report(next: DesiredState): void
  /** Of what was written before nothing is known: all of it is compared anew. */
  restart(): void
  close(): Promise<void>
}

type ManagedChange =
  | { readonly wanted: DesiredObject }
  /** To be deleted. */
  | { readonly wanted?: undefined; readonly former: OrphanedObject }

export function createManagedObjectWriter(
  options: ManagedObjectWriterOptions,
): ManagedObjectWriter {
  const { api, install, backOff = usualBackOff } = options
  /** Obstacles, each with the object that is wanted. */
  const reported = new Map<string, string>()
  let now: DesiredState | undefined

  const work: Reconciled<DesiredObject, ManagedChange> = {
    goal: (key) => now?.wanted.get(key),
    isSameGoal: (a, b) => textOf(a) === textOf(b),
    version: (key) => now && seenIn(now, key),
    async compare(key, wanted, { hasWritten }) {
      const seen = now && seenIn(now, key)
      if (!wanted) return now?.former.has(key) && seen ? { former: seen } : undefined
      // At least once: a watch does not show everything that was applied.
      const isReached = hasWritten && seen !== undefined && isAsDesired(seen, wanted.object)
      return isReached ? undefined : { wanted }
    },
    async write(key, change, signal) {
      const { hasWritten, obstacle } = await (change.wanted
        ? applyManaged(api, change.wanted, signal)
        : deleteManaged(api, change.former, { install, signal }))
      reportObstacle(key, change.wanted, obstacle)
      return hasWritten ? 'written' : 'blocked'
    },
    judge(key, error) {
      // Someone wrote in between: read again. Of a deletion: it is gone.
      if (isStatus(error, 404) || isStatus(error, 409)) return 'again'
      if (!isStatus(error, 422) || !(error instanceof Error)) return undefined
      const message = `The API server refuses ${key}: ${error.message}`
      reportObstacle(key, now?.wanted.get(key), { reason: 'Refused', message })
      return 'again'
    },
  }
  const reconciler = new Reconciler(work, { ...options, texts, backOff, afterWrite: 'look' })

  /** Once for each goal, until it is out of the way. */
  function reportObstacle(
    key: string,
    wanted: DesiredObject | undefined,
    obstacle: Obstacle | undefined,
  ): void {
    if (!wanted || !obstacle) return void reported.delete(key)
    const about = `${textOf(wanted)} ${obstacle.message}`
    if (reported.get(key) !== about) options.onObstacle(wanted, obstacle)
    reported.set(key, about)
  }

  return {
    report(next) {
      const before = now
      now = next
      const gone = before ? keysOf(before).difference(keysOf(next)) : []
      for (const key of gone) {
        reported.delete(key)
        reconciler.forget(key)
      }
      for (const key of keysOf(next))
        if (!before || !isSame(before, next, key)) reconciler.look(key)
    },
    restart() {
      reported.clear()
      reconciler.forgetAll()
      now = undefined
    },
    close: () => reconciler.close(),
  }
}

function keysOf({ wanted, former }: DesiredState): ReadonlySet<string> {
  return new Set([...wanted.keys(), ...former.keys()])
}

function isSame(before: DesiredState, next: DesiredState, key: string): boolean {
  return (
    textOf(before.wanted.get(key)) === textOf(next.wanted.get(key)) &&
    before.former.has(key) === next.former.has(key) &&
    seenIn(before, key) === seenIn(next, key)
  )
}

function textOf(wanted: DesiredObject | undefined): string | undefined {
  return wanted && objectTexts.getOrInsertComputed(wanted, ({ object }) => JSON.stringify(object))
}

const objectTexts = new WeakMap<DesiredObject, string>()

function seenIn({ resources }: DesiredState, key: string): OrphanedObject | undefined {
  const [kind = '', name = ''] = key.split(' ')
  return kind === 'Service' ? resources.Service.get(name) : resources.EndpointSlice.get(name)
}

const texts = {
  isForbidden:
    'Services of Gateways cannot be written: the ClusterRole does not allow create, patch and delete of services and endpointslices',
  isFailing: 'Services of Gateways cannot be written; Rauta retries',
  works: 'Services of Gateways are written again',
}
