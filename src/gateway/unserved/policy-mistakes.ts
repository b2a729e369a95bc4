// What is wrong with the references of a BackendTLSPolicy that no Gateway uses, so that no condition says it:
// its Services are spoken to in plain text, as if it were not there.
import type { BackendTLSPolicy } from '../../resources/gateway-api.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import { caBundleOf } from '../../translate/backends/ca-bundle-of.ts'
import { isService, isSlipOfService } from '../../translate/words/target-service.ts'
import { missingTarget } from '../../translate/policies/policy-status.ts'
import { readsOf } from '../../translate/incremental/reads.ts'
import { authorityKinds, mistakenKind, targetKinds } from './mistaken-kind.ts'
import { reportedReferences } from './reported-references.ts'
import type { Scope } from './mistaken-kind.ts'

export function policyMistakes(
  policy: BackendTLSPolicy,
  resources: ResourceSet,
  scope: Scope,
): readonly string[] {
  const { targetRefs, validation } = policy.spec
  const reads = readsOf(resources)
  const targets = targetRefs.map((target, index) => {
    const path = `spec.targetRefs[${index}]`
    const mistake = mistakenKind(path, target, { ...targetKinds, scope })
    const missing = isService(target) ? missingTarget(policy, { target, path }, reads) : undefined
    return {
      mistake: mistake && `${mistake}; ${isSlipOfService(target) ? nothing : plain}`,
      missing: missing?.message,
    }
  })
  return [
    ...reportedReferences(targets, scope),
    ...(validation.caCertificateRefs ?? []).flatMap((ref, index) => {
      const path = `spec.validation.caCertificateRefs[${index}]`
      const mistake = mistakenKind(path, ref, { ...authorityKinds, scope })
      // A person's own kubeconfig may not show what is in them, and Rauta's status does not read them.
      if (mistake !== undefined || scope === 'cluster') return mistake ?? []
      const { namespace = '' } = policy.metadata
      const bundle = caBundleOf(reads, path, { ...ref, namespace, from: namespace })
      return 'problem' in bundle && bundle.problem.mistake === 'bundle'
        ? bundle.problem.message
        : []
    }),
  ]
}

const nothing = 'the policy has no effect'
const plain = 'connections to the intended Service stay in plain text'
