// Statuses into the API server, by whoever leads. Fits the control loop's StatusSink. A queue by
// object: what is said of an object is compared with what is there, at the moment of writing, and the
// order of events is of no matter.
import { isDeepStrictEqual } from 'node:util'
import type { KubeConfig } from '@kubernetes/client-node'
import type { Log } from '../../observe/log/observer.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import { type ApiClient, createApiClient } from '../api/api-client.ts'
import type { ApiServerReporter } from '../api/api-server-reporter.ts'
import { isStatus } from '../api/api-error.ts'
import { isApiObject } from '../api/api-object.ts'
import { objectPath } from '../api/api-paths.ts'
import { type BackOff, createBackOff } from '../api/back-off.ts'
import { createFailingWrites, type FailingWrites } from '../api/failing-writes.ts'
import { createKeyedQueue, type KeyedQueue } from '../api/keyed-queue.ts'
import {
  keyOfName,
  type LiveObject,
  liveObject,
  type StatusObjectName,
  type StatusKind,
} from '../watch/live-object.ts'
import { statusToWrite } from './status-to-write.ts'

export interface StatusWriterOptions {
  readonly kubeConfig: KubeConfig
  readonly controllerName: string
  /** Asked before each write. */
  readonly isLeader: () => boolean
  readonly log: Log
  readonly apiServer?: ApiServerReporter | undefined
  /** Writes in flight at once. */
  readonly atOnce?: number
  readonly now?: () => Date
}

const backOffTimes = { firstMs: 200, mostMs: 60_000 }

export function createStatusWriter(options: StatusWriterOptions): StatusWriter {
  return new StatusWriter(options)
}

/** What was tried for what is wanted of an object. */
interface Effort {
  readonly wanted: ObjectStatus | undefined
  readonly backOff: BackOff
  /** Nothing is tried before that time (of performance.now()). */
  notBeforeMs: number
  /** The copy at hand was refused as too old. */
  isStale: boolean
  hasWritten: boolean
  /** The version of the object whose status would be invalid, as the API server said. */
  refusedVersion?: string | undefined
}

export class StatusWriter {
  readonly #options: StatusWriterOptions
  readonly #api: ApiClient
  readonly #queue: KeyedQueue
  readonly #ended = new AbortController()
  readonly #live = new Map<string, LiveObject>()
  readonly #efforts = new Map<string, Effort>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #wanted: ReadonlyMap<string, ObjectStatus> | undefined
  readonly #failing: FailingWrites

  constructor(options: StatusWriterOptions) {
    this.#options = options
    this.#api = createApiClient(options.kubeConfig)
    this.#failing = createFailingWrites(options.log, { apiServer: options.apiServer })
    this.#queue = createKeyedQueue((key) => this.#settle(key), options.atOnce ?? 8)
  }

  /** Takes all statuses; the writing goes on by itself. */
  report(statuses: readonly ObjectStatus[]): void {
    const before = this.#wanted
    const wanted = new Map(statuses.map((status) => [keyOfName(status), status]))
    this.#wanted = wanted
    // The first time, whatever is there may have entries of ours from an earlier life.
    if (!before) return this.lead()
    for (const [key, status] of wanted) if (before.get(key) !== status) this.#queue.add(key)
    for (const key of before.keys()) if (!wanted.has(key)) this.#queue.add(key)
  }

  /** The leadership came to this process: everything is compared. */
  lead(): void {
    const keys = new Set([...(this.#wanted?.keys() ?? []), ...this.#live.keys()])
    for (const key of keys) this.#queue.add(key)
  }

  /** An object as the API server has it now. A status of ours that someone changed is put right. */
  see(object: LiveObject): void {
    const key = keyOfName(object)
    this.#live.set(key, object)
    if (this.#wanted) this.#queue.add(key)
  }

  forget(object: StatusObjectName): void {
    const key = keyOfName(object)
    this.#live.delete(key)
    this.#efforts.delete(key)
    this.#failing.works(key)
  }

  async close(): Promise<void> {
    this.#ended.abort()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await this.#queue.close()
    this.#api.close()
  }

  /** One comparison, and a write where it finds a difference. */
  async #settle(key: string): Promise<void> {
    if (!this.#mayWrite()) return
    const effort = this.#effortOf(key)
    if (effort.notBeforeMs > performance.now()) return this.#later(key, effort)
    const { wanted } = effort
    try {
      const live = await this.#newest(key, effort)
      if (!live || !this.#mayWrite()) return
      if (effort.refusedVersion !== undefined && effort.refusedVersion === live.resourceVersion)
        return
      const status = statusToWrite({
        live,
        wanted,
        controllerName: this.#options.controllerName,
        now: `${(this.#options.now?.() ?? new Date()).toISOString().slice(0, 19)}Z`,
      })
      if (!status) {
        this.#failing.works(key)
        if (!wanted) this.#efforts.delete(key)
        return
      }
      // Someone else wrote after us, or the watch is behind. Two who disagree must not race.
      if (effort.hasWritten) return this.#rest(key, effort)
      await this.#write(key, live, status)
      effort.hasWritten = true
      this.#failing.works(key)
    } catch (error) {
      this.#failed(key, effort, error)
    }
  }

  #mayWrite(): boolean {
    return this.#wanted !== undefined && !this.#ended.signal.aborted && this.#options.isLeader()
  }

  #effortOf(key: string): Effort {
    const wanted = this.#wanted?.get(key)
    const known = this.#efforts.get(key)
    if (known && isDeepStrictEqual(known.wanted, wanted)) return known
    const backOff = createBackOff(backOffTimes)
    const effort: Effort = { wanted, backOff, notBeforeMs: 0, isStale: false, hasWritten: false }
    this.#efforts.set(key, effort)
    return effort
  }

  /** The copy at hand, or what the API server says; nothing where there is no such object. */
  async #newest(key: string, effort: Effort): Promise<LiveObject | undefined> {
    const known = this.#live.get(key)
    if (known && !effort.isStale) return known
    const asked = known ?? effort.wanted
    if (!asked) return undefined
    const { signal } = this.#ended
    const object = await this.#api.send({ path: objectPath(asked.kind, asked), signal })
    effort.isStale = false
    return this.#keep(key, asked.kind, object)
  }

  async #write(key: string, live: LiveObject, status: object): Promise<void> {
    const answer = await this.#api.send({
      method: 'PATCH',
      path: `${objectPath(live.kind, live)}/status`,
      query: { fieldManager: 'rauta' },
      // With its version it is refused where anyone wrote in between.
      body: { metadata: { resourceVersion: live.resourceVersion }, status },
      signal: this.#ended.signal,
    })
    this.#keep(key, live.kind, answer)
  }

  #keep(key: string, kind: StatusKind, object: unknown): LiveObject | undefined {
    if (!isApiObject(object)) return undefined
    const live = liveObject(kind, object)
    this.#live.set(key, live)
    return live
  }

  #rest(key: string, effort: Effort, error?: unknown): void {
    effort.hasWritten = false
    effort.notBeforeMs = performance.now() + effort.backOff.next(error)
    this.#later(key, effort)
  }

  #later(key: string, { notBeforeMs }: Effort): void {
    if (this.#ended.signal.aborted) return
    clearTimeout(this.#timers.get(key))
    const again = () => {
      this.#timers.delete(key)
      this.#queue.add(key)
    }
    this.#timers.set(key, setTimeout(again, Math.max(1, notBeforeMs - performance.now())))
  }

  #failed(key: string, effort: Effort, error: unknown): void {
    const { log } = this.#options
    if (this.#ended.signal.aborted) return
    // It went, and its status with it.
    if (isStatus(error, 404)) {
      this.#live.delete(key)
      return this.#failing.works(key)
    }
    if (isStatus(error, 409)) {
      effort.isStale = true
      return this.#rest(key, effort)
    }
    // It will be invalid the next time too, until anything about it changes.
    if (isStatus(error, 422)) {
      effort.refusedVersion = this.#live.get(key)?.resourceVersion
      return log.error({ resource: key, error }, 'The API server rejects a status as invalid')
    }
    this.#failing.failed(key, error)
    this.#rest(key, effort, error)
  }
}
