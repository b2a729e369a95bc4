// The TLS servers of one socket. Each Gateway, and within it each protocol and way of asking for client
// certificates, has ticket keys of its own, so that no session resumes where another client would have been
// asked for; each set of certificates has a server of its own, because Node's SNICallback, which could
// change a server's certificates, passes on only one of several.
import { createHash } from 'node:crypto'
import type { Server } from 'node:tls'
import { ByCertificates } from './by-certificates.ts'
import { clientCertificateOptions } from './client-certificate.ts'
import { nodeTls } from '../../snapshot/node-tls.ts'
import { contextOptions } from '../../snapshot/tls-context.ts'
import { certificatesFor } from './credential.ts'
import { ticketKeysOf } from './ticket-secrets.ts'
import type { TerminatingListener } from './tls-listeners.ts'

/** Of listeners that share sessions. Another one can't read their tickets, nor would they be of its own. */
interface SharedTls {
  readonly sessionIdContext: string
  readonly servers: ByCertificates<KeyedServer>
}

interface KeyedServer {
  readonly server: Server
  /** What its ticket keys are derived from. */
  secret: Buffer
}

export interface TlsServerOptions {
  readonly handshakeTimeout: number
  /** The same object until it is another one. */
  readonly ticketSecret: () => Buffer
  /** To be told of its connections. */
  readonly onServer: (server: Server) => void
}

export class TlsServers {
  readonly #shared = new Map<string, SharedTls>()
  readonly #options: TlsServerOptions

  constructor(options: TlsServerOptions) {
    this.#options = options
  }

  /** Sessions of what is not among these are over. */
  keep(shared: ReadonlySet<string>): void {
    for (const name of this.#shared.keys()) if (!shared.has(name)) this.#shared.delete(name)
  }

  find(serverName: string, listener: TerminatingListener): Server {
    const { protocol, credentials, trust, shared } = listener
    const { sessionIdContext, servers } = this.#shared.getOrInsertComputed(shared, sharedTls)
    const certificates = certificatesFor(serverName, credentials)
    const { handshakeTimeout, onServer, ticketSecret } = this.#options
    const secret = ticketSecret()
    const keyed = servers.get(certificates, () => {
      const server = nodeTls().createServer({
        ...contextOptions(certificates),
        ...clientCertificateOptions(trust),
        ticketKeys: ticketKeysOf(secret, shared),
        sessionIdContext,
        // What a TLS listener carries is not known here, so nothing is agreed on: a client that offers h2
        // and is told yes would speak it to a backend that never said so. Envoy does the same.
        ...(protocol === 'HTTPS' && { ALPNProtocols: ['h2', 'http/1.1'] }),
        handshakeTimeout,
      })
      onServer(server)
      return { server, secret }
    })
    if (keyed.secret !== secret) {
      keyed.server.setTicketKeys(ticketKeysOf(secret, shared))
      keyed.secret = secret
    }
    return keyed.server
  }
}

function sharedTls(name: string): SharedTls {
  const sessionIdContext = createHash('sha256').update(name).digest('hex').slice(0, 32)
  return { sessionIdContext, servers: new ByCertificates() }
}
