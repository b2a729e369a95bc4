// Whether a certificate is below the security level that OpenSSL has for TLS (level 2: 112 bits), wherever in
// a chain it stands.
import type { X509Certificate } from 'node:crypto'
import { contextOptions, whyRefused } from '../snapshot/tls-context.ts'

/** A sentence part: `its key is too short`. */
export function whyTooWeak(certificate: X509Certificate): string | undefined {
  const known = answers.get(certificate)
  if (known) return known.why
  const why = read(certificate)
  answers.set(certificate, { why })
  return why
}

const answers = new WeakMap<X509Certificate, { readonly why: string | undefined }>()

function read(certificate: X509Certificate): string | undefined {
  // By itself, as if it were the leaf: OpenSSL looks at it there and then.
  const code = whyRefused({ ...contextOptions([]), cert: certificate.toString() })
  if (code === 'ERR_SSL_EE_KEY_TOO_SMALL') return `its key is too short (${code})`
  if (code !== undefined) return `it can not be used (${code})`
  // Some versions of OpenSSL leave the signature to clients, which refuse it.
  const { signatureAlgorithm = '' } = certificate
  const isWeak = /sha-?1(?!\d)|md[245]/i.test(signatureAlgorithm)
  // Nobody looks at the signature of an authority's own certificate.
  if (isWeak && !certificate.checkIssued(certificate))
    return `its signature is too weak (${signatureAlgorithm})`
  return undefined
}
