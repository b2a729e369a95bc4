// What Rauta says of the example's Gateway and route, read as a user reads it: their conditions.
import { CustomObjectsApi } from '@kubernetes/client-node'
import { conditionSaid, type SaidCondition } from '../condition-said.ts'
import { kubeConfigOf } from '../nodes.ts'

interface Conditioned {
  readonly metadata: { readonly generation?: number }
  readonly status?: {
    readonly conditions?: readonly SaidCondition[]
    readonly parents?: readonly { readonly conditions?: readonly SaidCondition[] }[]
  }
}

export interface GatewayApiObject {
  readonly plural: 'gateways' | 'httproutes'
  readonly namespace: string
  readonly name: string
}

/** Throws with what a condition says instead, or that nobody has written it yet. */
export async function assertConditions(
  kubeconfig: string,
  of: GatewayApiObject,
  types: readonly string[],
): Promise<void> {
  const api = kubeConfigOf(kubeconfig).makeApiClient(CustomObjectsApi)
  const group = { group: 'gateway.networking.k8s.io', version: 'v1' }
  const object = (await api.getNamespacedCustomObject({ ...group, ...of })) as Conditioned
  const { metadata, status = {} } = object
  const all = status.parents ?? [status]
  if (all.length === 0) throw new Error('no parent has answered yet')
  for (const { conditions } of all)
    for (const type of types) conditionSaid(conditions, `${type}=True`, metadata.generation)
}
