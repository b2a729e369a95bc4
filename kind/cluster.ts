// A Kubernetes cluster for tests and for trying Rauta: what there is to ask for, and to ask of it.
import type { ClusterChoice, ClusterKind } from './cluster-choice.ts'
import type { Progress } from '../tools/progress.ts'

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
