// The status of a BackendTLSPolicy: an entry for each Gateway of ours whose routes use what it targets.
// "in BackendTLSPolicy, the Policy attaches to a Service that is used as a backend in a HTTPRoute that is
// itself attached to a Gateway. In this case, the relevant object for status is the Gateway"
// (policy_types.go).
import type { BackendTLSPolicy } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import { judged, observedAt, type Problem } from '../../status/judged.ts'
import type { PolicyStatus } from '../../status/object-status.ts'
import {
  policyConflicted,
  policyIsAccepted,
  policyIsResolved,
  targetKindUnsupported,
  targetNotFound,
  targetPortNotFound,
} from '../../status/conditions/policy-conditions.ts'
import { nearestService } from '../backends/nearest-service.ts'
import type { Reads } from '../incremental/reads.ts'
import { policyBefore, sectionOf } from '../backends/applied-policy.ts'
import { backendTlsOf } from '../backends/backend-tls-of.ts'
import { isService, isSlipOfService, type PolicyTarget } from '../words/target-service.ts'

export interface PolicyToReport {
  readonly policy: BackendTLSPolicy
  /** `NAMESPACE/NAME`, the oldest first. */
  readonly gateways: readonly string[]
  readonly controllerName: string
}

/** "A maximum of 16 ancestors will be represented in this list." */
const mostAncestors = 16

export function policyStatus(reads: Reads, toReport: PolicyToReport): PolicyStatus {
  const { policy, gateways, controllerName } = toReport
  const { namespace = '', name, generation } = policy.metadata
  const conditions = observedAt(generation, conditionsOf(policy, reads))
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'BackendTLSPolicy',
    namespace,
    name,
    generation,
    status: {
      ancestors: gateways.slice(0, mostAncestors).map((gateway) => {
        const [gatewayNamespace = '', gatewayName = ''] = gateway.split('/')
        return {
          ancestorRef: {
            group: 'gateway.networking.k8s.io',
            kind: 'Gateway',
            namespace: gatewayNamespace,
            name: gatewayName,
          },
          controllerName,
          conditions,
        }
      }),
    },
  }
}

function conditionsOf(policy: BackendTLSPolicy, reads: Reads) {
  const { notAccepted, notResolved, notes } = backendTlsOf(policy, reads)
  const problems = policy.spec.targetRefs.flatMap(
    (target, index) =>
      problemOf(policy, { target, path: `spec.targetRefs[${index}]` }, reads) ?? [],
  )
  return [
    judged('Accepted', [...problems, ...notAccepted], {
      fine: policyIsAccepted,
      notes: notes.accepted,
    }),
    judged('ResolvedRefs', notResolved, { fine: policyIsResolved, notes: notes.resolvedRefs }),
  ]
}

/** "the Policy must fail to attach" where the target has no such section (policy_types.go). */
function problemOf(
  policy: BackendTLSPolicy,
  { target, path }: { target: PolicyTarget; path: string },
  reads: Reads,
): Problem | undefined {
  if (isSlipOfService(target))
    return targetKindUnsupported(path, { ...target, meant: serviceOf(policy, target) })
  if (!isService(target)) return targetKindUnsupported(path, target)
  const missing = missingTarget(policy, { target, path }, reads)
  if (missing) return missing
  const before = policyBefore(policy, target, reads)
  const about = { service: serviceOf(policy, target), section: sectionOf(target) }
  return before && policyConflicted(path, { ...about, other: keyOf(before) })
}

/** Of a target that is a Service. */
export function missingTarget(
  policy: BackendTLSPolicy,
  { target, path }: { readonly target: PolicyTarget; readonly path: string },
  reads: Reads,
): Problem | undefined {
  const key = serviceOf(policy, target)
  const service = reads.get('Service', key)
  if (!service) {
    const { namespace = '' } = policy.metadata
    const nearest = nearestService(reads, namespace, target.name)
    return targetNotFound(path, key, nearest && `${namespace}/${nearest}`)
  }
  const section = sectionOf(target)
  const ports = (service.spec.ports ?? []).flatMap((port) => port.name || [])
  if (section === undefined || ports.includes(section)) return undefined
  return targetPortNotFound(path, { service: key, section, ports })
}

function serviceOf({ metadata }: BackendTLSPolicy, { name }: PolicyTarget): string {
  return `${metadata.namespace}/${name}`
}
