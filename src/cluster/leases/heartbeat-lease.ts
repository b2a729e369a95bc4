// The Lease by which this process tells what it serves: written when that changes, renewed as long as
// the process lives, deleted when it ends. Nobody competes for it, so it is patched without a version:
// after a restart of the container it is simply taken over.
import type { Log } from '../../observe/log/observer.ts'
import type { ApiServerReporter } from '../api/api-server-reporter.ts'
import type { ApiClient } from '../api/api-client.ts'
import { isStatus } from '../api/api-error.ts'
import { createBackOff } from '../api/back-off.ts'
import { pause } from '../api/pause.ts'

export interface HeartbeatLeaseOptions {
  readonly api: ApiClient
  /** Of the Leases of the namespace. */
  readonly path: string
  readonly name: string
  readonly holder: string
  readonly labels: Readonly<Record<string, string>>
  /** With the owner the Lease goes, also where the process had no time to delete it. */
  readonly owner: object | undefined
  readonly log: Log
  readonly apiServer: ApiServerReporter
  readonly renewMs: number
  readonly durationSeconds: number
}

type Annotations = Readonly<Record<string, string>>

export class HeartbeatLease {
  readonly #options: HeartbeatLeaseOptions
  readonly #ended = new AbortController()
  #running: Promise<void> | undefined
  #rest = new AbortController()
  #wanted: Annotations = {}
  /** What is known to stand there. */
  #written: Annotations | undefined
  #isFailing = false

  constructor(options: HeartbeatLeaseOptions) {
    this.#options = options
  }

  /** Written soon, and until it is; the first time makes the Lease. Always the same names. */
  write(annotations: Annotations): void {
    this.#wanted = annotations
    if (this.#running) {
      if (this.#changes().length > 0) this.#rest.abort()
      return
    }
    this.#running = this.#run()
  }

  /** Deletes the Lease, if there may be one. */
  async close(): Promise<void> {
    this.#ended.abort()
    if (!this.#running) return
    await this.#running
    try {
      await this.#send('DELETE')
    } catch (error) {
      if (isStatus(error, 404)) return
      this.#options.log.debug(
        { error },
        'The Lease of the proxy could not be deleted; it expires by itself',
      )
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended
    const { renewMs } = this.#options
    const backOff = createBackOff({ firstMs: renewMs / 20, mostMs: renewMs })
    while (!signal.aborted) {
      try {
        this.#rest = new AbortController()
        await this.#renew(signal)
        this.#tell()
        backOff.reset()
        await pause(renewMs, AbortSignal.any([signal, this.#rest.signal]))
      } catch (error) {
        if (signal.aborted) return
        this.#tell(error)
        await pause(backOff.next(error), signal)
      }
    }
  }

  async #renew(signal: AbortSignal): Promise<void> {
    const { holder, durationSeconds, labels, owner } = this.#options
    const annotations = this.#wanted
    const changes = this.#changes()
    // metav1.MicroTime.
    const renewTime = new Date().toISOString().replace('Z', '000Z')
    const spec = { holderIdentity: holder, leaseDurationSeconds: durationSeconds, renewTime }
    const all = {
      metadata: { labels, annotations, ...(owner ? { ownerReferences: [owner] } : {}) },
      spec: { ...spec, acquireTime: renewTime },
    }
    const next = { metadata: { annotations: Object.fromEntries(changes) }, spec }
    const body = this.#written === undefined ? all : changes.length === 0 ? { spec } : next
    try {
      await this.#send('PATCH', body, signal)
    } catch (error) {
      if (!isStatus(error, 404)) throw error
      this.#written = undefined
      await this.#create(all, signal)
    }
    this.#written = annotations
  }

  /** 409: it has come into being meanwhile, and is patched the next time. */
  #create(all: { readonly metadata: object; readonly spec: object }, signal: AbortSignal) {
    const { api, path, name, renewMs } = this.#options
    const body = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      ...all,
      metadata: { ...all.metadata, name },
    }
    return api.send({ method: 'POST', path, body, signal, timeoutMs: timeoutMs(renewMs) })
  }

  #changes(): readonly (readonly [string, string])[] {
    return Object.entries(this.#wanted).filter(([name, value]) => this.#written?.[name] !== value)
  }

  #send(method: 'PATCH' | 'DELETE', body?: object, signal?: AbortSignal): Promise<unknown> {
    const { api, path, name, renewMs } = this.#options
    const own = `${path}/${encodeURIComponent(name)}`
    return api.send({ method, path: own, body, signal, timeoutMs: timeoutMs(renewMs) })
  }

  /** One line when it begins to fail, and one when that is over. */
  #tell(error?: unknown): void {
    const { log, name, apiServer } = this.#options
    const isFailing = error !== undefined
    if (!isFailing) apiServer.answers(name)
    else if (apiServer.tells(name, error)) return
    if (isFailing === this.#isFailing) return
    this.#isFailing = isFailing
    if (isFailing)
      log.warn({ error, lease: name }, 'The Lease of the proxy cannot be written; Rauta retries')
    else log.info({ lease: name }, 'The Lease of the proxy is written again')
  }
}

/** Two tries at least between renewals. */
function timeoutMs(renewMs: number): number {
  return Math.max(500, renewMs / 2)
}
