// A Kubernetes cluster for tests and for trying Rauta, one way to ask for it and three ways to it:
// CLUSTER=k3s (in a container), kind, or existing (the current kubeconfig).
import {
  type ClusterChoice,
  clusterChoice,
  type ClusterKind,
  clusterKind,
} from './cluster-choice.ts'
import { startExistingCluster } from './existing-cluster.ts'
import { removeStayingK3s, startK3sCluster } from './k3s-cluster.ts'
import { isKindUsable, removeStayingKind, startKindCluster } from './kind-cluster.ts'
import { type Progress, progressLines } from '../tools/progress.ts'

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
  readonly kind: ClusterKind
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
  /** How a person calls the kubectl in the first node, which needs none on this machine. */
  readonly nodeKubectl: string | undefined
  /** Takes away all that was started, except a cluster that stays. */
  readonly close: () => Promise<void>
}

export interface ClusterOptions {
  /** Default: CLUSTER of the environment, else auto. */
  readonly choice?: ClusterChoice
  /** Ports of the node to publish on this machine's loopback: NodePorts, or host ports. */
  readonly ports?: readonly number[]
  /** A name: the cluster stays when it is closed, and the next start with it and the same ports finds it. */
  readonly stays?: string
  readonly progress?: Progress
}

/** Resolves when the API server answers, the node is Ready and pods can be created. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { ports = [], stays, progress = progressLines() } = options
  const choice = options.choice ?? clusterChoice(process.env['CLUSTER'])
  if (choice === 'auto' && stays === undefined && process.env['KUBECONFIG'])
    progress('KUBECONFIG is set, and not used: CLUSTER=existing would ask for its cluster')
  switch (await clusterKind({ choice, stays: stays !== undefined, isKindUsable })) {
    case 'existing':
      return startExistingCluster(progress)
    case 'kind':
      return startKindCluster({ ports, stays, progress })
    case 'k3s':
      return startK3sCluster({ ports, stays, progress })
  }
}

/** Takes away the cluster that stays under the name; none is no error. */
export async function removeStayingCluster(
  name: string,
  options: Pick<ClusterOptions, 'choice' | 'progress'> = {},
): Promise<void> {
  const choice = options.choice ?? clusterChoice(process.env['CLUSTER'])
  const { progress = progressLines() } = options
  // `auto` may have meant the other when it was started.
  const isKind = choice === 'kind' || (choice === 'auto' && (await isKindUsable()))
  if (isKind) await removeStayingKind(name, progress)
  if (choice === 'k3s' || choice === 'auto') await removeStayingK3s(name, progress)
}
