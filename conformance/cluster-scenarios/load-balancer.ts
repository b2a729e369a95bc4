// The part of a cloud, played: a Service of type LoadBalancer gets an address.
import type { V1Service } from '@kubernetes/client-node'
import { waitFor } from '../../kind/wait-for.ts'
import type { Gateway } from '../../src/resources/gateway-api.ts'
import { gatewayServiceName } from '../../src/resources/gateway-service.ts'
import { gatewayRef } from './conditions.ts'
import type { Named } from './kube.ts'
import type { World } from './world.ts'

/** Resolves when the Gateway's Service is there and has it. */
export async function giveLoadBalancer(
  { kube }: Pick<World, 'kube'>,
  { namespace, name }: Named,
  ip: string,
): Promise<void> {
  const gateway = await kube.get<Gateway>(gatewayRef({ namespace, name }))
  const metadata = { namespace, name: gatewayServiceName(gateway) }
  const ref = { apiVersion: 'v1', kind: 'Service', metadata }
  await waitFor({
    what: `Gateway ${namespace}/${name} to have a Service of type LoadBalancer`,
    timeoutMs: 20_000,
    attempt: async () => {
      const { spec } = await kube.get<V1Service>(ref)
      if (spec?.type !== 'LoadBalancer') throw new Error(`its type is ${spec?.type}`)
    },
  })
  await kube.patch(ref, { status: { loadBalancer: { ingress: [{ ip }] } } }, 'status')
}
