// What is said where a Gateway asks for the certificates of clients (FrontendTLSValidation of
// gateway_types.go). A reference that is not allowed says which grant is needed and nothing about its target.
import type { CaBundleProblem } from './ca-bundle-conditions.ts'
import { grantNeeded, type RefusedReference } from '../grant-needed.ts'
import type { Problem } from '../judged.ts'

export function clientCaNotPermitted(refused: RefusedReference): Problem {
  return { reason: 'RefNotPermitted', message: grantNeeded(refused) }
}

export function clientCaInvalid({ mistake, message }: CaBundleProblem): Problem {
  return {
    reason: mistake === 'kind' ? 'InvalidCACertificateKind' : 'InvalidCACertificateRef',
    message,
  }
}

/** "If ALL CACertificateRefs are invalid, … the `Accepted` condition on the listener is set to … False". */
export function noValidClientCa(path: string): Problem {
  return {
    reason: 'NoValidCACertificate',
    message:
      `${path}.caCertificateRefs: no reference has a usable CA certificate; see condition ` +
      'ResolvedRefs. Until one has, the listener stays closed',
  }
}

/** Of a listener that would be valid, were something there that it refers to. */
export function isLackOfClientCa({ reason }: Problem): boolean {
  return reason === 'NoValidCACertificate'
}

/** "either at the Gateway level or via a per-port override". `paths` are those of the modes. */
export function clientsNotVerified(paths: readonly string[]): Problem {
  return {
    reason: 'ConfigurationChanged',
    message:
      `${paths.join(', ')}: AllowInsecureFallback accepts clients with any certificate or none; ` +
      'use AllowValidOnly, except in tests. Rauta does not verify these clients; the backends must do it',
  }
}

export function noListenerOnPort(path: string, port: number): string {
  return (
    `${path}: this Gateway has no HTTPS listener on port ${port}, so the entry applies to ` +
    'none of its own listeners'
  )
}
