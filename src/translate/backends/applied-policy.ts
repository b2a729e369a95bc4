// Which BackendTLSPolicy counts for a port of a Service, and for which of its targets a policy does not.
// "The older policy by creation timestamp takes precedence", then "the policy appearing first in
// alphabetical order" (backendtlspolicy_types.go); one that names the port comes before one for the whole
// Service, and these two do not conflict.
import type { Service, ServicePort } from '../../resources/core.ts'
import type { BackendTLSPolicy } from '../../resources/gateway-api.ts'
import { inOrderOfAge } from '../words/age.ts'
import type { Reads } from '../incremental/reads.ts'
import { isService, isSlipOfService, type PolicyTarget } from '../words/target-service.ts'

/** A policy that can't be met counts too: what it asks for must not be left out. */
export function appliedPolicy(
  service: Service,
  port: ServicePort,
  reads: Reads,
): BackendTLSPolicy | undefined {
  return firstFor(service, port, { reads, winners: winnersOf })
}

/** One that means the Service and does not name it rightly. */
export function meantPolicy(
  service: Service,
  port: ServicePort,
  reads: Reads,
): BackendTLSPolicy | undefined {
  return firstFor(service, port, { reads, winners: slipsOf })
}

/** The one that has this target of the policy, where it is another. `key` is the Service's. */
export function policyBefore(
  policy: BackendTLSPolicy,
  target: PolicyTarget,
  reads: Reads,
): BackendTLSPolicy | undefined {
  const all = reads.tlsPoliciesOf(`${policy.metadata.namespace}/${target.name}`)
  const first = winnersOf(all).get(targetName(target.name, sectionOf(target)))
  return first === policy ? undefined : first
}

/** "Service: Port name"; empty is none. */
export function sectionOf({ sectionName }: PolicyTarget): string | undefined {
  return sectionName === '' ? undefined : sectionName
}

type Policies = readonly BackendTLSPolicy[]
type Winners = ReadonlyMap<string, BackendTLSPolicy>

function firstFor(
  { metadata: { namespace, name } }: Service,
  port: ServicePort,
  { reads, winners }: { readonly reads: Reads; readonly winners: (all: Policies) => Winners },
): BackendTLSPolicy | undefined {
  const all = reads.tlsPoliciesOf(`${namespace}/${name}`)
  if (all.length === 0) return undefined
  const first = winners(all)
  const ofPort = port.name ? first.get(targetName(name, port.name)) : undefined
  return ofPort ?? first.get(targetName(name, undefined))
}

const winnersOf = winnersAmong(isService)
const slipsOf = winnersAmong(isSlipOfService)

/** Each of thousands of policies asks for each of its targets: the order is looked for once. */
function winnersAmong(counts: (target: PolicyTarget) => boolean): (all: Policies) => Winners {
  const known = new WeakMap<Policies, Winners>()
  return (all) =>
    known.getOrInsertComputed(all, () => {
      const first = new Map<string, BackendTLSPolicy>()
      for (const policy of inOrderOfAge(all, (one) => one))
        for (const target of policy.spec.targetRefs.filter(counts))
          first.getOrInsert(targetName(target.name, sectionOf(target)), policy)
      return first
    })
}

function targetName(service: string, section: string | undefined): string {
  return JSON.stringify([service, section])
}
