// Which pod this process is, as the downward API told it; outside of a cluster, which machine.
import { hostname, networkInterfaces } from 'node:os'

export interface PodIdentity {
  readonly name: string
  readonly uid?: string
  readonly node: string
  /** IP addresses of the node (`host` mode) or of the pod, the first of a family counts most. */
  readonly addresses: readonly string[]
}

export function podIdentity(given: {
  readonly podName?: string | undefined
  readonly podUid?: string | undefined
  readonly nodeName?: string | undefined
  readonly nodeAddresses?: readonly string[] | undefined
}): PodIdentity {
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
