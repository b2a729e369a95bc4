// What a TLS server asks of clients where a listener trusts authorities, what Node makes of the answer, and
// what it leaves to look at.
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
  if (certificate === undefined) return true
  const { validFromDate, validToDate } = certificate
  const now = Date.now()
  return now < validFromDate.getTime() || now > validToDate.getTime()
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
