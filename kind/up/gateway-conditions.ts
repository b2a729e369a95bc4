// What Rauta says of the example's Gateway and route, read as a user reads it: their conditions.
import { CustomObjectsApi } from '@kubernetes/client-node'
import { kubeConfigOf } from '../nodes.ts'

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly observedGeneration?: number
}

interface Conditioned {
  readonly metadata: { readonly generation?: number }
  readonly status?: {
    readonly conditions?: readonly Condition[]
    readonly parents?: readonly { readonly conditions?: readonly Condition[] }[]
  }
}

export interface GatewayApiObject {
  readonly plural: 'gateways' | 'httproutes'
  readonly namespace: string
  readonly name: string
}

/** Throws with what the condition says instead, or that nobody has written it yet. */
export async function assertConditions(
  kubeconfig: string,
  of: GatewayApiObject,
  types: readonly string[],
): Promise<void> {
  const api = kubeConfigOf(kubeconfig).makeApiClient(CustomObjectsApi)
  const group = { group: 'gateway.networking.k8s.io', version: 'v1' }
  const object = (await api.getNamespacedCustomObject({ ...group, ...of })) as Conditioned
  const { conditions, parents } = object.status ?? {}
  const all = parents ? parents.map((parent) => parent.conditions ?? []) : [conditions ?? []]
  const unmet = all.flatMap((each) => types.map((type) => problemOf(type, each, object)))
  const problems = unmet.filter((problem) => problem !== undefined)
  if (all.length === 0) problems.push('no parent has answered yet')
  if (problems.length > 0) throw new Error(problems.join('; '))
}

function problemOf(
  type: string,
  conditions: readonly Condition[],
  { metadata }: Conditioned,
): string | undefined {
  const condition = conditions.find((one) => one.type === type)
  if (condition === undefined) return `${type} is not said yet`
  const { status, reason, message, observedGeneration } = condition
  if (status !== 'True') return `${type}=${status} ${reason}: ${message}`
  return observedGeneration === metadata.generation
    ? undefined
    : `${type} is of an older generation`
}
