// What every gateway is made of, wherever its resources come from: the control loop, the data plane,
// and the two servers beside them. No globals: several gateways can run in one process.
import {
  type AppliedRound,
  type ControlLoop,
  createControlLoop,
  type ControlLoopOptions,
} from '../control/create-control-loop.ts'
import type { Metrics } from '../observe/metrics/metrics.ts'
import type { Observer } from '../observe/log/observer.ts'
import { createReadiness } from '../observe/servers/readiness.ts'
import type { Http1Way } from '../proxy/words/http1-way.ts'
import type { Limits } from '../proxy/sockets/limits.ts'
import type { Http2Way } from '../proxy/words/http2-way.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { createTranslator } from '../translate/create-translator.ts'
import type { TranslateOptions } from '../translate/words/translation.ts'
import { adminPages } from './admin/admin-pages.ts'
import type { JudgedResources } from './admin/live-gateway.ts'
import { countProblems } from './condition-problems.ts'
import type { SocketAddress } from './words/socket-address.ts'
import { startServers } from './start-servers.ts'
import type { TrafficPlane } from '../workers/serve/local-plane.ts'
import type { WorkerPlaneOptions } from '../workers/worker-settings.ts'
import { watchDescriptors } from '../workers/serve/watch-descriptors.ts'

export interface Assembly extends Pick<
  ControlLoopOptions,
  'source' | 'sink' | 'circumstances' | 'debounce'
> {
  readonly observer: Observer
  readonly metrics: Metrics
  readonly serving: ServingOptions
  readonly translate: Omit<TranslateOptions, 'reservedPorts'>
  /** What is said of the resources, for the admin server. */
  readonly judged: () => JudgedResources
  /** Absent: this process alone serves everything. */
  readonly fleet?: Fleet
  readonly onApplied?: (round: AppliedRound) => void
  /** After every round, whatever became of it. */
  readonly onRound?: () => void
}

/** What whoever starts a gateway may choose, wherever its resources come from. */
export interface ServingOptions {
  /** Absent: no such server. Port 0: any free one. */
  readonly admin?: SocketAddress | undefined
  readonly health?: SocketAddress | undefined
  /** Those that are not the usual ones. */
  readonly limits?: Partial<Limits> | undefined
  readonly http1?: Http1Way | undefined
  readonly http2?: Http2Way | undefined
  /** Absent: this process serves the traffic. */
  readonly workers?: TrafficWorkers | undefined
}

/** Processes of this one that serve the traffic. */
export type TrafficWorkers = Pick<
  WorkerPlaneOptions,
  'count' | 'hasSpare' | 'lines' | 'accessLog' | 'hasColours' | 'logLevel'
>

type PlaneOptions = Omit<WorkerPlaneOptions, keyof TrafficWorkers | 'log' | 'metrics'>

/** The processes that serve together, as one of them sees them. */
export interface Fleet {
  /** What of a snapshot this process serves. */
  snapshotForThisProcess(snapshot: RoutingSnapshot): RoutingSnapshot
  /** What all of them have bound, out of what this one has. */
  bindReportOfAll(snapshot: RoutingSnapshot, own: BindReport): BindReport
}

export interface AssembledGateway {
  readonly admin: SocketAddress | undefined
  readonly health: SocketAddress | undefined
  /** Ports of this process that no listener can have. */
  readonly reservedPorts: readonly number[]
  readonly loop: Pick<ControlLoop, 'start' | 'refresh' | 'live'>
  /** The fleet knows better what is bound. */
  boundAgain(): void
  /** Not ready any more, and every answer says so; all goes on for the time being. */
  announceEnd(): void
  /** Requests in flight may end within `graceMs`. */
  end(graceMs: number): Promise<void>
}

const alone: Fleet = {
  snapshotForThisProcess: (snapshot) => snapshot,
  bindReportOfAll: (_, own) => own,
}

/** Rejects with a UsageError where a port can't be had. */
export async function assembleGateway(assembly: Assembly): Promise<AssembledGateway> {
  const { observer, metrics, serving, fleet = alone } = assembly
  const { onApplied = () => {}, onRound = () => {} } = assembly
  const readiness = createReadiness()
  /** What this process has bound. */
  let own: BindReport = {}

  // Before anybody can ask the servers.
  const createPlane = await planeFor(assembly)
  const servers = await startServers({
    admin: serving.admin,
    health: serving.health,
    readiness,
    metrics,
    adminPages: adminPages(async () => {
      const live = loop.live()
      return live && { ...live, ...assembly.judged(), endpoints: await dataPlane.health() }
    }),
  })
  const descriptors = watchDescriptors(observer.log)
  const dataPlane = createPlane({
    limits: serving.limits ?? {},
    ...(serving.http1 && { http1: serving.http1 }),
    ...(serving.http2 && { http2: serving.http2 }),
    // A cluster's Gateways have the ports that they say.
    hasPortOffset: assembly.translate.hasGatewayServices !== true,
    onRebind(bound) {
      own = bound
      boundAgain()
    },
    onServing: (count) => readiness.setServed(count > 0),
  })
  const loop = createControlLoop({
    source: assembly.source,
    sink: assembly.sink,
    circumstances: assembly.circumstances,
    ...(assembly.debounce && { debounce: assembly.debounce }),
    translate: createTranslator({ ...assembly.translate, reservedPorts: servers.ports }),
    dataPlane: {
      async apply(snapshot) {
        own = await dataPlane.apply(fleet.snapshotForThisProcess(snapshot))
        return fleet.bindReportOfAll(snapshot, own)
      },
    },
    observer,
    onRound(round) {
      if (round.type === 'applied') {
        readiness.becomeReady()
        metrics.onLive()
        metrics.setProblems('condition', countProblems(round.statuses))
        onApplied(round)
      } else metrics.onFailed()
      onRound()
    },
  })

  metrics.readLiveBy(() => loop.live())

  function boundAgain(): void {
    const live = loop.live()
    if (live) loop.rebind(fleet.bindReportOfAll(live.snapshot, own))
  }

  return {
    admin: servers.admin,
    health: servers.health,
    reservedPorts: servers.ports,
    loop,
    boundAgain,
    announceEnd() {
      readiness.startDraining()
      dataPlane.announceEnd()
    },
    async end(graceMs) {
      readiness.startDraining()
      await loop.stop()
      await dataPlane.drain(graceMs)
      await servers.close()
      descriptors[Symbol.dispose]()
    },
  }
}

/** Only what serves is loaded: with workers, the proxy is in their memory and not in this process's. */
async function planeFor({
  serving: { workers },
  observer,
  metrics,
}: Assembly): Promise<(options: PlaneOptions) => TrafficPlane> {
  if (workers) {
    const { createWorkerPlane } = await import('../workers/worker-plane.ts')
    const { log } = observer
    return (options) => createWorkerPlane({ ...options, ...workers, log, metrics: metrics.workers })
  }
  const { createLocalPlane } = await import('../workers/serve/local-plane.ts')
  return (options) => createLocalPlane({ ...options, observer, metrics })
}
