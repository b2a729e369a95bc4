// One data plane over several processes: workers serve, this one binds their sockets, tells them of snapshots
// and adds up what they say. A worker that dies takes its own connections alone; what waits in its queue is
// taken by another one until it is back. docs/decisions/0036-traffic-in-worker-processes.md
import { isDeepStrictEqual } from 'node:util'
import type { EndpointsHealth } from '../proxy/balancing/balancer.ts'
import { emptySnapshot } from '../proxy/request/empty-snapshot.ts'
import type { ServerPlace } from '../proxy/sockets/open-server.ts'
import { asError, codeOf } from '../proxy/words/failure.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { DatagramOwners } from './datagram-owners.ts'
import { HeldSockets } from './held-sockets.ts'
import { mergedBindReport, mergedHealth } from './merge-reports.ts'
import { RestartDelays } from './restart-delays.ts'
import { SharedTickets } from './shared-tickets.ts'
import { SpareProcess } from './spare-process.ts'
import { StandIns } from './stand-ins.ts'
import type { TrafficPlane } from './serve/local-plane.ts'
import { placeKey, tcpPlaces } from './wire/place-key.ts'
import { createSharedDelta } from './wire/snapshot-delta.ts'
import { forkWorker, type WorkerEnd } from './worker-process.ts'
import { type Told, Worker } from './worker.ts'
import { WorkerRoster } from './worker-roster.ts'
import { settingsOf, type WorkerPlaneOptions } from './worker-settings.ts'
import { heapFlags } from './worker-shares.ts'

/** A snapshot of 5,000 routes takes a second. */
const usualHungAfterMs = 30_000

/** Of a worker that is replaced: how long each answer is the last of its connection, then how long it drains. */
const usualAnnounceMs = 5_000
const replacedGraceMs = 60_000
/** A worker that drains has so much longer than the requests in it, then it is killed. */
const drainMarginMs = 3_000

export function createWorkerPlane(options: WorkerPlaneOptions): TrafficPlane {
  return new WorkerPlane(options)
}

class WorkerPlane implements TrafficPlane {
  readonly #options: WorkerPlaneOptions
  readonly #held: HeldSockets
  readonly #owners = new DatagramOwners<Worker>()
  readonly #delays: readonly RestartDelays[]
  readonly #workers: WorkerRoster
  /** Of those that are replaced the ones that were told to end. */
  readonly #ending = new WeakSet<Worker>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #standIns: StandIns
  readonly #tickets: SharedTickets
  readonly #spare: SpareProcess
  #snapshot: RoutingSnapshot | undefined
  #told: BindReport | undefined
  #serving = 0
  #settled: (() => void) | undefined
  #isEnding = false
  #isDraining = false
  #onAllEnded: (() => void) | undefined

  constructor(options: WorkerPlaneOptions) {
    const { count, metrics } = options
    this.#options = options
    this.#held = new HeldSockets(count)
    this.#spare = new SpareProcess(() => forkWorker(heapFlags(count)))
    this.#standIns = new StandIns(this.#held)
    this.#delays = Array.from({ length: count }, () => new RestartDelays(options.restartMs))
    this.#workers = new WorkerRoster(count)
    this.#tickets = new SharedTickets((secret) => {
      for (const worker of this.#workers.all()) worker.tell({ type: 'ticket-secret', secret })
    })
    metrics.askBy(async () => void (await this.#askAll()))
    metrics.onServing(0)
    for (let slot = 0; slot < count; slot++) this.#start(slot)
  }

  async apply(snapshot: RoutingSnapshot): Promise<BindReport> {
    if (this.#isDraining)
      throw new Error('The workers are draining: they take no snapshot any more')
    this.#snapshot = snapshot
    // Let go of first: the workers are the last who have them, and end them as one process would.
    this.#held.retain(tcpPlaces(snapshot))
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#settled = resolve
    this.#tickets.update(snapshot)
    this.#sendAll()
    this.#look()
    await promise
    this.#told = this.#report(snapshot)
    return this.#told
  }

  announceEnd(): void {
    this.#isEnding = true
    for (const worker of this.#workers.all()) worker.tell({ type: 'announce-end' })
  }

  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#tickets[Symbol.dispose]()
    this.#spare[Symbol.dispose]()
    this.#held.retain(new Set())
    const all = this.#workers.all()
    if (all.length === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onAllEnded = resolve
    for (const worker of all) worker.drain(graceMs)
    const late = setTimeout(() => {
      for (const worker of this.#workers.all()) worker.kill()
    }, graceMs + drainMarginMs)
    await promise
    clearTimeout(late)
  }

  async health(): Promise<EndpointsHealth> {
    return mergedHealth(this.#snapshot ?? emptySnapshot, await this.#askAll())
  }

  #askAll(): Promise<readonly EndpointsHealth[]> {
    return Promise.all(this.#workers.serving().map((worker) => worker.askReport()))
  }

  #start(slot: number): void {
    const worker = new Worker({
      slot,
      settings: settingsOf(this.#options, this.#workers.freeNumber()),
      ticketSecret: this.#tickets.current,
      child: this.#spare.take(),
      lines: this.#options.lines,
      hungAfterMs: this.#options.hungAfterMs ?? usualHungAfterMs,
      onApplied: (its, isFirst) => this.#onApplied(its, isFirst),
      onOpen: (its, place) => this.#onOpen(its, place),
      onTold: (its, message) => this.#onTold(its, message),
      onGone: () => this.#look(),
      onEnd: (its, end) => this.#onEnd(its, end),
    })
    this.#workers.add(worker)
    if (this.#isEnding) worker.tell({ type: 'announce-end' })
    this.#sendAll()
  }

  /** Those that leave come first: a port of UDP is free for the next owner when they have let go of it. */
  #sendAll(): void {
    const snapshot = this.#snapshot
    if (!snapshot) return
    const current = this.#workers.current()
    const serving = current.filter(({ isServing }) => isServing)
    this.#owners.assign(snapshot, serving.length > 0 ? serving : current)
    const leaving = [...this.#workers.leaving].filter(({ isDraining }) => !isDraining)
    const deltaOf = createSharedDelta()
    for (const worker of leaving) worker.apply(this.#owners.partOf(snapshot, worker), deltaOf)
    if (leaving.every(({ isCurrent }) => isCurrent))
      for (const worker of current) worker.apply(this.#owners.partOf(snapshot, worker), deltaOf)
  }

  #onApplied(worker: Worker, isFirst: boolean): void {
    if (this.#workers.leaving.has(worker)) this.#sendAll()
    if (isFirst) this.#options.log.info(factsOf(worker), 'A worker process serves traffic')
    this.#look()
    // Later: to start a process takes the event loop some milliseconds.
    if (isFirst && this.#options.hasSpare && !this.#isDraining)
      this.#later(0, () => this.#spare.prepare())
    if (worker !== this.#workers.bySlot[worker.slot]) return
    for (const before of this.#workers.leaving)
      if (before.slot === worker.slot) this.#endSoon(before)
  }

  /** Whatever happened: who serves, who stands in, whether a snapshot is live, and what is bound. */
  #look(): void {
    if (this.#isDraining) return
    this.#standIns.look(this.#workers.bySlot)
    const serving = this.#workers.serving()
    if (serving.length !== this.#serving) {
      this.#serving = serving.length
      this.#options.metrics.onServing(serving.length)
      this.#options.onServing?.(serving.length)
    }
    const snapshot = this.#snapshot
    // What a worker has alone is bound when that one says so.
    const asked = new Set([...serving, ...this.#owners.all()])
    if (!snapshot || serving.length === 0 || ![...asked].every(({ isCurrent }) => isCurrent)) return
    const settled = this.#settled
    this.#settled = undefined
    if (settled) return settled()
    const report = this.#report(snapshot)
    if (isDeepStrictEqual(report, this.#told)) return
    this.#told = report
    this.#options.onRebind?.(report)
  }

  #report(snapshot: RoutingSnapshot): BindReport {
    return mergedBindReport(
      snapshot,
      this.#workers
        .serving()
        .filter((worker) => !this.#workers.leaving.has(worker))
        .map(({ report }) => report),
    )
  }

  #onOpen(worker: Worker, place: ServerPlace): void {
    const isWanted = tcpPlaces(this.#snapshot ?? emptySnapshot).has(placeKey(place))
    try {
      if (!isWanted || this.#isDraining)
        throw Object.assign(new Error('No listener is there'), { code: 'ECANCELED' })
      this.#held.bind(place)
      worker.tell({ type: 'opened', place }, this.#held.of(place, worker.slot))
    } catch (error) {
      worker.tell({ type: 'opened', place, code: codeOf(asError(error)) })
    }
  }

  #onTold(worker: Worker, message: Told): void {
    switch (message.type) {
      case 'report':
        return this.#options.metrics.onTold(worker.number, message.series)
      case 'log':
        return this.#options.log[message.level](message.fields, message.message)
      case 'leave':
        // The next one comes first.
        if (this.#isDraining || this.#workers.leaving.has(worker)) return
        this.#options.log.info(factsOf(worker), 'Replacing a worker process')
        this.#workers.leave(worker)
        return this.#start(worker.slot)
    }
  }

  #endSoon(worker: Worker): void {
    if (this.#ending.has(worker)) return
    this.#ending.add(worker)
    worker.tell({ type: 'announce-end' })
    this.#later(this.#options.announceMs ?? usualAnnounceMs, () => {
      worker.drain(replacedGraceMs)
      this.#look()
    })
  }

  #onEnd(worker: Worker, { cause, said }: WorkerEnd): void {
    const { metrics, log } = this.#options
    metrics.onEnded(worker.number)
    const wasReplaced = this.#workers.remove(worker)
    if (this.#isDraining) {
      if (this.#workers.all().length === 0) this.#onAllEnded?.()
      return
    }
    if (wasReplaced) log.info(factsOf(worker), 'A replaced worker process ended')
    else {
      const restartInMs = this.#delays[worker.slot]?.next(worker.hasServed) ?? 0
      metrics.onRestart(cause)
      const facts = { ...factsOf(worker), cause, restartInMs }
      log.error(said === '' ? facts : { ...facts, said }, 'A worker process ended; restarting it')
      this.#later(restartInMs, () => this.#start(worker.slot))
    }
    this.#sendAll()
    this.#look()
  }

  #later(delayMs: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      act()
    }, delayMs)
    this.#timers.add(timer)
  }
}

function factsOf({ number, pid, startedAt }: Worker): object {
  return { worker: number, pid, ageMs: Math.round(performance.now() - startedAt) }
}
