// What is said about a reference to certificates of authorities (caCertificateRefs of Gateways and of
// BackendTLSPolicies). The reasons' words differ by the kind that refers, so that these give the
// mistake, and each kind its own word for it.

/** `kind`: it is not one that is read. `bundle`: it is not there, or nothing can be verified with it. */
export interface CaBundleProblem {
  readonly mistake: 'kind' | 'bundle'
  /** Names the path, the object, what was found and the fix. */
  readonly message: string
}

export function bundleKindUnsupported(
  path: string,
  { group, kind }: { readonly group: string; readonly kind: string },
): CaBundleProblem {
  const named = group === '' ? kind : `${kind}.${group}`
  return {
    mistake: 'kind',
    message:
      `${path}: kind ${named} is not supported for CA certificates; refer to a ConfigMap or a Secret ` +
      '(group: "", kind: ConfigMap or Secret)',
  }
}

export function bundleNotFound(
  path: string,
  {
    kind,
    key,
    nearest,
  }: {
    readonly kind: string
    readonly key: string
    /** The name of one that may be meant, in the same namespace. */
    readonly nearest: string | undefined
  },
): CaBundleProblem {
  const meant = nearest === undefined ? '' : ` (there is ${nearest})`
  // Of Secrets of another type it is not known whether they are there.
  const sought = kind === 'Secret' ? `Secret ${key} of type kubernetes.io/tls` : `${kind} ${key}`
  return {
    mistake: 'bundle',
    message:
      `${path}: ${sought} does not exist${meant}; create a ConfigMap with the CA certificates (PEM) ` +
      'in its key "ca.crt", and refer to it',
  }
}

/** `object` is `ConfigMap NAMESPACE/NAME`; `mistake` a sentence part that stands behind the object: `has no key "ca.crt"`. */
export function bundleUnusable(path: string, object: string, mistake: string): CaBundleProblem {
  return { mistake: 'bundle', message: `${path}: ${object} ${mistake}` }
}

export function authorityExpired(path: string, object: string, end: string): string {
  return (
    `Warning: ${path}: a CA certificate of ${object} expired at ${end}; renew it. Certificates ` +
    'that it signed are refused'
  )
}

export function authorityNotYetValid(path: string, object: string, start: string): string {
  return (
    `Warning: ${path}: a CA certificate of ${object} is not valid before ${start}. Until then, ` +
    'certificates that it signed are refused'
  )
}

/** `why` is a sentence part: `its key is too short`. */
export function authorityTooWeak(path: string, object: string, why: string): string {
  return (
    `Warning: ${path}: a CA certificate of ${object} cannot be used: ${why}; renew it. ` +
    'Certificates that it signed are refused'
  )
}

export function revocationsUnread(path: string, object: string): string {
  return (
    `Warning: ${path}: ${object} has a certificate revocation list (X509 CRL) in "ca.crt", which ` +
    'has no effect; remove it. Revoked certificates are still accepted'
  )
}
