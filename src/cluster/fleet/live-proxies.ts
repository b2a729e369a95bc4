// Which proxies count: those whose Lease was renewed within the time that it names, as seen from here.
// Two clocks are not trusted. The others' (renewTime): a change counts when it is seen. And the own
// one, while nothing is heard: a Lease ages only up to the last thing that came from the API server, so
// that nobody grows stale because the API server is gone; after such a silence all counts begin anew.
// Own renewals come back on the same watch, so in good times something is heard every few seconds.
import { isDeepStrictEqual } from 'node:util'
import { isRecord } from '../api/api-error.ts'
import type { ApiObject } from '../api/api-object.ts'
import { byNodeAndName, type ProxyReport, proxyOfLease } from './proxy-report.ts'

export interface ProxyLease {
  /** The Lease's. */
  readonly name: string
  readonly proxy: ProxyReport
  /** Differs after each renewal. */
  readonly renewal: string
  readonly durationMs: number
}

export interface LiveProxies {
  list(leases: readonly ProxyLease[], nowMs: number): void
  put(lease: ProxyLease, nowMs: number): void
  delete(name: string, nowMs: number): void
  /** By node and name; what did not change is the same object. */
  current(): readonly ProxyReport[]
}

interface Seen extends ProxyLease {
  readonly sinceMs: number
  readonly isStale: boolean
}

export function proxyLease(object: ApiObject): ProxyLease {
  const spec = isRecord(object['spec']) ? object['spec'] : {}
  const { holderIdentity, renewTime, leaseDurationSeconds } = spec
  return {
    name: object.metadata.name,
    proxy: proxyOfLease(object),
    renewal: JSON.stringify([object.metadata.uid, holderIdentity, renewTime]),
    durationMs: typeof leaseDurationSeconds === 'number' ? leaseDurationSeconds * 1000 : 0,
  }
}

/** `silenceMs`: nothing was heard for longer than this, where something should have been. */
export function createLiveProxies(silenceMs: number): LiveProxies {
  const known = new Map<string, Seen>()
  let heardMs = -Infinity

  function hear(nowMs: number): void {
    if (nowMs - heardMs > silenceMs)
      for (const [name, seen] of known) known.set(name, { ...seen, sinceMs: nowMs })
    heardMs = nowMs
  }

  function see(lease: ProxyLease): void {
    const before = known.get(lease.name)
    const isSame = before !== undefined && isDeepStrictEqual(before.proxy, lease.proxy)
    const proxy = isSame ? before.proxy : lease.proxy
    const isRenewed = before?.renewal !== lease.renewal
    const count = isRenewed ? { sinceMs: heardMs, isStale: false } : before
    known.set(lease.name, { ...count, ...lease, proxy })
  }

  function judge(): void {
    for (const [name, seen] of known)
      if (!seen.isStale && heardMs - seen.sinceMs >= seen.durationMs)
        known.set(name, { ...seen, isStale: true })
  }

  return {
    list(leases, nowMs) {
      hear(nowMs)
      const there = new Set(leases.map(({ name }) => name))
      for (const name of known.keys()) if (!there.has(name)) known.delete(name)
      for (const lease of leases) see(lease)
      judge()
    },
    put(lease, nowMs) {
      hear(nowMs)
      see(lease)
      judge()
    },
    delete(name, nowMs) {
      hear(nowMs)
      known.delete(name)
      judge()
    },
    current: () =>
      [...known.values()]
        .filter(({ isStale }) => !isStale)
        .map(({ proxy }) => proxy)
        .toSorted(byNodeAndName),
  }
}
