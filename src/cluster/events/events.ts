// Events for people who look at an object with `kubectl describe`: what its conditions say is wrong, that
// a Gateway is served, and that nobody serves an object, which has no conditions that could say it. By whoever leads. They are hints that Kubernetes forgets after an hour; the
// conditions are the record. Needs of the API server: create of events.
import type { Log } from '../../observe/log/observer.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import type { ApiClient } from '../api/api-client.ts'
import type { ApiServerReporter } from '../api/api-server-reporter.ts'
import { ApiError, isStatus } from '../api/api-error.ts'
import { createBackOff } from '../api/back-off.ts'
import { createEventQueue, type LastingEvent } from './event-queue.ts'
import { createFailingWrites, type FailingWrites } from '../api/failing-writes.ts'
import { notServed, type Unserved } from './not-served.ts'
import { eventBody, type NewEvent, newEvent } from './new-event.ts'
import { createProgrammedNews } from './programmed-news.ts'
import { createPacer } from '../api/pacer.ts'
import { eventWarningsOf } from './event-warnings.ts'

export interface EventsOptions {
  readonly api: ApiClient
  /** Who tells: `rauta`. */
  readonly component: string
  /** The last round that was applied; undefined before the first. */
  readonly live: () =>
    | { readonly resources: ResourceSet; readonly statuses: readonly ObjectStatus[] }
    | undefined
  /** Asked before each write. */
  readonly isLeader: () => boolean
  readonly log: Log
  readonly apiServer?: ApiServerReporter | undefined
  readonly times?: EventTimes
  readonly pace?: { readonly burst: number; readonly perSecond: number }
}

/** How long something must have lasted to be told. */
export interface EventTimes {
  /** Objects of one file come one after another, and refer to each other. */
  readonly usualMs: number
  /** What is expected to mend by itself. */
  readonly pendingMs: number
}

const usualTimes: EventTimes = { usualMs: 2000, pendingMs: 10_000 }
const usualPace = { burst: 10, perSecond: 1 }
const usualBackOff = { firstMs: 1000, mostMs: 60_000 }
const mostWaiting = 100
/** Of one Gateway; the latest. */
const mostNotes = 5

export function createEvents(options: EventsOptions): Events {
  return new Events(options)
}

export class Events {
  readonly #options: EventsOptions
  readonly #queue = createEventQueue({ most: mostWaiting })
  readonly #bucket
  readonly #backOff = createBackOff(usualBackOff)
  readonly #failing: FailingWrites
  readonly #news = createProgrammedNews()
  readonly #ended = new AbortController()
  /** What is told once and is no condition. By the name of the Event. */
  readonly #notes = new Map<string, NewEvent>()
  #unserved: readonly Unserved[] = []
  #sending: Promise<void> | undefined
  /** Something came in while the last one was told. */
  #isAskedAgain = false
  #timer: NodeJS.Timeout | undefined
  #notBeforeMs = 0

  constructor(options: EventsOptions) {
    this.#options = options
    this.#bucket = createPacer(options.pace ?? usualPace)
    this.#failing = createFailingWrites(options.log, { texts, apiServer: options.apiServer })
  }

  /**
   * After each round, which is live then, and when the leadership comes; tells nothing where another
   * one leads.
   */
  report(unserved: readonly Unserved[] = []): void {
    this.#unserved = unserved
    const live = this.#options.live()
    if (!live) return
    const news = this.#news.of(live.resources, live.statuses)
    if (!this.#options.isLeader()) return
    for (const event of news) this.#notes.set(event.name, event)
    this.#collect()
  }

  /** Something about a Gateway that no condition says. */
  tell(gateway: Gateway, { reason, message }: { reason: string; message: string }): void {
    const event = newEvent(gateway, { type: 'Warning', reason, message, identity: [message] })
    this.#notes.set(event.name, event)
    // Words of others stand in some, which may be others by the second.
    const about = [...this.#notes.values()].filter(
      (one) => one.about.metadata.uid === gateway.metadata.uid,
    )
    for (const { name } of about.slice(0, -mostNotes)) this.#notes.delete(name)
    this.#collect()
  }

  async close(): Promise<void> {
    this.#ended.abort()
    clearTimeout(this.#timer)
    await this.#sending
  }

  #collect(): void {
    const live = this.#options.live()
    if (!live || !this.#options.isLeader()) return
    const { resources, statuses } = live
    const { log, times = usualTimes } = this.#options
    for (const [name, { about }] of this.#notes)
      if (!isThere(about, resources)) this.#notes.delete(name)
    const notes = [...this.#notes.values()].map((event): LastingEvent => ({ event, lastsMs: 0 }))
    const warnings = statuses
      .flatMap((status) => eventWarningsOf(status, resources))
      .map(({ event, isPending }): LastingEvent => ({
        event,
        lastsMs: isPending ? times.pendingMs : times.usualMs,
      }))
    const ofNobody = this.#unserved.map((one): LastingEvent => ({
      event: notServed(one),
      lastsMs: times.pendingMs,
    }))
    const leftOut = this.#queue.want([...notes, ...warnings, ...ofNobody])
    if (leftOut > 0)
      log.warn({ leftOut }, 'Event limit reached; remaining problems are in the conditions')
    this.#sendSoon(0)
  }

  #sendSoon(inMs: number): void {
    if (this.#ended.signal.aborted) return
    this.#isAskedAgain = this.#sending !== undefined
    if (this.#sending) return
    clearTimeout(this.#timer)
    const waitMs = Math.max(inMs, this.#notBeforeMs - performance.now())
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#sendSoon(0), Math.ceil(waitMs))
      return
    }
    this.#sending = this.#send().then((againMs) => {
      this.#sending = undefined
      if (this.#isAskedAgain) this.#sendSoon(0)
      else if (againMs !== undefined) this.#sendSoon(againMs)
    })
  }

  /** All that is due and may go. Resolves with the milliseconds until there may be more. */
  async #send(): Promise<number | undefined> {
    while (!this.#ended.signal.aborted && this.#options.isLeader()) {
      const next = this.#queue.next()
      if (typeof next !== 'object') return next
      const waitMs = this.#bucket.take()
      if (waitMs > 0) return waitMs
      if (!(await this.#sendOne(next))) return this.#notBeforeMs - performance.now()
    }
    return undefined
  }

  /** Resolves with false where it is to be tried again. */
  async #sendOne(event: NewEvent): Promise<boolean> {
    const { component } = this.#options
    try {
      await this.#options.api.send({
        method: 'POST',
        path: `/api/v1/namespaces/${encodeURIComponent(event.namespace)}/events`,
        query: { fieldManager: 'rauta' },
        body: eventBody(event, { component, now: new Date() }),
        signal: this.#ended.signal,
      })
    } catch (error) {
      // 409: it was told before, by an earlier leader. 404: its namespace is gone.
      const isOver = isStatus(error, 409) || isStatus(error, 404)
      if (!isOver) {
        if (this.#ended.signal.aborted) return true
        this.#failing.failed('events', error)
        if (!isRefused(error)) {
          this.#notBeforeMs = performance.now() + this.#backOff.next(error)
          return false
        }
        this.#queue.done(event)
        return true
      }
    }
    this.#failing.works('events')
    this.#backOff.reset()
    this.#queue.done(event)
    return true
  }
}

function isThere({ kind, metadata }: NewEvent['about'], resources: ResourceSet): boolean {
  const { namespace, name, uid } = metadata
  const key = namespace === undefined ? name : `${namespace}/${name}`
  return resources[kind].get(key)?.metadata.uid === uid
}

/** It will be refused the next time too. */
function isRefused(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && error.status !== 429
}

const texts = {
  isForbidden: 'Events cannot be written: the ClusterRole does not allow create of events',
  isFailing: 'Events cannot be written',
  works: 'Events are written again',
}
