// Keeps the objects of Gateways in the API server as they are wanted, by server-side apply: a label that
// left a Gateway leaves its objects, what others added stays
// (https://kubernetes.io/docs/reference/using-api/server-side-apply/). A queue by object; what was applied
// is applied again when it is another, when the watch shows something else, and under a new leadership.
import type { KubeConfig } from '@kubernetes/client-node'
import type { Log } from '../../observe/log/observer.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import { type ApiClient, createApiClient } from '../api/api-client.ts'
import type { ApiServerReporter } from '../api/api-server-reporter.ts'
import { isStatus } from '../api/api-error.ts'
import { type BackOff, type BackOffTimes, createBackOff } from '../api/back-off.ts'
import { createFailingWrites, type FailingWrites } from '../api/failing-writes.ts'
import type { FormerObject } from './former-objects.ts'
import { isAsWanted } from './is-as-wanted.ts'
import { createKeyedQueue, type KeyedQueue } from '../api/keyed-queue.ts'
import { applyOwn, deleteOwn, type Obstacle, type Written } from './own-object-requests.ts'
import type { WantedObject } from './wanted-objects.ts'

export interface OwnObjectWriterOptions {
  readonly kubeConfig: KubeConfig
  readonly install: string
  /** Asked before each write. */
  readonly isLeader: () => boolean
  readonly log: Log
  readonly apiServer?: ApiServerReporter | undefined
  /** Something stands in the way of an object, and a person has to do something. */
  readonly onObstacle: (wanted: WantedObject, obstacle: Obstacle) => void
  /** Writes in flight at once. */
  readonly atOnce?: number
  readonly backOff?: BackOffTimes
}

export interface OwnObjectsWanted {
  /** As the watches have it. */
  readonly resources: ResourceSet
  readonly wanted: ReadonlyMap<string, WantedObject>
  /** To be deleted. */
  readonly former: ReadonlyMap<string, FormerObject>
}

/** A watch shows what was written within the first of these, or it is written again. */
const usualBackOff: BackOffTimes = { firstMs: 1000, mostMs: 60_000 }

/** What was tried for what is wanted of an object. */
interface Effort {
  /** The object as text; undefined: that it goes. */
  readonly goal: string | undefined
  readonly backOff: BackOff
  /** Nothing is tried before that time (of performance.now()). */
  notBeforeMs: number
  /** At least once: a watch does not show everything that was applied. */
  isDone: boolean
  /** Nothing is tried until this changes. */
  waitsFor?: { readonly seen: FormerObject | undefined }
  /** The obstacle. */
  told?: string | undefined
}

export class OwnObjectWriter {
  readonly #options: OwnObjectWriterOptions
  readonly #api: ApiClient
  readonly #queue: KeyedQueue
  readonly #failing: FailingWrites
  readonly #ended = new AbortController()
  readonly #efforts = new Map<string, Effort>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #now: OwnObjectsWanted | undefined

  constructor(options: OwnObjectWriterOptions) {
    this.#options = options
    this.#api = createApiClient(options.kubeConfig)
    this.#failing = createFailingWrites(options.log, { texts, apiServer: options.apiServer })
    this.#queue = createKeyedQueue((key) => this.#settle(key), options.atOnce ?? 8)
  }

  /** Takes all that is wanted; the writing goes on by itself. */
  report(next: OwnObjectsWanted): void {
    const before = this.#now
    this.#now = next
    for (const key of this.#efforts.keys())
      if (!next.wanted.has(key) && !next.former.has(key)) this.#forget(key)
    for (const key of [...next.wanted.keys(), ...next.former.keys()]) {
      const effort = this.#efforts.get(key)
      const isSame =
        effort?.goal === goalOf(next.wanted.get(key)) &&
        before !== undefined &&
        seenIn(before, key) === seenIn(next, key)
      if (!effort || !isSame) this.#queue.add(key)
    }
  }

  /** Of what was written before nothing is known: all of it is compared anew. */
  restart(): void {
    for (const key of this.#efforts.keys()) this.#forget(key)
    this.#now = undefined
  }

  async close(): Promise<void> {
    this.#ended.abort()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await this.#queue.close()
    this.#api.close()
  }

  async #settle(key: string): Promise<void> {
    const { wanted, seen, isFormer } = this.#state(key)
    if (!this.#mayWrite() || (!wanted && !isFormer)) return
    const effort = this.#effortOf(key, wanted)
    if (effort.waitsFor && effort.waitsFor.seen === seen) return
    if (effort.isDone && isReached(wanted, seen)) {
      if (effort.notBeforeMs <= performance.now()) effort.backOff.reset()
      return
    }
    if (effort.notBeforeMs > performance.now()) return this.#later(key, effort)
    delete effort.waitsFor
    try {
      const answer = await this.#write(wanted, seen)
      this.#failing.works(key)
      this.#tell(effort, wanted, answer.obstacle)
      if (!answer.hasWritten) effort.waitsFor = { seen }
      else {
        effort.isDone = true
        this.#rest(key, effort)
      }
    } catch (error) {
      this.#failed(key, effort, error)
    }
  }

  #state(key: string) {
    const now = this.#now
    return {
      wanted: now?.wanted.get(key),
      seen: now && seenIn(now, key),
      isFormer: now?.former.has(key) ?? false,
    }
  }

  #mayWrite(): boolean {
    return !this.#ended.signal.aborted && this.#options.isLeader()
  }

  #effortOf(key: string, wanted: WantedObject | undefined): Effort {
    const goal = goalOf(wanted)
    const known = this.#efforts.get(key)
    if (known && known.goal === goal) return known
    const backOff = createBackOff(this.#options.backOff ?? usualBackOff)
    const effort: Effort = { goal, backOff, notBeforeMs: 0, isDone: false }
    this.#efforts.set(key, effort)
    return effort
  }

  #write(wanted: WantedObject | undefined, seen: FormerObject | undefined): Promise<Written> {
    const { install } = this.#options
    const { signal } = this.#ended
    if (wanted) return applyOwn(this.#api, wanted, signal)
    return seen ? deleteOwn(this.#api, seen, { install, signal }) : nothingToDo
  }

  #tell(effort: Effort, wanted: WantedObject | undefined, obstacle: Obstacle | undefined): void {
    if (wanted && obstacle && effort.told !== obstacle.message)
      this.#options.onObstacle(wanted, obstacle)
    effort.told = obstacle?.message
  }

  #rest(key: string, effort: Effort, error?: unknown): void {
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
    if (this.#ended.signal.aborted) return
    // Someone wrote in between: read again. Of a deletion: it is gone.
    if (isStatus(error, 404) || isStatus(error, 409)) return this.#rest(key, effort)
    if (isStatus(error, 422) && error instanceof Error) {
      const message = `The API server refuses ${key}: ${error.message}`
      this.#tell(effort, this.#state(key).wanted, { reason: 'Refused', message })
    } else this.#failing.failed(key, error)
    this.#rest(key, effort, error)
  }

  #forget(key: string): void {
    clearTimeout(this.#timers.get(key))
    this.#timers.delete(key)
    this.#efforts.delete(key)
    this.#failing.works(key)
  }
}

function goalOf(wanted: WantedObject | undefined): string | undefined {
  return wanted && goals.getOrInsertComputed(wanted, ({ object }) => JSON.stringify(object))
}

const goals = new WeakMap<WantedObject, string>()

function seenIn({ resources }: OwnObjectsWanted, key: string): FormerObject | undefined {
  const [kind = '', name = ''] = key.split(' ')
  return kind === 'Service' ? resources.Service.get(name) : resources.EndpointSlice.get(name)
}

function isReached(wanted: WantedObject | undefined, seen: FormerObject | undefined): boolean {
  if (!wanted) return seen === undefined
  return seen !== undefined && isAsWanted(seen, wanted.object)
}

const nothingToDo = Promise.resolve<Written>({ hasWritten: false })

const texts = {
  isForbidden:
    'Services of Gateways cannot be written: the ClusterRole does not allow create, patch and delete of services and endpointslices',
  isFailing: 'Services of Gateways cannot be written; Rauta retries',
  works: 'Services of Gateways are written again',
}
