// What is said about a listener's certificates (ResolvedRefs of gateway_types.go). A reference that
// is not allowed says which grant is needed and nothing about its target.
import { grantNeeded, type RefusedReference } from '../grant-needed.ts'
import type { Problem } from '../judged.ts'

export function certificateNotPermitted(refused: RefusedReference): Problem {
  return { reason: 'RefNotPermitted', message: grantNeeded(refused) }
}

export function certificateKindUnsupported(
  path: string,
  ref: { readonly group: string; readonly kind: string },
): Problem {
  const named = ref.group === '' ? ref.kind : `${ref.kind}.${ref.group}`
  return invalid(
    `${path}: kind ${named} is not supported for certificates; refer to a Secret ` +
      '(group: "", kind: Secret)',
  )
}

export function secretNotFound(
  path: string,
  secret: string,
  /** The name of one that may be meant, in the same namespace. */
  nearest?: string,
): Problem {
  const [namespace, name] = secret.split('/')
  const meant = nearest === undefined ? '' : ` (there is ${nearest})`
  return invalid(
    // Of Secrets of another type it is not known whether they are there.
    `${path}: Secret ${secret} of type kubernetes.io/tls does not exist${meant}; create it, for ` +
      `example with kubectl -n ${namespace} create secret tls ${name} --cert=FILE --key=FILE`,
  )
}

/** `mistake` is one sentence part without the Secret's name: `has no key "tls.crt"`. */
export function secretUnusable(path: string, secret: string, mistake: string): Problem {
  return invalid(`${path}: Secret ${secret} ${mistake}`)
}

/** The Secret turned to garbage while its last good pair was live. */
export function lastGoodServes(path: string, secret: string, mistake: string): Problem {
  return invalid(
    `${path}: Secret ${secret} ${mistake}. The last valid key pair stays in use until the Secret ` +
      'is corrected or Rauta restarts',
  )
}

/** `which`: `the certificate of Secret NAMESPACE/NAME`, or which other one of its chain. */
export function certificateExpired(path: string, which: string, end: string): string {
  return `Warning: ${path}: ${which} expired at ${end} but is still served; renew it`
}

export function certificateNotYetValid(path: string, which: string, start: string): string {
  return `Warning: ${path}: ${which} is served but is not valid before ${start}`
}

export function certificateForOtherName(path: string, hostname: string): string {
  return (
    `Warning: ${path}.tls.certificateRefs: no certificate covers the hostname ${hostname} of the ` +
    'listener; add a certificate for it'
  )
}

function invalid(message: string): Problem {
  return { reason: 'InvalidCertificateRef', message }
}
