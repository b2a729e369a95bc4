// Statuses into the API server, by whoever leads. Fits the control loop's StatusSink. What is said of an
// object is compared with what is there, at the moment of writing, and the order of events is of no matter.
import { isDeepStrictEqual } from 'node:util'
import type { Log } from '../../observe/log/observer.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import type { ApiClient } from '../api/api-client.ts'
import type { ApiServerReporter } from '../api/api-server-reporter.ts'
import { isStatus } from '../api/api-error.ts'
import { isApiObject } from '../api/api-object.ts'
import { objectPath } from '../api/api-paths.ts'
import { type Reconciled, Reconciler } from '../reconciler.ts'
import {
  keyOfName,
  type LiveObject,
  liveObject,
  type StatusObjectName,
  type StatusKind,
} from '../watch/live-object.ts'
import { statusToWrite } from './status-to-write.ts'

export interface StatusWriterOptions {
  readonly api: ApiClient
  readonly controllerName: string
  /** Asked before each write. */
  readonly isLeader: () => boolean
  readonly log: Log
  readonly apiServer?: ApiServerReporter | undefined
  /** Writes in flight at once. */
  readonly atOnce?: number
  readonly now?: () => Date
}

export interface StatusWriter {
  /** Takes all statuses; the writing goes on by itself. */
  report(statuses: readonly ObjectStatus[]): void
  /** The leadership came to this process: everything is compared. */
  lead(): void
  /** An object as the API server has it now. A status of ours that someone changed is put right. */
  see(object: LiveObject): void
  forget(object: StatusObjectName): void
  close(): Promise<void>
}

interface StatusChange {
  readonly live: LiveObject
  readonly status: object
}

const backOff = { firstMs: 200, mostMs: 60_000 }

const texts = {
  isForbidden: 'Statuses cannot be written: the ClusterRole does not allow get and patch of them',
  isFailing: 'Statuses cannot be written; Rauta retries',
  works: 'Statuses are written again',
}

export function createStatusWriter(options: StatusWriterOptions): StatusWriter {
  const { api, controllerName, log, now = () => new Date() } = options
  const seen = new Map<string, LiveObject>()
  /** Those whose copy at hand was refused as too old. */
  const stale = new Set<string>()
  let statuses: ReadonlyMap<string, ObjectStatus> | undefined

  const work: Reconciled<ObjectStatus, StatusChange> = {
    goal: (key) => statuses?.get(key),
    isSameGoal: isDeepStrictEqual,
    version: (key) => seen.get(key)?.resourceVersion,
    async compare(key, wanted, { signal }) {
      const live = await newest(key, wanted, signal)
      const time = `${now().toISOString().slice(0, 19)}Z`
      const status = live && statusToWrite({ live, wanted, controllerName, now: time })
      return status && { live, status }
    },
    async write(key, { live, status }, signal) {
      const answer = await api.send({
        method: 'PATCH',
        path: `${objectPath(live.kind, live)}/status`,
        query: { fieldManager: 'rauta' },
        // With its version it is refused where anyone wrote in between.
        body: { metadata: { resourceVersion: live.resourceVersion }, status },
        signal,
      })
      keep(key, live.kind, answer)
      return 'written'
    },
    judge(key, error) {
      // It went, and its status with it.
      if (isStatus(error, 404)) {
        seen.delete(key)
        return 'reached'
      }
      if (isStatus(error, 409)) {
        stale.add(key)
        return 'again'
      }
      if (!isStatus(error, 422)) return undefined
      // It will be invalid the next time too, until anything about it changes.
      log.error({ resource: key, error }, 'The API server rejects a status as invalid')
      return 'blocked'
    },
  }
  const reconciler = new Reconciler(work, {
    ...options,
    isLeader: () => statuses !== undefined && options.isLeader(),
    texts,
    backOff,
    afterWrite: 'trust',
  })

  /** The copy at hand, or what the API server says; nothing where there is no such object. */
  async function newest(
    key: string,
    wanted: ObjectStatus | undefined,
    signal: AbortSignal,
  ): Promise<LiveObject | undefined> {
    const known = seen.get(key)
    if (known && !stale.has(key)) return known
    const asked = known ?? wanted
    if (!asked) return undefined
    const object = await api.send({ path: objectPath(asked.kind, asked), signal })
    stale.delete(key)
    return keep(key, asked.kind, object)
  }

  function keep(key: string, kind: StatusKind, object: unknown): LiveObject | undefined {
    if (!isApiObject(object)) return undefined
    const live = liveObject(kind, object)
    seen.set(key, live)
    return live
  }

  function lead(): void {
    for (const key of new Set([...(statuses?.keys() ?? []), ...seen.keys()])) reconciler.look(key)
  }

  return {
    report(next) {
      const before = statuses
      const wanted = new Map(next.map((status) => [keyOfName(status), status]))
      statuses = wanted
      // The first time, whatever is there may have entries of ours from an earlier life.
      if (!before) return lead()
      for (const [key, status] of wanted) if (before.get(key) !== status) reconciler.look(key)
      for (const key of before.keys()) if (!wanted.has(key)) reconciler.look(key)
    },
    lead,
    see(object) {
      const key = keyOfName(object)
      seen.set(key, object)
      if (statuses) reconciler.look(key)
    },
    forget(object) {
      const key = keyOfName(object)
      seen.delete(key)
      stale.delete(key)
      reconciler.forget(key)
    },
    close: () => reconciler.close(),
  }
}
