// TLS of one socket. The server name, read from the ClientHello, chooses the listener and so the TLS
// server. Each Gateway has ticket keys of its own, so that no session resumes in another one; each set
// of certificates has a server of its own, because Node's SNICallback, which could change a server's
// certificates, passes on only one of several.
import { createHash, randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { createServer, type Server, type TlsOptions, type TLSSocket } from 'node:tls'
import type { Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { Connection } from '../exchange.ts'
import { ByCertificates } from './by-certificates.ts'
import { normalServerName, readClientHello, type ClientHello } from './client-hello.ts'
import type { Service } from './client-connection.ts'
import { certificatesFor, contextOptions } from './credential.ts'
import { lookAtFirstBytes } from './first-bytes.ts'
import { endSoon } from './linger.ts'
import { alertBytes, type TlsAlert } from './tls-alert.ts'
import { compileTlsListeners, noTlsListeners } from './tls-listeners.ts'

export type TlsFacts = NonNullable<Connection['tls']>

interface GatewayTls {
  readonly sessions: Sessions
  readonly servers: ByCertificates<Server>
}

/** What keeps sessions apart: another Gateway can't read a ticket, nor would it be one of its own. */
interface Sessions {
  readonly ticketKeys: Buffer
  readonly sessionIdContext: string
}

interface Handshake {
  readonly facts: TlsFacts
  resolve(stream: TLSSocket | undefined): void
}

export class TlsTermination {
  readonly #service: Service
  readonly #socketName: string
  readonly #gateways = new Map<string, GatewayTls>()
  readonly #handshakes = new Map<string, Handshake>()
  #listeners = noTlsListeners

  constructor(service: Service, socketName: string) {
    this.#service = service
    this.#socketName = socketName
  }

  /** New handshakes go by these. Returns by listener name what is wrong with its certificates. */
  update(
    listeners: readonly Listener[],
    certificates: RoutingSnapshot['certificates'],
  ): ReadonlyMap<string, string> {
    this.#listeners = compileTlsListeners(listeners, certificates, this.#listeners.lastGood)
    const gateways = new Set(this.#listeners.all.map(({ gateway }) => gateway))
    for (const name of this.#gateways.keys()) if (!gateways.has(name)) this.#gateways.delete(name)
    for (const name of gateways) {
      if (this.#gateways.has(name)) continue
      this.#gateways.set(name, { sessions: sessionsOf(name), servers: new ByCertificates() })
    }
    return this.#listeners.problems
  }

  /** Undefined where the connection was refused, or failed; it is closed, or about to be, then. */
  async accept(raw: Socket): Promise<{ stream: TLSSocket; facts: TlsFacts } | undefined> {
    const { limits } = this.#service
    const hello = await lookAtFirstBytes(raw, limits.helloTimeoutMs, (bytes) => {
      const found = readClientHello(bytes, limits)
      return found.type === 'more' ? { needs: found.bytes } : { found }
    })
    if (hello.type !== 'found') {
      if (hello.type === 'timeout')
        this.#service.observer.onRefused(this.#socketName, 'hello-timeout')
      return void raw.destroy()
    }
    if (hello.found.type !== 'hello') return this.#refuseHello(raw, hello.found)
    const { serverName } = hello.found
    const listener = this.#listeners.names.find(serverName)
    const gateway = listener && this.#gateways.get(listener.gateway)
    if (listener === undefined || gateway === undefined) {
      return this.#refuse(raw, 'no-such-server-name', 'unrecognized_name')
    }
    const facts = { serverName, gateway: listener.gateway, listener: listener.name }
    const certificates = certificatesFor(serverName, listener.credentials)
    const server = gateway.servers.get(certificates, () =>
      this.#createServer({ ...contextOptions(certificates), ...gateway.sessions }),
    )
    const stream = await this.#shakeHands(raw, server, facts)
    return stream && { stream, facts }
  }

  #shakeHands(raw: Socket, server: Server, facts: TlsFacts): Promise<TLSSocket | undefined> {
    const key = keyOf(raw)
    return new Promise((resolve) => {
      this.#handshakes.set(key, { facts, resolve })
      raw.once('close', () => {
        resolve(undefined)
        if (this.#handshakes.get(key)?.resolve === resolve) this.#handshakes.delete(key)
      })
      server.emit('connection', raw)
    })
  }

  #createServer(options: TlsOptions): Server {
    const server = createServer({
      ...options,
      ALPNProtocols: ['h2', 'http/1.1'],
      handshakeTimeout: this.#service.limits.handshakeTimeoutMs,
    })
    server.on('secureConnection', this.#onSecure)
    server.on('tlsClientError', (error: NodeJS.ErrnoException, stream) => {
      const { observer } = this.#service
      observer.onRefused(this.#socketName, 'tls-handshake')
      observer.log.debug({ socket: this.#socketName, error: error.code }, 'A TLS handshake failed')
      stream.destroy()
    })
    return server
  }

  #onSecure = (stream: TLSSocket): void => {
    const key = keyOf(stream)
    const handshake = this.#handshakes.get(key)
    this.#handshakes.delete(key)
    // What was read here and what OpenSSL read must be one name: the listener was chosen by it.
    const serverName =
      typeof stream.servername === 'string' ? normalServerName(stream.servername) : ''
    if (handshake === undefined || handshake.facts.serverName !== serverName) {
      return void stream.destroy()
    }
    stream.on('error', ignore)
    stream.disableRenegotiation()
    handshake.resolve(stream)
  }

  #refuseHello(raw: Socket, hello: ClientHello): undefined {
    if (hello.type === 'not-tls') {
      this.#service.observer.onRefused(this.#socketName, 'not-tls')
      return void raw.destroy()
    }
    return this.#refuse(raw, 'bad-hello', 'decode_error')
  }

  #refuse(raw: Socket, reason: string, alert: TlsAlert): undefined {
    this.#service.observer.onRefused(this.#socketName, reason)
    endSoon(raw, alertBytes(alert), this.#service.limits)
  }
}

/** One connection of a socket: the TCP socket and the TLS socket around it say the same here. */
function keyOf(socket: Socket): string {
  const { remoteAddress, remotePort, localAddress, localPort } = socket
  return [remoteAddress, remotePort, localAddress, localPort].join(' ')
}

function sessionsOf(gateway: string): Sessions {
  const sessionIdContext = createHash('sha256').update(gateway).digest('hex').slice(0, 32)
  return { ticketKeys: randomBytes(48), sessionIdContext }
}

function ignore(): void {}
