// A TLS connection to an endpoint, which is secure before a byte of a request is written to it. Every
// connection makes a whole handshake: a resumed session would take over what was verified for another.
import { X509Certificate } from 'node:crypto'
import { connect, type TLSSocket } from 'node:tls'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import type { EndpointTls } from './endpoint-tls.ts'
import { asError } from './failure.ts'
import { whyNotTrusted } from './why-not-trusted.ts'

/** `protocol` is offered by ALPN. "Hostname MUST be used as the SNI" (backendtlspolicy_types.go). */
export function connectTls(
  { address, port }: Pick<Endpoint, 'address' | 'port'>,
  { settings, context }: EndpointTls,
  protocol: 'http/1.1' | 'h2',
): TLSSocket {
  return connect({
    host: address,
    port,
    servername: settings.hostname,
    ALPNProtocols: [protocol],
    secureContext: context,
    // Said, because the environment can change the default.
    rejectUnauthorized: true,
    checkServerIdentity: (_hostname, { raw }) => {
      // What is thrown here would end the process, and not the connection.
      try {
        const problem = whyNotTrusted(new X509Certificate(raw), settings)
        return problem === undefined ? undefined : new Error(problem)
      } catch (error) {
        return asError(error)
      }
    },
  })
}
