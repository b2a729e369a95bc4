// A gateway of a cluster in the foreground: `rauta run`.
import { followAddresses } from './follow-addresses.ts'
import { followUnserved } from './follow-unserved.ts'
import { changedConditions } from './changed-conditions.ts'
import { podIdentity } from './pod-identity.ts'
import { type Foreground, runInForeground } from './run-in-foreground.ts'
import { formatSocketAddress, type SocketAddress } from './socket-address.ts'
import { type ClusterGatewayOptions, startClusterGateway } from './start-cluster-gateway.ts'
import type { Limits } from '../proxy/listeners/limits.ts'
import type { ProgramState } from './teller.ts'
import { rautaVersion } from './versions.ts'

export interface RunInClusterOptions
  extends
    Foreground,
    Pick<
      ClusterGatewayOptions,
      'mode' | 'poolRange' | 'controllerName' | 'install' | 'namespace' | 'kubeconfig'
    > {
  readonly podName?: string
  readonly podUid?: string
  readonly nodeName?: string
  readonly nodeAddresses?: readonly string[]
  readonly admin: SocketAddress
  readonly health: SocketAddress
  readonly limits?: Partial<Limits>
  readonly announceMs: number
}

/** What refers to each other is applied in any order, and not always at once. */
const unservedLastsMs = 10_000

/** Resolves when the gateway has ended. */
export function runInCluster(options: RunInClusterOptions): Promise<void> {
  const { announceMs } = options
  return runInForeground(options, async ({ teller, lines, log, accessLog, colours }) => {
    const gateway = await startClusterGateway({
      ...options,
      pod: podIdentity(options),
      log,
      accessLog,
      lines,
      colours,
      onApplied: followAddresses(teller),
      onUnserved: followUnserved(teller, unservedLastsMs),
      onStatuses(changes) {
        for (const change of changes)
          for (const condition of changedConditions(change)) teller.condition(condition)
      },
    })
    return {
      state: started(options, gateway),
      close: (graceMs) => gateway.close({ announceMs, graceMs }),
    }
  })
}

function started(
  { mode, controllerName, install, kubeconfig }: RunInClusterOptions,
  servers: {
    readonly admin: SocketAddress | undefined
    readonly health: SocketAddress | undefined
  },
): ProgramState {
  const at = (socket: SocketAddress | undefined) => socket && formatSocketAddress(socket)
  const facts = {
    version: rautaVersion,
    addresses: mode,
    controllerName,
    install,
    admin: at(servers.admin),
    health: at(servers.health),
  }
  const whose = kubeconfig === undefined ? 'the cluster' : `the cluster of ${kubeconfig}`
  return {
    message: 'gateway started',
    facts,
    sentence: `Following ${whose} for GatewayClasses of ${controllerName}; health and metrics http://${facts.health}, admin http://${facts.admin}; Ctrl-C ends`,
  }
}
