// A worker process with what it has been told and what it has said: which snapshot it has, and what it bound.
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { EndpointsHealth } from '../proxy/balancing/balancer.ts'
import { emptySnapshot } from '../proxy/request/empty-snapshot.ts'
import type { ServerPlace } from '../proxy/sockets/open-server.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './wire/messages.ts'
import { snapshotDelta } from './wire/snapshot-delta.ts'
import { followWorkerProcess, type WorkerEnd, type WorkerProcess } from './worker-process.ts'
import type { LineWriter } from '../observe/log/line-writer.ts'

export interface WorkerOptions {
  /** Which of the held sockets are its own. */
  readonly slot: number
  readonly settings: WorkerSettings
  /** Of TLS session tickets, in base64. */
  readonly ticketSecret: string
  readonly child: ChildProcess
  readonly lines: Pick<LineWriter, 'write'>
  /** Milliseconds: whoever takes longer to apply a snapshot is killed. */
  readonly hungAfterMs: number
  /** It serves a snapshot, its first or another, or bound something by itself. */
  readonly onApplied: (worker: Worker, isFirst: boolean) => void
  readonly onOpen: (worker: Worker, place: ServerPlace) => void
  readonly onTold: (worker: Worker, message: Told) => void
  /** It serves nothing any more. `onEnd` comes later. */
  readonly onGone: () => void
  readonly onEnd: (worker: Worker, end: WorkerEnd) => void
}

/** What the worker says that has nothing to do with its snapshot. */
export type Told = Extract<FromWorker, { type: 'report' | 'log' | 'leave' }>

/** From its start to its first snapshot. */
const startedWithinMs = 60_000
/** A page is not held up longer by a worker that is busy. */
const reportWithinMs = 1_000

export class Worker {
  readonly slot: number
  readonly number: number
  readonly startedAt = performance.now()
  readonly #options: WorkerOptions
  readonly #process: WorkerProcess
  readonly #asked = new Map<number, (endpoints: EndpointsHealth) => void>()
  #sent: RoutingSnapshot = emptySnapshot
  #sentRounds = 0
  #appliedRounds = 0
  #report: BindReport = {}
  #hung: NodeJS.Timeout | undefined
  #isHung = false
  #isGone = false
  #isDraining = false
  #lastAsked = 0

  constructor(options: WorkerOptions) {
    this.slot = options.slot
    this.number = options.settings.number
    this.#options = options
    this.#process = followWorkerProcess({
      child: options.child,
      lines: options.lines,
      onMessage: (message) => this.#onMessage(message),
      onGone: () => {
        this.#isGone = true
        options.onGone()
      },
      onEnd: (end) => this.#onEnd(end),
    })
    const { settings, ticketSecret } = options
    this.tell({ type: 'start', settings, ticketSecret })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** It takes connections, whichever snapshot it has. */
  get isServing(): boolean {
    return this.hasServed && !this.#isDraining && !this.#isGone
  }

  get hasServed(): boolean {
    return this.#appliedRounds > 0
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  /** It serves the last one that it was given. */
  get isCurrent(): boolean {
    return this.isServing && this.#appliedRounds === this.#sentRounds
  }

  get report(): BindReport {
    return this.#report
  }

  /** Sends what changed. */
  apply(snapshot: RoutingSnapshot, deltaOf = snapshotDelta): void {
    if (this.#isDraining || (snapshot === this.#sent && this.#sentRounds > 0)) return
    const delta = deltaOf(this.#sent, snapshot)
    this.#sent = snapshot
    this.tell({ type: 'apply', round: ++this.#sentRounds, delta })
    const limitMs = this.isServing ? this.#options.hungAfterMs : startedWithinMs
    this.#hung ??= setTimeout(() => {
      this.#isHung = true
      this.kill()
    }, limitMs).unref()
  }

  /** From now on it gets no snapshot. */
  drain(graceMs: number): void {
    this.#isDraining = true
    this.#isOnTime()
    this.tell({ type: 'drain', graceMs })
  }

  tell(message: ToWorker, socket?: Socket): void {
    this.#process.tell(message, socket)
  }

  /** It tells its series, and of its endpoints; resolves in a second at the latest, then with none. */
  askReport(): Promise<EndpointsHealth> {
    const asked = ++this.#lastAsked
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#answer(asked, {}), reportWithinMs)
      this.#asked.set(asked, (endpoints) => {
        clearTimeout(timer)
        resolve(endpoints)
      })
      this.tell({ type: 'report', asked })
    })
  }

  kill(): void {
    this.#process.kill()
  }

  #onMessage(message: FromWorker): void {
    switch (message.type) {
      case 'applied': {
        const isFirst = this.#appliedRounds === 0
        this.#appliedRounds = message.round
        this.#report = message.report
        if (this.isCurrent) this.#isOnTime()
        return this.#options.onApplied(this, isFirst)
      }
      case 'rebound':
        this.#report = message.report
        return this.#options.onApplied(this, false)
      case 'open':
        return this.#options.onOpen(this, message.place)
      case 'report':
        this.#options.onTold(this, message)
        if (message.asked !== undefined) this.#answer(message.asked, message.endpoints)
        return
      case 'log':
      case 'leave':
        return this.#options.onTold(this, message)
    }
  }

  #onEnd(end: WorkerEnd): void {
    this.#isOnTime()
    for (const asked of this.#asked.keys()) this.#answer(asked, {})
    this.#options.onEnd(this, this.#isHung ? { ...end, cause: 'hung' } : end)
  }

  #answer(asked: number, endpoints: EndpointsHealth): void {
    const answer = this.#asked.get(asked)
    this.#asked.delete(asked)
    answer?.(endpoints)
  }

  #isOnTime(): void {
    clearTimeout(this.#hung)
    this.#hung = undefined
  }
}
