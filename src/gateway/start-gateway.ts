// A gateway with no cluster: manifests → control loop → data plane, statuses printed.
import { type AccessLogFormat, createObserver, silentLog } from '../observe/create-observer.ts'
import type { Colours } from '../observe/log/colours.ts'
import type { LineWriter } from '../observe/log/line-writer.ts'
import { createMetrics } from '../observe/metrics/metrics.ts'
import type { Log } from '../observe/log/observer.ts'
import type { AppliedRound } from '../control/create-control-loop.ts'
import { emptySet } from '../resources/resource-store.ts'
import type { ResourceSet } from '../resources/resource-set.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { ResourceChange } from '../manifests/watch/applied-objects.ts'
import type { ManifestProblem } from '../manifests/read/manifest-problem.ts'
import { createManifestSource } from '../manifests/watch/manifest-source.ts'
import { createStatusHistory, type StatusChange } from '../status/status-history.ts'
import type { TimedStatus } from '../status/transition-times.ts'
import type { Addressing } from '../translate/words/addressing.ts'
import { assembleGateway, type ServingOptions } from './assemble-gateway.ts'
import { controllerName } from '../resources/controller-name.ts'
import { refuseMissingPaths } from './refuse-missing-paths.ts'
import type { SocketAddress } from './words/socket-address.ts'

export interface GatewayOptions extends ServingOptions {
  /** Files and folders with manifests. */
  readonly paths: readonly string[]
  /** Where all Gateways listen; 127.0.0.1 if absent. */
  readonly address?: string
  /** Added to every listener's port; 8000 if absent. */
  readonly portOffset?: number
  /** Absent: silent. */
  readonly log?: Log
  /** Absent: off. Written to `lines`. */
  readonly accessLog?: AccessLogFormat
  readonly lines?: Pick<LineWriter, 'write' | 'dropped'>
  readonly colours?: Colours
  /** All there are, whenever they differ. */
  readonly onProblems?: (problems: readonly ManifestProblem[]) => void
  /** What changed in the manifests since the round before, and the round in which it became live. */
  readonly onApplied?: (round: AppliedRound, changes: readonly ResourceChange[]) => void
  readonly onStatuses?: (changes: readonly StatusChange[]) => void
}

export interface RunningGateway {
  readonly admin: SocketAddress | undefined
  readonly health: SocketAddress | undefined
  statuses(): readonly TimedStatus[]
  resources(): ResourceSet
  snapshot(): RoutingSnapshot | undefined
  /**
   * Resolves after the next round, or when a mistake was read that changes nothing. To be asked
   * before the change is made.
   */
  settled(): Promise<void>
  /** Not ready any more; requests in flight may end within `graceMs` (0 if absent). */
  close(graceMs?: number): Promise<void>
}

const noLines = { write() {}, dropped: () => 0 }

/** Resolves when the first configuration is live. Rejects with a UsageError where a path or port is wrong. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { paths, address = '127.0.0.1', portOffset = 8000 } = options
  const { log = silentLog, accessLog = 'off', lines = noLines, colours } = options
  await refuseMissingPaths(paths)
  const metrics = createMetrics({ droppedLines: () => lines.dropped() })
  const observer = createObserver({
    log,
    accessLog,
    lines,
    metrics,
    ...(colours ? { colours } : {}),
  })
  const sink = createStatusHistory(options.onStatuses ? { onChanges: options.onStatuses } : {})
  let problems: readonly ManifestProblem[] = []
  let changes: ResourceChange[] = []
  let settled = Promise.withResolvers<void>()

  const source = createManifestSource({
    paths,
    onProblems(found) {
      problems = found
      metrics.setProblems('manifest', found.filter(({ level }) => level === 'mistake').length)
      options.onProblems?.(found)
      // A mistake that leaves everything as it was makes no round.
      const asked = settled
      setImmediate(() => {
        if (changes.length === 0 && asked === settled) settle()
      })
    },
    onChanges: (found) => changes.push(...found),
  })
  const addressing: Addressing = { mode: 'host', bind: address, addresses: [address] }
  const gateway = await assembleGateway({
    observer,
    metrics,
    serving: options,
    source,
    sink,
    circumstances: () => ({ addressing }),
    // The source waits until files rest.
    debounce: { quietMs: 0, limitMs: 0 },
    translate: { controllerName, portOffset },
    judged: () => ({ statuses: sink.statuses(), problems, scope: 'manifests' }),
    onApplied(round) {
      const since = changes
      changes = []
      options.onApplied?.(round, since)
    },
    onRound: () => settle(),
  })

  /** For those who asked until now; a round's statuses are reported in this turn of the event loop. */
  function settle(): void {
    setImmediate(settled.resolve)
    settled = Promise.withResolvers<void>()
  }

  try {
    await gateway.loop.start()
  } catch (error) {
    await gateway.end(0)
    throw error
  }
  return {
    admin: gateway.admin,
    health: gateway.health,
    statuses: () => sink.statuses(),
    resources: () => gateway.loop.live()?.resources ?? emptySet(),
    snapshot: () => gateway.loop.live()?.snapshot,
    settled: () => settled.promise,
    close: (graceMs = 0) => gateway.end(graceMs),
  }
}
