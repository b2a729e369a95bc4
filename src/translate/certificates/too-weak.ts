// Whether a certificate is below the security level that OpenSSL has for TLS (level 2: 112 bits), wherever in
// a chain it stands.
import type { X509Certificate } from 'node:crypto'
import { contextOptions, whyRefused } from '../../snapshot/tls-context.ts'

/** A sentence part: `its key is too short`. */
export function whyTooWeak(certificate: X509Certificate): string | undefined {
  return whyKeyTooWeak(certificate) ?? whySignatureTooWeak(certificate)
}

/** By its key alone: nobody looks at the signature on a certificate that is trusted by itself. */
export function whyKeyTooWeak(certificate: X509Certificate): string | undefined {
  const known = answers.get(certificate)
  if (known) return known.why
  const why = readKey(certificate)
  answers.set(certificate, { why })
  return why
}

const answers = new WeakMap<X509Certificate, { readonly why: string | undefined }>()

function readKey(certificate: X509Certificate): string | undefined {
  // By itself, as if it were the leaf: OpenSSL looks at it there and then.
  const code = whyRefused({ ...contextOptions([]), cert: certificate.toString() })
  if (code === 'ERR_SSL_EE_KEY_TOO_SMALL') return `its key is too short (${code})`
  if (code !== undefined) return `TLS rejects it (${code})`
  if (hexOf(certificate).includes(writtenOutCurve))
    return 'its key has explicit curve parameters instead of a named curve (RFC 5480 §2.1.1 forbids them)'
  return undefined
}

/** DER: id-ecPublicKey, and a sequence where the curve's name should be. */
const writtenOutCurve = '06072a8648ce3d020130'

/** OpenSSL leaves it to clients, which refuse it. */
function whySignatureTooWeak(certificate: X509Certificate): string | undefined {
  if (certificate.checkIssued(certificate)) return undefined
  const { signatureAlgorithm = '' } = certificate
  const isWeak =
    signatureAlgorithm === 'rsassaPss'
      ? !pssOfSha2.test(hexOf(certificate))
      : weakDigest.test(signatureAlgorithm)
  return isWeak ? `its signature is too weak (${signatureAlgorithm})` : undefined
}

const weakDigest = /sha-?1(?!\d)|md[245]|mdc-?2|ripemd/i
/** DER: id-RSASSA-PSS, whose digest is SHA-1 unless it is said: here SHA-256, SHA-384 or SHA-512. */
const pssOfSha2 = /06092a864886f70d01010a30..a0..30..060960864801650304020[123]/

function hexOf({ raw }: X509Certificate): string {
  return raw.toString('hex')
}
