// Whether an endpoint's certificate, whose chain is verified already, is made out to whom its policy
// names. Own, because Node's check takes the subject's common name where there are no names (RFC 9525
// §2 forbids it), and knows no list of names and no URIs.
import type { X509Certificate } from 'node:crypto'
import type { BackendTls } from '../../../snapshot/routing-snapshot.ts'
import { type SubjectAltNames, subjectAltNames } from './subject-alt-names.ts'

/**
 * "Hostname MUST be used for authentication and MUST match the certificate served by the matching
 * backend, unless SubjectAltNames is specified … the certificate served from the backend MUST have at
 * least one Subject Alternate Name matching one of the specified SubjectAltNames"
 * (backendtlspolicy_types.go). One sentence; undefined: it is.
 */
export function whyNotTrusted(
  certificate: Pick<X509Certificate, 'checkHost' | 'subjectAltName'>,
  { hostname, subjectAltNames: wanted }: BackendTls,
): string | undefined {
  const names = subjectAltNames(certificate.subjectAltName)
  const accepted = wanted.length === 0 ? [{ type: 'Hostname' as const, value: hostname }] : wanted
  const isMet = accepted.some(({ type, value }) =>
    type === 'URI' ? names.uri.includes(value) : hasHostname(certificate, names, value),
  )
  if (isMet) return undefined
  const has = [...names.dns, ...names.uri].slice(0, 10).join(', ')
  return `its certificate is for ${has === '' ? 'no name' : has}, not for ${accepted.map(({ value }) => value).join(' or ')}`
}

/** RFC 9525 §6.3: `*` stands for one whole label, the leftmost. That holds for a policy's `*` too. */
function hasHostname(
  certificate: Pick<X509Certificate, 'checkHost'>,
  { dns }: SubjectAltNames,
  hostname: string,
): boolean {
  if (!hostname.startsWith('*.')) return certificate.checkHost(hostname, strictly) !== undefined
  const rest = hostname.slice(1).toLowerCase()
  return dns.some((name) => {
    const dot = name.indexOf('.')
    return dot > 0 && name.slice(dot).toLowerCase() === rest
  })
}

const strictly = { subject: 'never', wildcards: true, partialWildcards: false } as const
