// Who writes statuses: the holder of a Lease, by the rules that Kubernetes' own components follow. All
// processes serve; to lose the Lease costs no traffic.
//
// Leading and holding differ. Who cannot renew leads no longer, since another one may write by now. But
// what only one may have and clients need (a pool's addresses) is held until another one is seen to have
// the Lease: while the API server is gone, nobody can take it, and giving it up would end the traffic.
// The price: where this process alone is cut off, two hold until it sees the API server again.
import { isDeepStrictEqual } from 'node:util'
import type { Log } from '../../observe/log/observer.ts'
import { type ApiServerReporter, createApiServerReporter } from '../api/api-server-reporter.ts'
import type { ApiClient } from '../api/api-client.ts'
import { isStatus } from '../api/api-error.ts'
import {
  type Lease,
  type LeaseSpec,
  mayTake,
  type ObservedLease,
  readLease,
  takenBy,
} from './lease.ts'
import { pause } from '../api/pause.ts'

export interface LeaderElectionOptions {
  readonly api: ApiClient
  readonly namespace: string
  /** Of the Lease. */
  readonly name: string
  /** Of this process: a pod's name. */
  readonly identity: string
  readonly log: Log
  /** Absent: of its own. */
  readonly apiServer?: ApiServerReporter
  readonly onChange?: (isLeader: boolean) => void
  /** Awaited by `stop` before the Lease is given back; it may not reject. */
  readonly onHolder?: (holds: boolean) => void | Promise<void>
  readonly times?: ElectionTimes
}

export interface ElectionTimes {
  /** How long others wait after the last renewal that they saw. */
  readonly durationSeconds: number
  /** Without a renewal for this long the holder gives up, before others may begin. */
  readonly renewMs: number
  readonly retryMs: number
}

/** client-go's. */
const usualTimes: ElectionTimes = { durationSeconds: 15, renewMs: 10_000, retryMs: 2000 }

export function createLeaderElection(options: LeaderElectionOptions): LeaderElection {
  return new LeaderElection(options)
}

export class LeaderElection {
  readonly #options: LeaderElectionOptions
  readonly #times: ElectionTimes
  readonly #apiServer: ApiServerReporter
  readonly #path: string
  readonly #ended = new AbortController()
  readonly #running: Promise<void>
  #observed: ObservedLease | undefined
  /** When the last request was sent that renewed the Lease (of performance.now()). */
  #renewedMs = -Infinity
  #wasLeader = false
  #holds = false
  #isFailing = false

  constructor(options: LeaderElectionOptions) {
    this.#options = options
    this.#times = options.times ?? usualTimes
    this.#apiServer = options.apiServer ?? createApiServerReporter(options.log)
    this.#path = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(options.namespace)}/leases`
    this.#running = this.#run()
  }

  /** Tells by the time of the last renewal, so that a process which was asleep knows better. */
  isLeader(): boolean {
    return performance.now() - this.#renewedMs < this.#times.renewMs
  }

  /** From taking the Lease until it is seen to be another's, or nobody's. */
  holds(): boolean {
    return this.#holds
  }

  /** Gives the Lease back, so that the next one need not wait for it to run out. */
  async stop(): Promise<void> {
    this.#ended.abort()
    await this.#running
    await this.#hold(false)
    if (this.isLeader()) await this.#release()
    this.#renewedMs = -Infinity
    this.#tell()
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended
    const { retryMs } = this.#times
    while (!signal.aborted) {
      await this.#try()
      this.#tell()
      // Those who wait come at different times.
      const jitter = this.#wasLeader ? 0 : Math.random() * 0.2
      await this.#restAtMost(retryMs * (1 + jitter))
    }
  }

  /** A holder that could not renew says so at the moment when its time is over. */
  async #restAtMost(ms: number): Promise<void> {
    const leftMs = this.#renewedMs + this.#times.renewMs - performance.now()
    if (!this.#wasLeader || leftMs > ms) return pause(ms, this.#ended.signal)
    await pause(Math.max(0, leftMs), this.#ended.signal)
    this.#tell()
    await pause(Math.max(0, ms - leftMs), this.#ended.signal)
  }

  async #try(): Promise<void> {
    const { log, identity, name } = this.#options
    const sentMs = performance.now()
    try {
      const lease = await this.#read()
      this.#apiServer.answers(name)
      // Nobody's: another one may have had it in between, and neighbours still send there.
      if (lease && lease.spec.holderIdentity !== identity) void this.#hold(false)
      if (lease && !this.#seesFree(lease)) return this.#loseTo(lease)
      const answer = readLease(await this.#take(lease))
      this.#observed = { spec: answer.spec, sinceMs: sentMs }
      // A loss is told even where the Lease came back before anyone heard of it.
      this.#tell()
      this.#renewedMs = sentMs
      this.#isFailing = false
      void this.#hold(true)
    } catch (error) {
      // 409: someone else was faster, and the next read shows who.
      if (this.#ended.signal.aborted || isStatus(error, 409)) return
      if (this.#apiServer.tells(name, error)) return
      if (!this.#isFailing)
        log.warn(
          { error, identity },
          'The Lease of the leader cannot be read or written; Rauta retries',
        )
      this.#isFailing = true
    }
  }

  async #read(): Promise<Lease | undefined> {
    try {
      return readLease(await this.#send('GET', `${this.#path}/${this.#options.name}`))
    } catch (error) {
      if (isStatus(error, 404)) return undefined
      throw error
    }
  }

  #seesFree({ spec }: Lease): boolean {
    const nowMs = performance.now()
    if (!this.#observed || !isDeepStrictEqual(this.#observed.spec, spec))
      this.#observed = { spec, sinceMs: nowMs }
    return mayTake(this.#observed, this.#options.identity, nowMs)
  }

  #loseTo({ spec }: Lease): void {
    if (spec.holderIdentity !== this.#options.identity) this.#renewedMs = -Infinity
  }

  #take(lease: Lease | undefined): Promise<unknown> {
    const { name, identity } = this.#options
    const { durationSeconds } = this.#times
    const spec = takenBy(lease?.spec ?? {}, { identity, durationSeconds, now: new Date() })
    return lease ? this.#put(lease, spec) : this.#send('POST', this.#path, leaseOf({ name }, spec))
  }

  #put({ metadata }: Lease, spec: LeaseSpec): Promise<unknown> {
    return this.#send('PUT', `${this.#path}/${this.#options.name}`, leaseOf(metadata, spec))
  }

  /** "" and one second, as client-go leaves it. */
  async #release(): Promise<void> {
    const { log, identity } = this.#options
    try {
      const lease = await this.#read()
      if (lease?.spec.holderIdentity !== identity) return
      const spec = takenBy(lease.spec, { identity, durationSeconds: 1, now: new Date() })
      await this.#put(lease, { ...spec, holderIdentity: '' })
    } catch (error) {
      log.debug({ error }, 'The Lease could not be released; it expires by itself')
    }
  }

  /** No request may outlast the time in which it would count. */
  #send(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown> {
    const timeoutMs = Math.max(500, this.#times.renewMs / 2)
    return this.#options.api.send({ method, path, body, timeoutMs })
  }

  async #hold(holds: boolean): Promise<void> {
    if (holds === this.#holds) return
    this.#holds = holds
    await this.#options.onHolder?.(holds)
  }

  #tell(): void {
    const isLeader = this.isLeader()
    if (isLeader === this.#wasLeader) return
    this.#wasLeader = isLeader
    const { log, identity, onChange } = this.#options
    log.info(
      { identity },
      isLeader ? 'Leadership acquired; this process writes the statuses' : 'Leadership lost',
    )
    onChange?.(isLeader)
  }
}

function leaseOf(metadata: object, spec: LeaseSpec): object {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }
}
