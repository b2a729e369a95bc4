// `rauta run --observe`: what an install would say and serve, seen from anywhere. Nothing that writes, leads
// or takes addresses is imported here, and no listener is bound: every one counts as if it were.
import { createApiClient } from '../cluster/api/api-client.ts'
import { createApiServerReporter } from '../cluster/api/api-server-reporter.ts'
import { createAssignedAddresses } from '../cluster/pool/assigned-addresses.ts'
import { createClusterSource } from '../cluster/watch/cluster-source.ts'
import { followCrds } from '../cluster/watch/installed-crds.ts'
import { createProxyReports } from '../cluster/fleet/proxy-reports.ts'
import { createWouldWrite } from '../cluster/statuses/would-write.ts'
import type { AppliedRound } from '../control/create-control-loop.ts'
import { createObserver } from '../observe/create-observer.ts'
import { createMetrics } from '../observe/metrics/metrics.ts'
import type { ObjectStatus } from '../status/object-status.ts'
import { allListenersBound } from '../snapshot/bind-report.ts'
import { createStatusHistory } from '../status/status-history.ts'
import { assembleGateway } from './assemble-gateway.ts'
import { clusterAddressing } from './cluster-addressing.ts'
import type { ClusterGatewayOptions, RunningClusterGateway } from './start-cluster-gateway.ts'
import { unservedObjects } from './unserved/unserved-objects.ts'

export interface ObserveOptions extends Omit<ClusterGatewayOptions, 'pod'> {
  /** Of nodes, mode `host`; absent: what the proxies say. */
  readonly nodeAddresses?: readonly string[] | undefined
  /** Statuses that a leader would write now. */
  readonly onWouldWrite?: (statuses: readonly ObjectStatus[]) => void
}

/** Resolves when it has begun to look for the API server. */
export async function observeCluster(options: ObserveOptions): Promise<RunningClusterGateway> {
  const { kubeConfig, controllerName, install, namespace, log, lines, nodeAddresses, mode } =
    options
  // One for all parts: they share its connections. Closed here, after all of them.
  const api = createApiClient(kubeConfig)
  const apiServer = createApiServerReporter(log)
  const metrics = createMetrics({ droppedLines: () => lines.dropped() })
  const observer = createObserver({ ...options, metrics })
  const assigned = createAssignedAddresses()
  const wouldWrite = createWouldWrite(controllerName)
  const printer = createStatusHistory(
    options.onStatuses ? { onChanges: options.onStatuses } : undefined,
  )
  const crds = followCrds({ api, log, onChange: () => gateway.loop.refresh() })
  const gateway = await assembleGateway({
    observer,
    metrics,
    // It serves no traffic.
    serving: { admin: options.admin, health: options.health },
    source: createClusterSource({
      api,
      log,
      apiServer,
      onLive(object) {
        assigned.see(object)
        wouldWrite.see(object)
      },
      onGone(object) {
        assigned.forget(object)
        wouldWrite.forget(object)
      },
    }),
    sink: {
      report(statuses) {
        options.onWouldWrite?.(wouldWrite.among(statuses))
        printer.report(statuses)
      },
    },
    circumstances: () => ({
      addressing: clusterAddressing(options, {
        assigned: assigned.current(),
        proxies: proxies?.addresses() ?? [],
        own: nodeAddresses ?? [],
      }),
      crds: crds.current(),
    }),
    translate: { controllerName, portOffset: 0, hasGatewayServices: true },
    judged: () => ({ statuses: printer.statuses(), problems: [], scope: 'cluster' }),
    fleet: {
      snapshotForThisProcess: (snapshot) => ({ ...snapshot, listeners: [] }),
      bindReportOfAll: ({ listeners }) => allListenersBound(listeners),
    },
    onApplied(round: AppliedRound) {
      options.onApplied?.(round)
      options.onUnserved?.(unservedObjects(round, 'cluster'), round.statuses)
    },
  }).catch(async (error: unknown) => {
    await crds.close()
    api.close()
    throw error
  })
  // Only those who publish write a Lease.
  const proxies =
    mode === 'host' && nodeAddresses === undefined
      ? createProxyReports({
          api,
          namespace,
          install,
          self: { podName: '', node: '', addresses: [] },
          log,
          apiServer,
          onChange: () => gateway.loop.refresh(),
        })
      : undefined
  // Before that, a round would say that there is no proxy.
  void Promise.all([proxies?.listed(), crds.looked()]).then(() => gateway.loop.start())
  return {
    admin: gateway.admin,
    health: gateway.health,
    live: () => gateway.loop.live(),
    async close({ graceMs }) {
      await gateway.end(graceMs)
      await Promise.all([proxies?.close(), crds.close()])
      api.close()
    },
  }
}
