// A Kubernetes cluster for tests and for trying Rauta, one way to ask for it and three ways to it:
// CLUSTER=k3s (in a container), kind, or existing (the current kubeconfig).
import { type ClusterChoice, clusterChoice } from './cluster-choice.ts'
import { startExistingCluster } from './existing-cluster.ts'
import { removeStayingK3s, startK3sCluster } from './k3s-cluster.ts'
import { removeStayingKind, startKindCluster } from './kind-cluster.ts'
import { type Progress, progressLines } from './progress.ts'

export interface ClusterNode {
  readonly name: string
  /** InternalIP. */
  readonly address: string
}

export interface ClusterNetwork {
  readonly subnet: string
  /** A part of it that no container gets: addresses for Gateways in `pool` mode. */
  readonly poolRange: string
  /** False where the containers' network lies inside a virtual machine (Docker Desktop). */
  readonly isReachedFromHere: boolean
}

export interface CommandResult {
  readonly exitCode: number
  readonly output: string
}

export interface Cluster extends AsyncDisposable {
  readonly kind: Exclude<ClusterChoice, 'auto'>
  /** YAML, with a client key in it: not to be printed. */
  readonly kubeconfig: string
  readonly nodes: readonly ClusterNode[]
  /** Unknown for an existing cluster. */
  readonly network: ClusterNetwork | undefined
  /** Where a port of the node that was asked for in `ports` is published on this machine: `host:port`. */
  readonly published: (port: number) => string
  /** Makes the images of an archive (docker or OCI) known to every node, under the names in it. */
  readonly loadImage: (archive: string) => Promise<void>
  /** Runs a command in the first node. */
  readonly exec: (command: readonly string[]) => Promise<CommandResult>
  /** Takes away all that was started, except a cluster that stays. */
  readonly close: () => Promise<void>
}

export interface ClusterOptions {
  /** Default: CLUSTER of the environment, else auto. */
  readonly choice?: ClusterChoice
  /** Ports of the node to publish on this machine's loopback: NodePorts, or host ports. */
  readonly ports?: readonly number[]
  /** The cluster stays when it is closed, and is found again by the next start with the same ports. */
  readonly stays?: boolean
  readonly progress?: Progress
}

/** Resolves when the API server answers, the node is Ready and pods can be created. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const choice = options.choice ?? clusterChoice(process.env['CLUSTER'])
  const { ports = [], stays = false, progress = progressLines() } = options
  switch (choice) {
    case 'existing':
      return startExistingCluster(progress)
    case 'kind':
      return startKindCluster({ ports, stays, progress })
    case 'auto':
    case 'k3s':
      return startK3sCluster({ ports, stays, progress })
  }
}

/** Takes away a cluster that stays; none is no error. */
export async function removeStayingCluster(
  options: Pick<ClusterOptions, 'choice' | 'progress'> = {},
): Promise<void> {
  const choice = options.choice ?? clusterChoice(process.env['CLUSTER'])
  const { progress = progressLines() } = options
  switch (choice) {
    case 'existing':
      return
    case 'kind':
      return removeStayingKind(progress)
    case 'auto':
    case 'k3s':
      return removeStayingK3s(progress)
  }
}
