// Why TLS to an endpoint failed, in one sentence for the log: what OpenSSL and Node say names neither
// the policy's part in it nor what to look at. Nothing of a key is ever in these errors.
import { codeOf } from '../../words/failure.ts'
import type { EndpointTls } from './endpoint-tls.ts'

export function tlsProblem(error: Error, tls: EndpointTls): Error {
  if (beforeTls.has(codeOf(error))) return error
  const sentence = sentenceFor(codeOf(error), tls) ?? error.message
  return new Error(`TLS to the endpoint (SNI ${tls.settings.hostname}) failed: ${sentence}`, {
    cause: error,
  })
}

/** No connection at all: that has nothing to do with TLS. */
const beforeTls: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
])

function sentenceFor(code: string, { bundles, certificate }: EndpointTls): string | undefined {
  switch (code) {
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'CERT_SIGNATURE_FAILURE':
      return `its certificate is not signed by a CA of ${trusted(bundles)} (${code})`
    case 'CERT_HAS_EXPIRED':
      return 'its certificate or one of its issuers has expired'
    case 'CERT_NOT_YET_VALID':
      return 'its certificate or one of its issuers is not valid yet'
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return 'it does not speak TLS'
    case 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL':
      return 'it does not accept the expected HTTP version (ALPN)'
    case 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED':
    case 'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_REQUIRED':
      return certificate
        ? `it rejects the client certificate ${certificate.name}`
        : 'it asks for a client certificate, and the Gateway has none'
    case 'ECONNRESET':
      return 'it closed the connection during the handshake'
    default:
      return undefined
  }
}

function trusted(bundles: EndpointTls['bundles']): string {
  if (bundles.length === 0) return 'the CA list of Node.js'
  return bundles.map(({ name }) => name).join(', ')
}
