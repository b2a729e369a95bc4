// A TLS connection to an endpoint, which is secure before a byte of a request is written to it. Every
// connection makes a whole handshake: a resumed session would take over what was verified for another.
import type { Duplex } from 'node:stream'
import type { OnReadOpts } from 'node:net'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { nodeTls } from '../../../snapshot/node-tls.ts'
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { EndpointTls } from './endpoint-tls.ts'
import { asError } from '../../words/failure.ts'
import { whyNotTrusted } from './why-not-trusted.ts'

/**
 * To an endpoint, or over a connection to it. `protocol` is offered by ALPN; absent: nothing is. `onread`: what it reads into, to an endpoint only. "Hostname
 * MUST be used as the SNI" (backendtlspolicy_types.go).
 */
export function connectTls(
  to: Pick<Endpoint, 'address' | 'port'> | Duplex,
  { settings, context }: EndpointTls,
  protocol?: 'http/1.1' | 'h2',
  onread?: OnReadOpts,
): TLSSocket {
  const socket: TLSSocket = nodeTls().connect({
    ...('address' in to ? { host: to.address, port: to.port } : { socket: to }),
    servername: settings.hostname,
    ...(protocol && { ALPNProtocols: [protocol] }),
    ...(onread && { onread }),
    secureContext: context,
    // Said, because the environment can change the default.
    rejectUnauthorized: true,
    checkServerIdentity: () => {
      // What is thrown here would end the process, and not the connection.
      try {
        const leaf = socket.getPeerX509Certificate()
        const problem = leaf ? whyNotTrusted(leaf, settings) : 'The endpoint shows no certificate'
        return problem === undefined ? undefined : new Error(problem)
      } catch (error) {
        return asError(error)
      }
    },
  })
  // Node asks for this before it asks for the identity. It makes objects of the whole chain, and a key in it
  // on a curve that NIST has no name for (secp256k1, brainpool) ends the process: strlen of nothing.
  socket.getPeerCertificate = () => notAsked
  return socket
}

// What Node itself gives where there is no certificate; its types leave that out.
const notAsked = {} as DetailedPeerCertificate
