// A gateway of a cluster in the foreground: `rauta run`.
import type { AppliedRound } from '../../control/create-control-loop.ts'
import { followAddresses } from '../serve/follow-addresses.ts'
import { followUnserved } from '../../gateway/follow-unserved.ts'
import { changedConditions } from '../../gateway/changed-conditions.ts'
import { clusterKubeConfig } from '../../gateway/words/cluster-kube-config.ts'
import { observeCluster } from '../../gateway/observe-cluster.ts'
import { podIdentity } from '../../gateway/pod-identity.ts'
import { routeOverview } from '../serve/route-overview.ts'
import { type Foreground, runInForeground, type ProgramOutput } from '../serve/run-in-foreground.ts'
import { formatSocketAddress, type SocketAddress } from '../../gateway/words/socket-address.ts'
import {
  type ClusterGatewayOptions,
  startClusterGateway,
} from '../../gateway/start-cluster-gateway.ts'
import type { Http1Way } from '../../proxy/words/http1-way.ts'
import type { Limits } from '../../proxy/sockets/limits.ts'
import type { Http2Way } from '../../proxy/words/http2-way.ts'
import type { ProgramState } from '../../gateway/reporter.ts'
import { reportWouldWrite } from './report-would-write.ts'
import { type WorkersFlag, workersOf } from '../options/workers-option.ts'
import { rautaVersion } from '../options/versions.ts'

export interface RunInClusterOptions
  extends
    Foreground,
    WorkersFlag,
    Pick<ClusterGatewayOptions, 'mode' | 'poolRange' | 'controllerName' | 'install' | 'namespace'> {
  /** Absent: as the pod that this is, or as kubectl would. */
  readonly kubeconfig?: string
  /** Nothing is written, and no listener is bound. */
  readonly isObserving: boolean
  readonly podName?: string
  readonly podUid?: string
  readonly nodeName?: string
  readonly nodeAddresses?: readonly string[]
  readonly admin: SocketAddress
  /** Absent: no such server. */
  readonly health: SocketAddress | undefined
  readonly limits?: Partial<Limits>
  readonly http1: Http1Way
  readonly http2: Http2Way
  readonly announceMs: number
}

/** What refers to each other is applied in any order, and not always at once. */
const unservedLastsMs = 10_000

/** Resolves when the gateway has ended. */
export function runInCluster(options: RunInClusterOptions): Promise<void> {
  const { announceMs, isObserving, kubeconfig } = options
  return runInForeground(options, async (voice) => {
    const { reporter } = voice
    const kubeConfig = await clusterKubeConfig(kubeconfig)
    const told = {
      ...options,
      ...voice,
      kubeConfig,
      // Who only looks serves nothing.
      workers: isObserving ? undefined : workersOf(options, voice),
      onUnserved: followUnserved(reporter, unservedLastsMs),
      onStatuses(changes) {
        for (const change of changes)
          for (const condition of changedConditions(change)) reporter.condition(condition)
      },
    } satisfies Partial<ClusterGatewayOptions>
    const gateway = isObserving
      ? await observeCluster({
          ...told,
          onApplied: overviewOnce(voice),
          onWouldWrite: reportWouldWrite(reporter),
        })
      : await startClusterGateway({
          ...told,
          pod: podIdentity(options),
          onApplied: followAddresses(reporter),
        })
    return {
      state: started(options, gateway),
      close: (graceMs) => gateway.close({ announceMs, graceMs }),
    }
  })
}

/** For a person; a program asks the admin server. */
function overviewOnce({ isText, lines, colours }: ProgramOutput): (round: AppliedRound) => void {
  let isTold = !isText
  return ({ snapshot }) => {
    if (isTold) return
    isTold = true
    for (const line of routeOverview({ snapshot, report: {}, colours })) lines.write(line)
  }
}

function started(
  { mode, controllerName, install, kubeconfig, isObserving }: RunInClusterOptions,
  servers: {
    readonly admin: SocketAddress | undefined
    readonly health: SocketAddress | undefined
  },
): ProgramState {
  const addressOf = (socket: SocketAddress | undefined) => socket && formatSocketAddress(socket)
  const facts = {
    version: rautaVersion,
    addresses: mode,
    controllerName,
    install,
    admin: addressOf(servers.admin),
    health: addressOf(servers.health),
  }
  const whose = kubeconfig === undefined ? 'the cluster' : `the cluster of ${kubeconfig}`
  const follows = `${whose} for GatewayClasses of ${controllerName}`
  const at = `${facts.health ? `health and metrics http://${facts.health}, ` : ''}admin http://${facts.admin}`
  return isObserving
    ? {
        message: 'Observer started',
        facts,
        sentence: `Observing ${follows}: nothing is written, and no listener is bound; ${at}; Ctrl-C ends`,
      }
    : {
        message: 'Rauta started',
        facts,
        sentence: `Following ${follows}; ${at}; Ctrl-C ends`,
      }
}
