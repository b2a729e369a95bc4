// Which BackendTLSPolicy counts for a port of a Service, and for which of its targets a policy does not.
// "The older policy by creation timestamp takes precedence", then "the policy appearing first in
// alphabetical order" (backendtlspolicy_types.go); one that names the port comes before one for the whole
// Service, and these two do not conflict.
import type { Service, ServicePort } from '../../resources/core.ts'
import type { BackendTLSPolicy } from '../../resources/gateway-api.ts'
import { inOrderOfAge } from '../age.ts'
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
  return winnersOf(all).get(targetName(service, section))
}

/** Each of thousands of policies asks for each of its targets: the order is looked for once. */
const winners = new WeakMap<readonly BackendTLSPolicy[], ReadonlyMap<string, BackendTLSPolicy>>()

function winnersOf(all: readonly BackendTLSPolicy[]): ReadonlyMap<string, BackendTLSPolicy> {
  const known = winners.get(all)
  if (known) return known
  const first = new Map<string, BackendTLSPolicy>()
  for (const policy of inOrderOfAge(all, (one) => one))
    for (const target of policy.spec.targetRefs.filter(isService))
      first.getOrInsert(targetName(target.name, sectionOf(target)), policy)
  winners.set(all, first)
  return first
}

function targetName(service: string, section: string | undefined): string {
  return JSON.stringify([service, section])
}
