// What is said about a BackendTLSPolicy (backendtlspolicy_types.go, policy_types.go): one constructor a
// case.
import type { CaBundleProblem } from './ca-bundle-conditions.ts'
import type { Problem } from '../judged.ts'
import { quoted } from '../quoted.ts'
import { fieldNotServed } from './rule-conditions.ts'

export const policyIsAccepted: Problem = {
  reason: 'Accepted',
  message: 'Endpoints are spoken to by TLS, and verified',
}

export const policyIsResolved: Problem = {
  reason: 'ResolvedRefs',
  message: 'Every CA certificate that the policy refers to is there',
}

/** "Message of the Condition must indicate which reference is invalid and why". */
export function invalidReference({ mistake, message }: CaBundleProblem): Problem {
  return { reason: mistake === 'kind' ? 'InvalidKind' : 'InvalidCACertificateRef', message }
}

export function noValidCertificate(): Problem {
  return {
    reason: 'NoValidCACertificate',
    message:
      'spec.validation.caCertificateRefs: none of them can be used, see ResolvedRefs; until one can, ' +
      'requests to what the policy targets are answered with 500',
  }
}

export function unknownCertificates(value: string | undefined): Problem {
  const path = 'spec.validation.wellKnownCACertificates'
  return {
    reason: 'Invalid',
    message: `${path}: ${quoted(value ?? '')} is no list of authorities that is known; use System, or caCertificateRefs`,
  }
}

export function hostnameIsAddress(hostname: string): Problem {
  return {
    reason: 'Invalid',
    message: `spec.validation.hostname: ${hostname} is an IP address, and SNI knows names alone (RFC 6066); use a name that is in the certificate`,
  }
}

/** "IPs are not allowed" (Hostname). A note: what else is listed is verified. */
export function altNameIsAddress(path: string, hostname: string): string {
  return `${path}: ${hostname} is an IP address, which no certificate has as a name, and has no effect; use a name that is in the certificate`
}

export function optionsNotServed(): string {
  return fieldNotServed('spec.options')
}

/** "is not specific to BackendTLSPolicy, it follows the conflict-resolution rules" of GEP-713. */
export function policyConflicted(
  path: string,
  about: { readonly service: string; readonly section: string | undefined; readonly other: string },
): Problem {
  const { service, section, other } = about
  const target =
    section === undefined ? `Service ${service}` : `port ${section} of Service ${service}`
  return {
    reason: 'Conflicted',
    message: `${path}: BackendTLSPolicy ${other}, which came before, is for ${target} too and counts there; merge what this one says into that one, and remove this one`,
  }
}

export function targetNotFound(
  path: string,
  service: string,
  /** One that may be meant. */
  nearest?: string,
): Problem {
  const fix = nearest === undefined ? 'name' : `name (there is a Service ${nearest})`
  return {
    reason: 'TargetNotFound',
    message: `${path}: there is no Service ${service}; create it, or correct the ${fix}`,
  }
}

export function targetPortNotFound(
  path: string,
  about: { readonly service: string; readonly section: string; readonly ports: readonly string[] },
): Problem {
  const { service, section, ports } = about
  const has = ports.length === 0 ? 'its ports have no names' : `it has ${ports.join(', ')}`
  return {
    reason: 'TargetNotFound',
    message: `${path}.sectionName: Service ${service} has no port named ${section} (${has}); nothing is verified there by this policy`,
  }
}

export function targetKindUnsupported(
  path: string,
  {
    group,
    kind,
    meant,
  }: {
    readonly group: string
    readonly kind: string
    /** The Service that it can only be. */
    readonly meant?: string
  },
): Problem {
  const full = group === '' ? kind : `${kind}.${group}`
  const until =
    meant === undefined
      ? ''
      : `; until then nothing is sent to Service ${meant}, unless another target names it`
  return {
    reason: 'Invalid',
    message: `${path}: a ${full} cannot be the target; name a Service (group: "", kind: Service)${until}`,
  }
}
