// What is said about a BackendTLSPolicy (backendtlspolicy_types.go, policy_types.go): one constructor a
// case.
import type { CaBundleProblem } from './ca-bundle-conditions.ts'
import type { Problem } from '../judged.ts'
import { quoted } from '../quoted.ts'
import { fieldNotServed } from './rule-conditions.ts'

export const policyIsAccepted: Problem = {
  reason: 'Accepted',
  message: 'Connections to the backend use verified TLS',
}

export const policyIsResolved: Problem = {
  reason: 'ResolvedRefs',
  message: 'All CA certificate references are resolved',
}

/** "Message of the Condition must indicate which reference is invalid and why". */
export function invalidReference({ mistake, message }: CaBundleProblem): Problem {
  return { reason: mistake === 'kind' ? 'InvalidKind' : 'InvalidCACertificateRef', message }
}

export function noValidCertificate(): Problem {
  return {
    reason: 'NoValidCACertificate',
    message:
      'spec.validation.caCertificateRefs: no reference has a usable CA certificate; see condition ' +
      'ResolvedRefs. Until one has, requests to the target Services get 500',
  }
}

export function unknownCertificates(value: string | undefined): Problem {
  const path = 'spec.validation.wellKnownCACertificates'
  return {
    reason: 'Invalid',
    message: `${path}: ${quoted(value ?? '')} is not supported; use System, or use caCertificateRefs`,
  }
}

export function hostnameIsAddress(hostname: string): Problem {
  return {
    reason: 'Invalid',
    message:
      `spec.validation.hostname: ${hostname} is an IP address, but SNI allows only DNS names (RFC ` +
      '6066); use a DNS name of the certificate',
  }
}

/** "IPs are not allowed" (Hostname). A note: what else is listed is verified. */
export function altNameIsAddress(path: string, hostname: string): string {
  return (
    `${path}: ${hostname} is an IP address and has no effect, because it never equals a DNS name ` +
    'of a certificate; use a DNS name of the certificate'
  )
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
    message:
      `${path}: BackendTLSPolicy ${other} also targets ${target} and takes precedence; merge this ` +
      'policy into that one, and delete this policy',
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
    message: `${path}: Service ${service} does not exist; create it, or correct the ${fix}`,
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
    message:
      `${path}.sectionName: Service ${service} has no port named ${section} (${has}); correct the ` +
      'name. The policy has no effect on this target',
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
      : `. Until then, no traffic goes to Service ${meant}, unless another target names it`
  return {
    reason: 'Invalid',
    message:
      `${path}: kind ${full} is not supported as a target; use a Service (group: "", kind: ` +
      `Service)${until}`,
  }
}
