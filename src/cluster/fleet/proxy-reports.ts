// What all proxies of an install serve, as each process sees it: it tells its own by a Lease and reads
// those of the others. Which addresses are published and what is Programmed follows from it.
import { isDeepStrictEqual } from 'node:util'
import type { Log } from '../../observe/log/observer.ts'
import type { BindReport } from '../../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { ApiClient } from '../api/api-client.ts'
import { type ApiServerReporter, createApiServerReporter } from '../api/api-server-reporter.ts'
import { type FollowTimes, followKind, usualTimes as usualFollowTimes } from '../api/follow-kind.ts'
import { createLiveProxies, type LiveProxies, type ProxyLease, proxyLease } from './live-proxies.ts'
import { mergeBindReports } from './merge-bind-reports.ts'
import { HeartbeatLease } from '../leases/heartbeat-lease.ts'
import {
  proxyLabels,
  proxyLeaseName,
  proxyOfLease,
  type ProxyReport,
  byNodeAndName,
} from './proxy-report.ts'
import { reportAnnotations } from './report-annotations.ts'

export interface ProxyReportsOptions {
  readonly api: ApiClient
  readonly namespace: string
  readonly install: string
  readonly self: ProxySelf
  readonly log: Log
  /** Absent: of its own. */
  readonly apiServer?: ApiServerReporter
  /** Others came, went or said something else, or the addresses changed. */
  readonly onChange: () => void
  readonly times?: Partial<ReportTimes>
}

export interface ProxySelf {
  readonly podName: string
  readonly podUid?: string | undefined
  readonly node: string
  readonly addresses: readonly string[]
}

export interface ReportTimes {
  readonly renewMs: number
  /** How long others wait after the last renewal that they saw. */
  readonly durationSeconds: number
  /** Without anything heard for this long it is the API server that is gone, not the others. */
  readonly silenceMs: number
  readonly follow: FollowTimes
}

/** A watch on which not even the own renewals come is dead. */
const usualTimes: ReportTimes = {
  renewMs: 10_000,
  durationSeconds: 40,
  silenceMs: 20_000,
  follow: { ...usualFollowTimes, stalledMs: 35_000 },
}

export function createProxyReports(options: ProxyReportsOptions): ProxyReports {
  return new ProxyReports(options)
}

export class ProxyReports {
  readonly #options: ProxyReportsOptions
  readonly #times: ReportTimes
  readonly #apiServer: ApiServerReporter
  readonly #leaseName: string
  readonly #lease: HeartbeatLease
  readonly #table: LiveProxies
  readonly #ended = new AbortController()
  readonly #listed = Promise.withResolvers<void>()
  readonly #following: Promise<void>
  #isListed = false
  #isDue = false
  #own: ProxyReport | undefined
  #others: readonly ProxyReport[] = []
  #proxies: readonly ProxyReport[] = []
  #addresses: readonly string[] = []
  #hasLeftOut = false

  /** Watches at once. */
  constructor(options: ProxyReportsOptions) {
    const { api, namespace, install, self, log, times } = options
    this.#options = options
    this.#apiServer = options.apiServer ?? createApiServerReporter(log)
    this.#times = { ...usualTimes, ...times }
    const path = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`
    this.#leaseName = proxyLeaseName(install, self.podName)
    this.#lease = new HeartbeatLease({
      ...this.#times,
      api,
      path,
      name: this.#leaseName,
      holder: self.podName,
      labels: proxyLabels(install),
      owner: ownerOf(self),
      log,
      apiServer: this.#apiServer,
    })
    this.#table = createLiveProxies(this.#times.silenceMs)
    this.#following = this.#follow(path)
  }

  /** Resolves when the others are known; rejects never. */
  listed(): Promise<void> {
    return this.#listed.promise
  }

  /** What is live here. The first time says that this proxy is ready. */
  publish(snapshot: RoutingSnapshot, report: BindReport): void {
    const { self, log } = this.#options
    const { annotations, leftOut } = reportAnnotations(self, { snapshot, report })
    if (leftOut.length > 0 && !this.#hasLeftOut)
      log.error(
        { count: leftOut.length, first: leftOut[0] },
        'Too many Gateways for the report of one proxy; the Gateways left out do not become Programmed',
      )
    this.#hasLeftOut = leftOut.length > 0
    this.#lease.write(annotations)
    const metadata = { name: this.#leaseName, annotations }
    this.#own = proxyOfLease({ metadata, spec: { holderIdentity: self.podName } })
    this.#refresh()
  }

  /** Every fresh one, this one too once it has published, by node and name. */
  proxies(): readonly ProxyReport[] {
    return this.#proxies
  }

  /** Of all of them, for `host` mode; the same array while they are equal. */
  addresses(): readonly string[] {
    return this.#addresses
  }

  /** `report` is what this process bound of `snapshot`. Before the others are known nothing is bound. */
  merge(report: BindReport, snapshot: RoutingSnapshot): BindReport {
    const { node } = this.#options.self
    if (this.#isListed) return mergeBindReports({ node, snapshot, report }, this.#others)
    const problem = 'The state of the other nodes is not known yet'
    return Object.fromEntries(
      Object.keys(report).map((name) => [name, { isBound: false, problem }]),
    )
  }

  /** Deletes the own Lease: the others see at once that this proxy has gone. */
  async close(): Promise<void> {
    this.#ended.abort()
    await this.#following
    await this.#lease.close()
  }

  #follow(path: string): Promise<void> {
    const { api, install, log } = this.#options
    const labels = Object.entries(proxyLabels(install)).map(([name, value]) => `${name}=${value}`)
    return followKind<ProxyLease>({
      api,
      kind: 'Lease',
      path,
      selection: { labelSelector: labels.join(',') },
      times: this.#times.follow,
      log,
      apiServer: this.#apiServer,
      signal: this.#ended.signal,
      read: proxyLease,
      onList: (leases) => {
        this.#table.list(leases, performance.now())
        this.#refresh()
        if (this.#isListed) return
        this.#isListed = true
        this.#tellSoon()
        this.#listed.resolve()
      },
      onPut: (lease) => {
        this.#table.put(lease, performance.now())
        this.#refresh()
      },
      onDelete: ({ metadata }) => {
        this.#table.delete(metadata.name, performance.now())
        this.#refresh()
      },
    })
  }

  #refresh(): void {
    const { podName } = this.#options.self
    // Own renewals are heard like those of others, but what is own is known better here.
    const others = this.#table.current().filter(({ name }) => name !== podName)
    const isSame =
      others.length === this.#others.length && others.every((one, at) => one === this.#others[at])
    this.#others = others
    this.#proxies = (this.#own ? [...others, this.#own] : others).toSorted(byNodeAndName)
    const addresses = publishedAddresses(this.#proxies)
    const hasMoved = !isDeepStrictEqual(addresses, this.#addresses)
    if (hasMoved) this.#addresses = addresses
    if (hasMoved || !isSame) this.#tellSoon()
  }

  /** All that came in one turn of the event loop is one change. */
  #tellSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      if (!this.#ended.signal.aborted) this.#options.onChange()
    })
  }
}

/** Garbage collection takes the Lease of a pod that is gone. */
function ownerOf({ podName, podUid }: ProxySelf): object | undefined {
  return podUid === undefined
    ? undefined
    : { apiVersion: 'v1', kind: 'Pod', name: podName, uid: podUid }
}

/** "+kubebuilder:validation:MaxItems=16" of Gateway.status.addresses (gateway_types.go). */
const mostAddresses = 16

/**
 * What a Gateway is told to have where all nodes serve all Gateways. By the order of nodes (`proxies` is), not of
 * pods: a rollout changes no address, and their order does not change either.
 */
export function publishedAddresses(proxies: readonly ProxyReport[]): readonly string[] {
  return [...new Set(proxies.flatMap(({ addresses }) => addresses))].slice(0, mostAddresses)
}
