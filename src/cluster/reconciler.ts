// The one machine behind every writer of objects: it compares the goal of an object with what is there, and
// writes the difference. Leader only; one write at a time for each object; a second write for the same goal
// waits for the back-off, so that two writers who disagree do not race. A writer supplies the rest: the
// goal, the comparison and the write.
import type { Log } from '../observe/log/observer.ts'
import type { ApiServerReporter } from './api/api-server-reporter.ts'
import { type BackOff, type BackOffTimes, createBackOff } from './api/back-off.ts'
import {
  createFailingWrites,
  type FailingWrites,
  type FailingWritesTexts,
} from './api/failing-writes.ts'
import { createKeyedQueue, type KeyedQueue } from './api/keyed-queue.ts'

/** One kind of work. A goal of `undefined` means: nothing of ours is to be there. */
export interface Reconciled<Goal, Change> {
  goal(key: string): Goal | undefined
  isSameGoal(a: Goal | undefined, b: Goal | undefined): boolean
  /** Another value (===) whenever the object is another. */
  version(key: string): unknown
  /** The difference; undefined where the goal is reached. May read the object first. */
  compare(key: string, goal: Goal | undefined, attempt: Attempt): Promise<Change | undefined>
  write(key: string, change: Change, signal: AbortSignal): Promise<Outcome>
  /** What an answer to `compare` or `write` means; undefined: the write failed, which is reported. */
  judge(key: string, error: unknown): Outcome | undefined
}

export interface Attempt {
  readonly signal: AbortSignal
  /** For this goal, at least once. */
  readonly hasWritten: boolean
}

export type Outcome =
  /** Nothing is left to do until the goal or the object changes. */
  | 'reached'
  | 'written'
  /** Nothing can be done until the object changes. */
  | 'blocked'
  /** After the back-off. */
  | 'again'

export interface ReconcilerOptions {
  /** Asked before each comparison and before each write. */
  readonly isLeader: () => boolean
  readonly log: Log
  readonly texts: FailingWritesTexts
  readonly apiServer?: ApiServerReporter | undefined
  readonly backOff: BackOffTimes
  /**
   * `look`: a watch may not show what was written, so it is compared once more after the back-off, which
   * starts over where the goal is reached. `trust`: the answer is the proof; whatever differs later is
   * somebody else's doing, and the back-off grows for as long as the goal stays the same.
   */
  readonly afterWrite: 'look' | 'trust'
  /** Writes in flight at once. */
  readonly atOnce?: number | undefined
}

/** What was tried for one goal. */
interface Effort<Goal> {
  readonly goal: Goal | undefined
  readonly backOff: BackOff
  /** Nothing is tried before that time (of performance.now()). */
  notBeforeMs: number
  hasWritten: boolean
  /** Nothing is tried until the object's version is another. */
  blockedAt?: { readonly version: unknown }
}

export class Reconciler<Goal, Change> {
  readonly #work: Reconciled<Goal, Change>
  readonly #options: ReconcilerOptions
  readonly #queue: KeyedQueue
  readonly #failing: FailingWrites
  readonly #ended = new AbortController()
  readonly #efforts = new Map<string, Effort<Goal>>()
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(work: Reconciled<Goal, Change>, options: ReconcilerOptions) {
    this.#work = work
    this.#options = options
    this.#failing = createFailingWrites(options.log, options)
    this.#queue = createKeyedQueue((key) => this.#settle(key), options.atOnce ?? 8)
  }

  /** The goal or the object may be another: they are compared soon. */
  look(key: string): void {
    this.#queue.add(key)
  }

  /** What was tried for the object counts no longer; a write in flight has no consequence. */
  forget(key: string): void {
    clearTimeout(this.#timers.get(key))
    this.#timers.delete(key)
    this.#efforts.delete(key)
    this.#failing.works(key)
  }

  forgetAll(): void {
    for (const key of this.#efforts.keys()) this.forget(key)
  }

  /** Resolves when no write is in flight. */
  async close(): Promise<void> {
    this.#ended.abort()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await this.#queue.close()
  }

  /** One comparison, and a write where it finds a difference. */
  async #settle(key: string): Promise<void> {
    if (!this.#mayWrite()) return
    const goal = this.#work.goal(key)
    const effort = this.#effortOf(key, goal)
    if (effort.notBeforeMs > performance.now()) return this.#later(key, effort)
    const { signal } = this.#ended
    try {
      const { hasWritten } = effort
      const change = await this.#work.compare(key, goal, { hasWritten, signal })
      if (!this.#isCurrent(key, effort)) return
      if (change === undefined) return this.#take(key, effort, 'reached')
      if (!this.#mayWrite()) return
      const version = this.#work.version(key)
      if (effort.blockedAt && effort.blockedAt.version === version) return
      effort.blockedAt = { version }
      const outcome = await this.#work.write(key, change, signal)
      if (this.#isCurrent(key, effort)) this.#take(key, effort, outcome)
    } catch (error) {
      if (this.#isCurrent(key, effort)) this.#failed(key, effort, error)
    }
  }

  #mayWrite(): boolean {
    return !this.#ended.signal.aborted && this.#options.isLeader()
  }

  /** False where it was forgotten meanwhile. */
  #isCurrent(key: string, effort: Effort<Goal>): boolean {
    return !this.#ended.signal.aborted && this.#efforts.get(key) === effort
  }

  #effortOf(key: string, goal: Goal | undefined): Effort<Goal> {
    const known = this.#efforts.get(key)
    if (known && this.#work.isSameGoal(known.goal, goal)) return known
    const backOff = createBackOff(this.#options.backOff)
    const effort: Effort<Goal> = { goal, backOff, notBeforeMs: 0, hasWritten: false }
    this.#efforts.set(key, effort)
    return effort
  }

  #take(key: string, effort: Effort<Goal>, outcome: Outcome, error?: unknown): void {
    if (outcome !== 'blocked') delete effort.blockedAt
    if (outcome !== 'again') this.#failing.works(key)
    const { afterWrite } = this.#options
    switch (outcome) {
      case 'reached':
        if (effort.goal === undefined) this.forget(key)
        else if (afterWrite === 'look') effort.backOff.reset()
        return
      case 'written':
        effort.hasWritten = true
        this.#pause(effort)
        if (afterWrite === 'look') this.#later(key, effort)
        return
      case 'again':
        this.#pause(effort, error)
        this.#later(key, effort)
        return
      case 'blocked':
        return
    }
  }

  #failed(key: string, effort: Effort<Goal>, error: unknown): void {
    const outcome = this.#work.judge(key, error)
    if (outcome === undefined) this.#failing.failed(key, error)
    this.#take(key, effort, outcome ?? 'again', error)
  }

  #pause(effort: Effort<Goal>, error?: unknown): void {
    effort.notBeforeMs = performance.now() + effort.backOff.next(error)
  }

  #later(key: string, { notBeforeMs }: Effort<Goal>): void {
    clearTimeout(this.#timers.get(key))
    const again = () => {
      this.#timers.delete(key)
      this.#queue.add(key)
    }
    this.#timers.set(key, setTimeout(again, Math.max(1, notBeforeMs - performance.now())))
  }
}
