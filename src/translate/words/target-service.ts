// Whether a target of a BackendTLSPolicy is a Service, or can mean nothing else: `kind: service`, `group:
// core`. Nobody has such a kind, so that no controller would do what the policy asks for.
import type { BackendTLSPolicy } from '../../resources/gateway-api.ts'
import { nearestName } from '../../resources/nearest-name.ts'

export type PolicyTarget = BackendTLSPolicy['spec']['targetRefs'][number]
type NamedKind = Pick<PolicyTarget, 'group' | 'kind'>

export function isService({ group, kind }: NamedKind): boolean {
  return group === '' && kind === 'Service'
}

/** No Service, and meant to be one. */
export function isSlipOfService(target: NamedKind): boolean {
  return !isService(target) && isKubernetesOwn(target.group) && isLikeService(target.kind)
}

/** "should be a domain with at least one dot" (CRD validation), and under k8s.io nobody else may have kinds. */
function isKubernetesOwn(group: string): boolean {
  return !group.includes('.') || /(^|\.)k8s\.io$/.test(group)
}

function isLikeService(kind: string): boolean {
  return kind === 'svc' || nearestName(kind, ['Service']) !== undefined
}
