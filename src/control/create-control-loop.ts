// The loop: watch → debounce → translate → apply → report. One round at a time, on the latest set. A
// round that fails is a bug of ours: it is logged, what was live stays live, and the loop goes on.
import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { GatewayFacts } from '../facts/gateway-facts.ts'
import type { Observer } from '../observe/log/observer.ts'
import type { ResourceSet } from '../resources/resource-set.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { ObjectStatus } from '../status/object-status.ts'
import type { StatusDraft } from '../status/status-draft.ts'
import { statusesOf } from '../status/statuses-of.ts'
import type { TranslationInputs, Translate } from '../translate/words/translation.ts'
import type { DataPlane, ResourceSource, StatusSink } from './loop-interfaces.ts'
import { createLatestWins } from './latest-wins.ts'
import { createDebounce, type DebounceTimes } from './debounce.ts'

export interface ControlLoopOptions {
  readonly source: ResourceSource
  readonly translate: Translate
  /** Asked at each round. */
  readonly circumstances: () => Pick<TranslationInputs, 'addressing' | 'crds'>
  readonly dataPlane: Pick<DataPlane, 'apply'>
  readonly sink: StatusSink
  readonly observer: Pick<Observer, 'log'>
  /** After every round and every rebind, before its statuses are reported. */
  readonly onRound?: (round: Round) => void
  readonly debounce?: DebounceTimes
}

export interface ControlLoop {
  /** Resolves after the first round; rejects where the source can't start. */
  start(): Promise<void>
  /** The data plane bound, or lost, sockets by itself. */
  rebind(report: BindReport): void
  /** The circumstances changed: the latest resources are translated again, once there are any. */
  refresh(): void
  /** The last round that was applied, with what is bound now; undefined before the first. */
  live(): AppliedRound | undefined
  /** Closes the source; what is live stays live. */
  stop(): Promise<void>
}

export type Round = AppliedRound | { readonly type: 'failed'; readonly error: unknown }

export interface AppliedRound {
  readonly type: 'applied'
  /** Counts from 1. */
  readonly generation: number
  readonly resources: ResourceSet
  readonly snapshot: RoutingSnapshot
  readonly report: BindReport
  readonly statuses: readonly ObjectStatus[]
  readonly facts: readonly GatewayFacts[]
  /** Milliseconds from the first change to live. */
  readonly durationMs: number
  /** Milliseconds since the epoch when it became live; a rebind leaves it. */
  readonly liveAtMs: number
}

export function createControlLoop(options: ControlLoopOptions): ControlLoop {
  const {
    source,
    translate,
    circumstances,
    dataPlane,
    sink,
    observer,
    onRound = () => {},
  } = options
  const { log } = observer
  const firstRound = Promise.withResolvers<void>()
  /** When the first of the changes came that are not live yet. */
  let sinceMs: number | undefined
  let latest: ResourceSet | undefined
  let live: AppliedRound | undefined
  /** Of what is live. */
  let drafts: readonly StatusDraft[] = []
  let reported: readonly ObjectStatus[] | undefined

  const reports = createLatestWins(async (statuses: readonly ObjectStatus[]) => {
    if (reported && isSameStatuses(reported, statuses)) return
    try {
      await sink.report(statuses)
      reported = statuses
    } catch (error) {
      reported = undefined
      log.error({ error }, 'Statuses could not be reported; Rauta retries with the next change')
    }
  })

  const rounds = createLatestWins(async (resources: ResourceSet) => {
    const firstMs = sinceMs ?? performance.now()
    sinceMs = undefined
    try {
      const liveCertificates = live?.snapshot.certificates ?? {}
      const next = translate(resources, {
        ...circumstances(),
        liveCertificates,
        ...(live && { liveListeners: live.snapshot.listeners }),
        nowMs: Date.now(),
      })
      const report = await dataPlane.apply(next.snapshot)
      drafts = next.drafts
      live = {
        type: 'applied',
        generation: (live?.generation ?? 0) + 1,
        resources,
        snapshot: next.snapshot,
        report,
        statuses: statusesOf(drafts, report),
        facts: next.facts,
        durationMs: performance.now() - firstMs,
        liveAtMs: Date.now(),
      }
      // Requests that came meanwhile are served first.
      await setImmediate()
      tell(live)
      reports.push(live.statuses)
    } catch (error) {
      log.error({ error }, 'A change could not be applied; the last configuration stays in use')
      tell({ type: 'failed', error })
    }
    firstRound.resolve()
  })

  function tell(round: Round): void {
    try {
      onRound(round)
    } catch (error) {
      log.error({ error }, 'Round callback failed')
    }
  }

  const debounce = createDebounce(() => {
    if (latest) rounds.push(latest)
  }, options.debounce)

  function touch(): void {
    sinceMs ??= performance.now()
    debounce.touch()
  }

  return {
    async start() {
      await source.start((resources) => {
        latest = resources
        touch()
      })
      await firstRound.promise
    },
    rebind(report) {
      if (!live) return
      live = { ...live, report, statuses: statusesOf(drafts, report) }
      tell(live)
      reports.push(live.statuses)
    },
    refresh() {
      if (latest) touch()
    },
    live: () => live,
    async stop() {
      debounce.cancel()
      await source.close()
      await rounds.stop()
      await reports.stop()
      firstRound.resolve()
    },
  }
}

/** A sink is called only where something differs, with all statuses, so that it learns which objects went. */
function isSameStatuses(a: readonly ObjectStatus[], b: readonly ObjectStatus[]): boolean {
  return (
    a.length === b.length &&
    a.every((status, index) => status === b[index] || isDeepStrictEqual(status, b[index]))
  )
}
