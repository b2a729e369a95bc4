// TLS of one socket. The server name, read from the ClientHello, chooses the listener and so the TLS
// server. Each Gateway, and within it each way of asking for client certificates, has ticket keys of its
// own, so that no session resumes where another client would have been asked for; each set of certificates
// has a server of its own, because Node's SNICallback, which could change a server's certificates, passes
// on only one of several.
import { createHash, randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { createServer, type Server, type TlsOptions, type TLSSocket } from 'node:tls'
import type { HttpListener } from '../../snapshot/routing-snapshot.ts'
import type { Connection } from '../exchange.ts'
import { ByCertificates } from './by-certificates.ts'
import { normalServerName, readClientHello, type ClientHello } from './client-hello.ts'
import type { Service } from './client-connection.ts'
import {
  certificateProblem,
  clientCertificateOptions,
  isResumedInVain,
} from './client-certificate.ts'
import { type ClientTrust, isAsTrusted } from './client-trust.ts'
import { certificatesFor, contextOptions } from './credential.ts'
import { lookAtFirstBytes } from './first-bytes.ts'
import { endSoon } from './linger.ts'
import { alertBytes, type TlsAlert } from './tls-alert.ts'
import {
  compileTlsListeners,
  noTlsListeners,
  type TlsListener,
  type TlsMaterial,
} from './tls-listeners.ts'

export type TlsFacts = NonNullable<Connection['tls']>

/** Of listeners of one Gateway that trust the same authorities with their clients. */
interface SharedTls {
  readonly sessions: Sessions
  readonly servers: ByCertificates<Server>
}

/** What keeps sessions apart: another one can't read a ticket, nor would it be one of its own. */
interface Sessions {
  readonly ticketKeys: Buffer
  readonly sessionIdContext: string
}

interface Handshake {
  readonly facts: TlsFacts
  readonly trust: ClientTrust
  resolve(stream: TLSSocket | undefined): void
}

export class TlsTermination {
  readonly #service: Service
  readonly #socketName: string
  readonly #shared = new Map<string, SharedTls>()
  readonly #handshakes = new Map<string, Handshake>()
  #listeners = noTlsListeners

  constructor(service: Service, socketName: string) {
    this.#service = service
    this.#socketName = socketName
  }

  /** New handshakes go by these. Returns by listener name what is wrong with it. */
  update(listeners: readonly HttpListener[], material: TlsMaterial): ReadonlyMap<string, string> {
    this.#listeners = compileTlsListeners(listeners, material, this.#listeners.lastGood)
    const names = new Set(this.#listeners.all.map(nameOfShared))
    for (const name of this.#shared.keys()) if (!names.has(name)) this.#shared.delete(name)
    for (const name of names) {
      if (this.#shared.has(name)) continue
      this.#shared.set(name, { sessions: sessionsOf(name), servers: new ByCertificates() })
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
    const shared = listener && this.#shared.get(nameOfShared(listener))
    if (listener === undefined || shared === undefined) {
      return this.#refuse(raw, 'no-such-server-name', 'unrecognized_name')
    }
    const { name, gateway, trust } = listener
    const isOutdated = () => this.#isOutdated(name, trust)
    const facts = { serverName, gateway, listener: name, isOutdated }
    const certificates = certificatesFor(serverName, listener.credentials)
    const server = shared.servers.get(certificates, () =>
      this.#createServer({
        ...contextOptions(certificates),
        ...clientCertificateOptions(trust),
        ...shared.sessions,
      }),
    )
    const stream = await this.#shakeHands(raw, server, { facts, trust })
    return stream && { stream, facts }
  }

  #isOutdated(listener: string, then: ClientTrust): boolean {
    const now = this.#listeners.trusts.get(listener)
    return now !== undefined && !isAsTrusted(then, now)
  }

  #shakeHands(
    raw: Socket,
    server: Server,
    about: Omit<Handshake, 'resolve'>,
  ): Promise<TLSSocket | undefined> {
    const key = keyOf(raw)
    return new Promise((resolve) => {
      this.#handshakes.set(key, { ...about, resolve })
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
      const problem = certificateProblem(stream, error)
      if (problem !== undefined) return this.#refuseClient(stream, problem)
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
    if (handshake === undefined || !isNamedAlike(stream, handshake.facts.serverName)) {
      return void stream.destroy()
    }
    stream.on('error', ignore)
    if (isResumedInVain(stream, handshake.trust))
      return this.#refuseClient(stream, 'CERT_HAS_EXPIRED')
    stream.disableRenegotiation()
    handshake.resolve(stream)
  }

  #refuseClient(stream: TLSSocket, error: string): void {
    const { observer } = this.#service
    observer.onRefused(this.#socketName, 'client-certificate')
    observer.log.debug({ socket: this.#socketName, error }, 'A client certificate was refused')
    stream.destroy()
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

function nameOfShared({ gateway, trust }: TlsListener): string {
  return trust.type === 'authorities' ? `${gateway} ${trust.digest}` : gateway
}

function sessionsOf(name: string): Sessions {
  const sessionIdContext = createHash('sha256').update(name).digest('hex').slice(0, 32)
  return { ticketKeys: randomBytes(48), sessionIdContext }
}

/**
 * What was read here and what OpenSSL read must be one name: the listener was chosen by it. Of a session
 * of TLS 1.2 that resumes OpenSSL tells the name that it was made for, which Node does not keep.
 */
function isNamedAlike(stream: TLSSocket, serverName: string): boolean {
  const { servername } = stream
  if (typeof servername === 'string') return normalServerName(servername) === serverName
  const isResumed = stream.getProtocol() === 'TLSv1.2' && stream.isSessionReused()
  return serverName === '' || isResumed
}

function ignore(): void {}
