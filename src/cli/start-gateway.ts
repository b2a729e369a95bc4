// The halves put together, with no cluster: manifests → control loop → data plane, beside them the
// two servers. No globals: several gateways can run in one process.
import { type AccessLogFormat, createObserver, silentLog } from '../observe/create-observer.ts'
import type { Colours } from '../observe/colours.ts'
import type { LineWriter } from '../observe/line-writer.ts'
import { createMetrics } from '../observe/metrics.ts'
import type { Log } from '../observe/observer.ts'
import { createReadiness } from '../observe/readiness.ts'
import { type AppliedRound, createControlLoop } from '../control/create-control-loop.ts'
import { createDataPlane } from '../proxy/data-plane.ts'
import { createPipeline } from '../proxy/request-pipeline.ts'
import { emptySet } from '../resources/resource-store.ts'
import type { ResourceSet } from '../resources/resource-set.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import type { ResourceChange } from '../standalone/applied-objects.ts'
import type { ManifestProblem } from '../standalone/manifest-problem.ts'
import { createManifestSource } from '../standalone/manifest-source.ts'
import { createStatusPrinter, type StatusChange } from '../standalone/status-printer.ts'
import type { TimedStatus } from '../standalone/transition-times.ts'
import type { Addressing } from '../translate/addressing.ts'
import { createTranslator } from '../translate/create-translator.ts'
import { countProblems } from './condition-problems.ts'
import { countingInFlight } from './counting-in-flight.ts'
import { controllerName } from './controller-name.ts'
import { refuseMissingPaths } from './refuse-missing-paths.ts'
import { resourcesDump } from './resources-dump.ts'
import { startServers } from './start-servers.ts'
import type { SocketAddress } from './socket-address.ts'

export interface GatewayOptions {
  /** Files and folders with manifests. */
  readonly paths: readonly string[]
  /** Where all Gateways listen; 127.0.0.1 if absent. */
  readonly address?: string
  /** Added to every listener's port; 8000 if absent. */
  readonly portOffset?: number
  /** Absent: no such server. Port 0: any free one. */
  readonly admin?: SocketAddress
  readonly health?: SocketAddress
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
  const readiness = createReadiness()
  const observer = createObserver({
    log,
    accessLog,
    lines,
    metrics,
    ...(colours ? { colours } : {}),
  })
  const sink = createStatusPrinter(options.onStatuses ? { onChanges: options.onStatuses } : {})
  let live: AppliedRound | undefined
  let problems: readonly ManifestProblem[] = []
  let changes: ResourceChange[] = []
  let settled = Promise.withResolvers<void>()

  const servers = await startServers({
    admin: options.admin,
    health: options.health,
    readiness,
    metrics,
    snapshot: () => live?.snapshot,
    resources: () =>
      live && resourcesDump({ resources: live.resources, statuses: sink.statuses(), problems }),
  })

  const requestPipeline = createPipeline({ observer })
  const dataPlane = createDataPlane({
    requestPipeline: {
      ...requestPipeline,
      pipeline: countingInFlight(requestPipeline.pipeline, metrics),
    },
    observer,
    onRebind: (report) => loop.rebind(report),
  })
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
  const loop = createControlLoop({
    source,
    translate: createTranslator({
      controllerName,
      portOffset,
      reservedPorts: servers.ports,
    }),
    circumstances: () => ({ addressing }),
    dataPlane,
    sink,
    observer,
    onRound(round) {
      if (round.type === 'applied') onApplied(round)
      else metrics.onFailed()
      settle()
    },
  })

  /** For those who asked until now; a round's statuses are reported in this turn of the event loop. */
  function settle(): void {
    setImmediate(settled.resolve)
    settled = Promise.withResolvers<void>()
  }

  function onApplied(round: AppliedRound): void {
    live = round
    readiness.becomeReady()
    metrics.onLive(round)
    metrics.setProblems('condition', countProblems(round.statuses))
    const since = changes
    changes = []
    options.onApplied?.(round, since)
  }

  async function close(graceMs = 0): Promise<void> {
    readiness.startDraining()
    await loop.stop()
    await dataPlane.drain(graceMs)
    await servers.close()
  }

  try {
    await loop.start()
  } catch (error) {
    await close()
    throw error
  }
  return {
    admin: servers.admin,
    health: servers.health,
    statuses: () => sink.statuses(),
    resources: () => live?.resources ?? emptySet(),
    snapshot: () => live?.snapshot,
    settled: () => settled.promise,
    close,
  }
}
