// Which BackendTLSPolicy counts for a port of a Service, and for which of its targets a policy does not.
// "The older policy by creation timestamp takes precedence", then "the policy appearing first in
// alphabetical order" (backendtlspolicy_types.go); one that names the port comes before one for the whole
// Service, and these two do not conflict.
import type { Service, ServicePort } from '../../resources/core.ts'
import type { BackendTLSPolicy } from '../../resources/gateway-api.ts'
import { byAge } from '../age.ts'
import type { Reads } from '../reads.ts'

export type PolicyTarget = BackendTLSPolicy['spec']['targetRefs'][number]

/** A policy that can't be met counts too: what it asks for must not be left out. */
export function appliedPolicy(
  service: Service,
  port: ServicePort,
  reads: Reads,
): BackendTLSPolicy | undefined {
  const { namespace, name } = service.metadata
  const all = reads.tlsPoliciesOf(`${namespace}/${name}`)
  if (all.length === 0) return undefined
  const ofPort = port.name ? winner(all, name, port.name) : undefined
  return ofPort ?? winner(all, name, undefined)
}

/** The one that has this target of the policy, where it is another. `key` is the Service's. */
export function policyBefore(
  policy: BackendTLSPolicy,
  target: PolicyTarget,
  reads: Reads,
): BackendTLSPolicy | undefined {
  const all = reads.tlsPoliciesOf(`${policy.metadata.namespace}/${target.name}`)
  const first = winner(all, target.name, sectionOf(target))
  return first === policy ? undefined : first
}

export function isService({ group, kind }: PolicyTarget): boolean {
  return group === '' && kind === 'Service'
}

/** "Service: Port name"; empty is none. */
export function sectionOf({ sectionName }: PolicyTarget): string | undefined {
  return sectionName === '' ? undefined : sectionName
}

function winner(
  all: readonly BackendTLSPolicy[],
  service: string,
  section: string | undefined,
): BackendTLSPolicy | undefined {
  const claiming = all.filter(({ spec }) =>
    spec.targetRefs.some(
      (target) => isService(target) && target.name === service && sectionOf(target) === section,
    ),
  )
  return claiming.length > 1 ? claiming.toSorted(byAge)[0] : claiming[0]
}
