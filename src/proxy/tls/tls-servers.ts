// The TLS servers of one socket. Each Gateway, and within it each protocol and way of asking for client
// certificates, has ticket keys of its own, so that no session resumes where another client would have been
// asked for; each set of certificates has a server of its own, because Node's SNICallback, which could
// change a server's certificates, passes on only one of several.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:tls'
import { ByCertificates } from './by-certificates.ts'
import { clientCertificateOptions } from './client-certificate.ts'
import { contextOptions } from '../../snapshot/tls-context.ts'
import { certificatesFor } from './credential.ts'
import type { TerminatingListener } from './tls-listeners.ts'

/** Of listeners that share sessions. */
interface SharedTls {
  readonly sessions: Sessions
  readonly servers: ByCertificates<Server>
}

/** What keeps sessions apart: another one can't read a ticket, nor would it be one of its own. */
interface Sessions {
  readonly ticketKeys: Buffer
  readonly sessionIdContext: string
}

export interface TlsServerOptions {
  readonly handshakeTimeout: number
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
    const { sessions, servers } = this.#shared.getOrInsertComputed(shared, sharedTls)
    const certificates = certificatesFor(serverName, credentials)
    return servers.get(certificates, () => {
      const { handshakeTimeout, onServer } = this.#options
      const server = createServer({
        ...contextOptions(certificates),
        ...clientCertificateOptions(trust),
        ...sessions,
        // What a TLS listener carries is not known here, so nothing is agreed on: a client that offers h2
        // and is told yes would speak it to a backend that never said so. Envoy does the same.
        ...(protocol === 'HTTPS' && { ALPNProtocols: ['h2', 'http/1.1'] }),
        handshakeTimeout,
      })
      onServer(server)
      return server
    })
  }
}

function sharedTls(name: string): SharedTls {
  const sessionIdContext = createHash('sha256').update(name).digest('hex').slice(0, 32)
  return {
    sessions: { ticketKeys: randomBytes(48), sessionIdContext },
    servers: new ByCertificates(),
  }
}
