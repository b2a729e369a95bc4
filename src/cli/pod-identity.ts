// Which pod this process is, as the downward API told it. One that is in no pod, and was not told which it is
// to be, does not join: its addresses would stand in the status of every Gateway.
import { hostname, networkInterfaces } from 'node:os'
import { UsageError } from './usage-error.ts'

export interface PodIdentity {
  readonly name: string
  readonly uid?: string
  readonly node: string
  /** IP addresses of the node (`host` mode) or of the pod, the first of a family counts most. */
  readonly addresses: readonly string[]
}

/** Throws a UsageError. `isInPod`: as the kubelet tells every container. */
export function podIdentity(
  given: {
    readonly podName?: string | undefined
    readonly podUid?: string | undefined
    readonly nodeName?: string | undefined
    readonly nodeAddresses?: readonly string[] | undefined
  },
  isInPod = process.env['KUBERNETES_SERVICE_HOST'] !== undefined,
): PodIdentity {
  if (!isInPod && given.podName === undefined)
    throw new UsageError(
      'This process is in no pod, and would join those that serve the cluster: give --observe to look only, or --pod-name NAME to join.',
    )
  const { podName = hostname(), podUid, nodeName = hostname(), nodeAddresses } = given
  return {
    name: podName,
    ...(podUid === undefined ? {} : { uid: podUid }),
    node: nodeName,
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
