// Where a Gateway is reached from this machine: in each mode by what a client of it would have.
import type { V1Service } from '@kubernetes/client-node'
import type { Gateway } from '../../src/resources/gateway-api.ts'
import { gatewayServiceName } from '../../src/resources/gateway-service.ts'
import { gatewayRef } from './conditions.ts'
import type { Named } from './kube.ts'
import type { World } from './world.ts'

export interface Reached {
  readonly host: string
  readonly port: number
}

/** For a listener's port. The Gateway has its address already (or, in `service` mode, its Service). */
export async function gatewayAddress(
  world: Pick<World, 'kube' | 'node' | 'mode'>,
  named: Named,
): Promise<(port: number) => Reached> {
  const { kube, node } = world
  const gateway = await kube.get<Gateway>(gatewayRef(named))
  switch (world.mode()) {
    case 'host':
      return (port) => ({ host: node.address, port })
    case 'pool': {
      const host = gateway.status?.addresses?.[0]?.value
      if (host === undefined) throw new Error(`Gateway ${named.name} has no address`)
      return (port) => ({ host, port })
    }
    case 'service': {
      // No cloud is here: a node's port is where its load balancer would send to.
      const metadata = { namespace: named.namespace, name: gatewayServiceName(gateway) }
      const { spec } = await kube.get<V1Service>({ apiVersion: 'v1', kind: 'Service', metadata })
      return (port) => {
        const nodePort = spec?.ports?.find((each) => each.port === port)?.nodePort
        // Port 1: nobody listens there, as nobody does at a port that the Gateway has not.
        return { host: node.address, port: nodePort ?? 1 }
      }
    }
  }
}
