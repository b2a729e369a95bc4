// What a TLS server asks of clients where a listener trusts authorities, what Node makes of the answer, and
// what it leaves to look at.
import type { X509Certificate } from 'node:crypto'
import type { TlsOptions, TLSSocket } from 'node:tls'
import type { ClientTrust } from './client-trust.ts'

/**
 * Node goes on with a handshake whatever the client shows and looks at it at its end; with
 * `rejectUnauthorized` it closes the connection before anybody can read from it.
 *
 * With AllowInsecureFallback clients are asked and nothing comes of it: "even if the client certificate is
 * not presented or fails verification" (gateway_types.go). By no authority, because a signature that is not
 * that authority's leaves an error in OpenSSL's queue, which Node takes for one of its next read.
 */
export function clientCertificateOptions(trust: ClientTrust): TlsOptions {
  if (trust.type !== 'authorities') return {}
  return trust.mode === 'AllowInsecureFallback'
    ? { requestCert: true, rejectUnauthorized: false, ca: [] }
    : { requestCert: true, rejectUnauthorized: true, ca: [...trust.anchors.values()] }
}

/**
 * A certificate is not verified again where a session resumes, and each time a session resumes the client
 * gets the next one: without this look it would outlive its certificate for good.
 */
export function isResumedInVain(stream: TLSSocket, trust: ClientTrust): boolean {
  if (!clientCertificateOptions(trust).rejectUnauthorized || !stream.isSessionReused()) return false
  const certificate = stream.getPeerX509Certificate()
  return certificate === undefined || !isInTime(certificate)
}

/**
 * Of an authority that another one has signed OpenSSL does not ask the time, being the end of a chain: its
 * clients would outlive it. Where there is such a one, it is looked who vouches for this client. The session
 * of a client that resumes has no more than its own certificate: where that does not tell, it is refused.
 */
export function isVouchedForInVain(stream: TLSSocket, trust: ClientTrust): boolean {
  if (trust.type !== 'authorities' || trust.mode !== 'AllowValidOnly') return false
  const { authorities } = trust
  if (authorities.every(isInTime)) return false
  // More may be shown than the chain, in any order: each link is a signature.
  let shown = chainOf(stream.getPeerX509Certificate())
  let [one] = shown
  while (one !== undefined) {
    const signed = one
    const vouching = authorities.filter((authority) => vouches(authority, signed))
    if (vouching.length > 0) return !vouching.some(isInTime)
    shown = shown.filter((other) => other !== signed)
    one = shown.find((other) => vouches(other, signed))
  }
  return true
}

function chainOf(certificate: X509Certificate | undefined): readonly X509Certificate[] {
  return certificate ? [certificate, ...chainOf(certificate.issuerCertificate)] : []
}

function vouches(authority: X509Certificate, certificate: X509Certificate): boolean {
  if (authority.fingerprint256 === certificate.fingerprint256) return true
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey)
}

function isInTime({ validFromDate, validToDate }: X509Certificate): boolean {
  const now = Date.now()
  return validFromDate.getTime() <= now && now <= validToDate.getTime()
}

/** Why a handshake failed, if it did for the client's certificate: OpenSSL's code, or Node's. */
export function certificateProblem(
  stream: TLSSocket,
  { code }: NodeJS.ErrnoException,
): string | undefined {
  // Node has the code there, whatever its types say.
  const error: unknown = stream.authorizationError
  if (typeof error === 'string') return error
  return code === 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE' ? code : undefined
}
