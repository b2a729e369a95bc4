// Which pod this process is, as the downward API told it. One that is in no pod of the cluster, and was not
// told which it is to be, does not join: its addresses would stand in the status of every Gateway.
import { hostname, networkInterfaces } from 'node:os'
import { UsageError } from './words/usage-error.ts'

export interface PodIdentity {
  readonly name: string
  readonly uid?: string
  readonly node: string
  /** IP addresses of the node (`host` mode) or of the pod, the first of a family counts most. */
  readonly addresses: readonly string[]
}

/** Throws a UsageError. A name that is empty is none. `isInPod`: as the kubelet tells every container. */
export function podIdentity(
  given: {
    readonly podName?: string | undefined
    readonly podUid?: string | undefined
    readonly nodeName?: string | undefined
    readonly nodeAddresses?: readonly string[] | undefined
    /** Of any cluster, which this pod need not be of. */
    readonly kubeconfig?: string | undefined
  },
  isInPod = Boolean(process.env['KUBERNETES_SERVICE_HOST']),
): PodIdentity {
  const isOfCluster = isInPod && given.kubeconfig === undefined
  if (!isOfCluster && !given.podName)
    throw new UsageError(
      'This process is not in a pod of the cluster: give --observe to only look, or --pod-name NAME to join the serving pods.',
    )
  const { podName, podUid, nodeName, nodeAddresses } = given
  return {
    name: podName || hostname(),
    ...(podUid ? { uid: podUid } : {}),
    node: nodeName || hostname(),
    addresses: nodeAddresses ?? ownAddresses(),
  }
}

/** Every address of this machine at once: IPv4 alone where it has no IPv6. */
export function wildcardAddress(): '::' | '0.0.0.0' {
  const hasIpv6 = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .some(({ family }) => family === 'IPv6')
  return hasIpv6 ? '::' : '0.0.0.0'
}

/** Those that others may reach; of a machine with no network, the loopback. */
function ownAddresses(): readonly string[] {
  const reachable = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address)
  return reachable.length > 0 ? reachable : ['127.0.0.1']
}
