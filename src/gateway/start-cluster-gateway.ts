// A gateway of a Kubernetes cluster: the API server → control loop → data plane, statuses back to the
// API server by whoever leads. Every process of an install serves; in `pool` mode the one that holds
// the Lease has the addresses.
import { createApiClient } from '../cluster/api/api-client.ts'
import { createApiServerReporter } from '../cluster/api/api-server-reporter.ts'
import { createAssignedAddresses } from '../cluster/pool/assigned-addresses.ts'
import { createClusterSource } from '../cluster/watch/cluster-source.ts'
import { createEvents } from '../cluster/events/events.ts'
import { createGatewayServices } from '../cluster/managed-objects/gateway-services.ts'
import { createLeaderElection } from '../cluster/leases/leader-election.ts'
import { followCrds } from '../cluster/watch/installed-crds.ts'
import { createProxyReports } from '../cluster/fleet/proxy-reports.ts'
import { createStatusWriter } from '../cluster/statuses/status-writer.ts'
import type { AppliedRound } from '../control/create-control-loop.ts'
import { type AccessLogFormat, createObserver } from '../observe/create-observer.ts'
import type { Colours } from '../observe/log/colours.ts'
import type { LineWriter } from '../observe/log/line-writer.ts'
import { createMetrics } from '../observe/metrics/metrics.ts'
import type { Log } from '../observe/log/observer.ts'
import { createStatusHistory, type StatusChange } from '../status/status-history.ts'
import type { Addressing } from '../translate/words/addressing.ts'
import { assembleGateway, type ServingOptions } from './assemble-gateway.ts'
import { clusterAddressing } from './cluster-addressing.ts'
import type { ClusterKubeConfig } from './words/cluster-kube-config.ts'
import type { FollowUnserved } from './follow-unserved.ts'
import { createPoolPart } from './pool-part.ts'
import type { PodIdentity } from './pod-identity.ts'
import type { SocketAddress } from './words/socket-address.ts'
import { type UnservedObjects, unservedObjects } from './unserved/unserved-objects.ts'

export interface ClusterGatewayOptions extends ServingOptions {
  readonly mode: Addressing['mode']
  /** Mode `pool`: CIDR. */
  readonly poolRange?: string | undefined
  /** GatewayClasses that name it are ours. */
  readonly controllerName: string
  /** Of several installs in one namespace. */
  readonly install: string
  /** Where its Leases are. */
  readonly namespace: string
  readonly pod: PodIdentity
  readonly kubeConfig: ClusterKubeConfig
  readonly log: Log
  readonly accessLog: AccessLogFormat
  readonly lines: Pick<LineWriter, 'write' | 'dropped'>
  readonly colours?: Colours
  readonly onApplied?: (round: AppliedRound) => void
  /** Of the leader alone. */
  readonly onStatuses?: (changes: readonly StatusChange[]) => void
  /** Of the leader alone; by whoever leads no more, with none. */
  readonly onUnserved?: FollowUnserved
}

export interface RunningClusterGateway {
  readonly admin: SocketAddress | undefined
  readonly health: SocketAddress | undefined
  live(): AppliedRound | undefined
  /** Not ready, but serving, for `announceMs`; then requests in flight may end within `graceMs`. */
  close(times: { readonly announceMs: number; readonly graceMs: number }): Promise<void>
}

/** Resolves when it has begun to look for the API server; ready is told by its health server. */
export async function startClusterGateway(
  options: ClusterGatewayOptions,
): Promise<RunningClusterGateway> {
  const { kubeConfig, mode, controllerName, install, namespace, pod, log, lines } = options
  // One for all parts: they share its connections. Closed here, after all of them.
  const api = createApiClient(kubeConfig)
  const apiServer = createApiServerReporter(log)
  const metrics = createMetrics({ droppedLines: () => lines.dropped() })
  const observer = createObserver({ ...options, metrics })
  const assigned = createAssignedAddresses()
  const isLeader = () => election.isLeader()
  const isHolder = () => election.holds()
  const pool =
    options.poolRange === undefined
      ? undefined
      : createPoolPart({ range: options.poolRange, log, onChange: () => gateway.loop.refresh() })

  const writer = createStatusWriter({ api, controllerName, isLeader, log, apiServer })
  const printer = createStatusHistory({
    onChanges: (changes) => isLeader() && options.onStatuses?.(changes),
  })
  const source = createClusterSource({
    api,
    log,
    apiServer,
    onLive(object) {
      assigned.see(object)
      writer.see(object)
    },
    onGone(object) {
      assigned.forget(object)
      writer.forget(object)
    },
  })
  const crds = followCrds({ api, log, onChange: () => gateway.loop.refresh() })
  // Before that, nothing that is said of Programmed, addresses and versions would be true of all.
  let isAllKnown = false
  const live = () => gateway.loop.live()
  const events = createEvents({ api, component: 'rauta', live, isLeader, log, apiServer })
  const gateway = await assembleGateway({
    observer,
    metrics,
    serving: options,
    source,
    sink: {
      report(statuses) {
        if (isAllKnown) writer.report(statuses)
        printer.report(statuses)
      },
    },
    circumstances: () => ({
      addressing: clusterAddressing(options, {
        assigned: assigned.current(),
        proxies: reports.addresses(),
        own: pod.addresses,
      }),
      crds: crds.current(),
    }),
    translate: { controllerName, portOffset: 0, hasGatewayServices: true },
    judged: () => ({ statuses: printer.statuses(), problems: [], scope: 'cluster' }),
    fleet: {
      snapshotForThisProcess: (snapshot) => pool?.part(snapshot) ?? snapshot,
      bindReportOfAll(snapshot, own) {
        reports.publish(snapshot, own)
        // The one that has the addresses serves them alone.
        return pool ? own : reports.merge(own, snapshot)
      },
    },
    onApplied(round) {
      if (pool) assigned.give(isHolder() ? round.facts : [])
      pool?.served(round.snapshot)
      services.compare()
      tellWhatIsWrong()
      options.onApplied?.(round)
    },
  }).catch(async (error: unknown) => {
    await Promise.all([events.close(), crds.close(), writer.close()])
    api.close()
    throw error
  })
  const reports = createProxyReports({
    api,
    namespace,
    install,
    self: { podName: pod.name, podUid: pod.uid, node: pod.node, addresses: pod.addresses },
    log,
    apiServer,
    onChange() {
      gateway.boundAgain()
      if (mode === 'host') gateway.loop.refresh()
    },
  })
  const services = createGatewayServices({
    api,
    controllerName,
    install,
    mode:
      mode === 'service'
        ? {
            mode,
            proxies: { namespace, name: `${install}-metrics` },
            reservedPorts: gateway.reservedPorts,
          }
        : { mode },
    live,
    isLeader,
    log,
    apiServer,
    tell: (about, problem) => events.tell(about, problem),
  })
  const election = createLeaderElection({
    api,
    namespace,
    name: `${install}-leader`,
    identity: pod.name,
    log,
    apiServer,
    onChange(leads) {
      if (!leads) return
      writer.lead()
      services.lead()
      tellWhatIsWrong()
    },
    onHolder: (holds) => pool?.hold(holds),
  })

  function tellWhatIsWrong(): void {
    const round = live()
    if (!round) return
    const unserved = isLeader() ? unservedObjects(round, 'cluster') : noneUnserved
    events.report([...unserved.values()])
    options.onUnserved?.(unserved, round.statuses)
  }

  void Promise.all([reports.listed(), crds.looked()]).then(() => {
    isAllKnown = true
    gateway.boundAgain()
    const round = live()
    if (round) writer.report(round.statuses)
  })
  void gateway.loop.start()
  return {
    admin: gateway.admin,
    health: gateway.health,
    live,
    async close({ announceMs, graceMs }) {
      gateway.announceEnd()
      await new Promise((resolve) => setTimeout(resolve, announceMs))
      await gateway.end(graceMs)
      await Promise.all([services.close(), events.close(), crds.close()])
      await election.stop()
      await Promise.all([writer.close(), reports.close()])
      api.close()
    },
  }
}

const noneUnserved: UnservedObjects = new Map()
