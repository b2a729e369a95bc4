// TLS of one socket. The server name, read from the ClientHello, chooses the listener and so the TLS
// server, or that there is none and the bytes go on as they come.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Connection } from './words/exchange.ts'
import { resetConnection } from './sockets/reset.ts'
import { ruleFor, type StreamSubject } from './streams/route-stream.ts'
import type { BegunStream } from './streams/serve-stream.ts'
import { plainEnd, tlsEnd, type StreamEnd } from './streams/stream-end.ts'
import { TlsCarrier } from './sockets/tls-carrier.ts'
import { normalServerName, readClientHello, type ClientHello } from './tls/client-hello.ts'
import type { ListenerContext } from './sockets/client-connection.ts'
import {
  certificateProblem,
  isResumedInVain,
  isVouchedForInVain,
} from './tls/client-certificate.ts'
import { type ClientTrust, isAsTrusted } from './tls/client-trust.ts'
import { lookAtFirstBytes } from './sockets/first-bytes.ts'
import { endSoon } from './sockets/linger.ts'
import {
  compileTlsListeners,
  noTlsListeners,
  type LoadedHttpsListener,
  type LoadedTlsListener,
  type SecureListener,
  type TerminatingListener,
  type TlsMaterial,
} from './tls/tls-listeners.ts'
import { TlsServers } from './tls/tls-servers.ts'

export type TlsFacts = NonNullable<Connection['tls']>

export type Accepted =
  | { readonly type: 'http'; readonly stream: TLSSocket; readonly facts: TlsFacts }
  | { readonly type: 'stream'; readonly end: StreamEnd; readonly begun: BegunStream }

interface Handshake {
  readonly serverName: string
  readonly trust: ClientTrust
  /** What TLS is spoken over. */
  readonly under: Socket | TlsCarrier
  /** Where it matters how the connection ends; HTTP tells by itself what is complete. */
  readonly carrier?: TlsCarrier
  resolve(stream: TLSSocket | undefined): void
}

export class TlsTermination {
  readonly #service: ListenerContext
  readonly #socketName: string
  readonly #servers: TlsServers
  /** Of a TLS server's connections, which it tells by their TLS sockets alone. */
  readonly #handshake = new AsyncLocalStorage<Handshake>()
  #listeners = noTlsListeners
  #hasStreams = false

  constructor(service: ListenerContext, socketName: string) {
    this.#service = service
    this.#socketName = socketName
    this.#servers = new TlsServers({
      handshakeTimeout: service.limits.handshakeTimeoutMs,
      ticketSecret: service.ticketSecret,
      onServer: (server) =>
        server.on('secureConnection', this.#onSecure).on('tlsClientError', this.#onClientError),
    })
  }

  /** New handshakes go by these. Returns by listener name what is wrong with it. */
  update(listeners: readonly SecureListener[], material: TlsMaterial): ReadonlyMap<string, string> {
    this.#listeners = compileTlsListeners(listeners, material, this.#listeners.lastGood)
    this.#hasStreams = listeners.some(({ protocol }) => protocol === 'TLS')
    this.#servers.keep(
      new Set(this.#listeners.all.flatMap((one) => (one.mode === 'Terminate' ? one.shared : []))),
    )
    return this.#listeners.problems
  }

  /** Undefined where the connection was refused, or failed; it is closed, or about to be, then. */
  async accept(raw: Socket): Promise<Accepted | undefined> {
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
    const found = this.#listeners.names.find(serverName)
    if (!found) return this.#refuseName(raw)
    if (found.protocol === 'TLS') return this.#acceptStream(raw, serverName, found)
    const stream = await this.#shakeHands(raw, serverName, found)
    return stream && { type: 'http', stream, facts: this.#factsOf(serverName, found) }
  }

  async #acceptStream(
    raw: Socket,
    serverName: string,
    loaded: LoadedTlsListener,
  ): Promise<Accepted | undefined> {
    const asked = { listener: loaded.listener, serverName }
    const begun: BegunStream = { asked, snapshot: this.#service.streams.snapshot() }
    // Where there is no rule, nobody needs to see a certificate.
    if (loaded.mode === 'Passthrough' || !ruleFor(asked))
      return { type: 'stream', end: plainEnd(raw), begun }
    const carrier = new TlsCarrier(raw)
    const stream = await this.#shakeHands(raw, serverName, loaded, carrier)
    const { trust } = loaded
    return stream && { type: 'stream', end: tlsEnd(stream, carrier), begun: { ...begun, trust } }
  }

  /** What a stream's client would ask for now: by the same name, and no other mode or less trust would do. */
  askedNow({ asked, trust: then }: BegunStream): StreamSubject | undefined {
    const { serverName = '' } = asked
    const found = this.#listeners.names.find(serverName)
    if (found?.protocol !== 'TLS') return undefined
    const isAsBefore =
      found.mode === 'Terminate'
        ? then !== undefined && isAsTrusted(then, found.trust)
        : then === undefined
    return isAsBefore ? { listener: found.listener, serverName } : undefined
  }

  #factsOf(serverName: string, { listener, trust, identity }: LoadedHttpsListener): TlsFacts {
    const { name, gateway } = listener
    const isOutdated = (now = name) => this.#isOutdated(now, trust)
    return { serverName, gateway, listener: name, identity, isOutdated }
  }

  #isOutdated(listener: string, then: ClientTrust): boolean {
    const now = this.#listeners.trusts.get(listener)
    return now !== undefined && !isAsTrusted(then, now)
  }

  #shakeHands(
    raw: Socket,
    serverName: string,
    listener: TerminatingListener,
    carrier?: TlsCarrier,
  ): Promise<TLSSocket | undefined> {
    const server = this.#servers.find(serverName, listener)
    return new Promise((resolve) => {
      const onClose = () => resolve(undefined)
      const settle = (stream: TLSSocket | undefined) => {
        raw.off('close', onClose)
        resolve(stream)
      }
      raw.on('close', onClose)
      const { trust } = listener
      const under = carrier ?? raw
      const handshake = { serverName, trust, under, resolve: settle, ...(carrier && { carrier }) }
      // The TLS socket takes this over. A client that ends amid the handshake is gone, and would be waited
      // for; after it, either side may end first (below).
      under.allowHalfOpen = false
      this.#handshake.run(handshake, () => server.emit('connection', under))
    })
  }

  #onClientError = (error: NodeJS.ErrnoException, stream: TLSSocket): void => {
    const problem = certificateProblem(stream, error)
    if (problem !== undefined) return this.#refuseClient(stream, problem)
    const { observer } = this.#service
    observer.onRefused(this.#socketName, 'tls-handshake')
    observer.log.debug({ socket: this.#socketName, error: error.code }, 'A TLS handshake failed')
    stream.destroy()
  }

  #onSecure = (stream: TLSSocket): void => {
    const handshake = this.#handshake.getStore()
    if (handshake === undefined || !isNamedAlike(stream, handshake.serverName)) {
      return void stream.destroy()
    }
    for (const one of [handshake.under, stream]) one.allowHalfOpen = true
    handshake.carrier?.watch(stream)
    stream.on('error', (error) => this.#onError(stream, error))
    const { trust } = handshake
    if (isResumedInVain(stream, trust) || isVouchedForInVain(stream, trust))
      return this.#refuseClient(stream, 'CERT_HAS_EXPIRED')
    stream.disableRenegotiation()
    handshake.resolve(stream)
  }

  /** Node tells of a renegotiation that it was told to disable, and goes on with it. */
  #onError(stream: TLSSocket, { code }: NodeJS.ErrnoException): void {
    if (code !== 'ERR_TLS_RENEGOTIATION_DISABLED') return
    this.#service.observer.onRefused(this.#socketName, 'renegotiation')
    stream.destroy()
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

  /**
   * To users of TLSRoutes "rejected" means that the connection is closed, and to the official suite too
   * (utils/tls/tls.go, isConnectionRejected); to those of HTTPS alone an alert says more.
   */
  #refuseName(raw: Socket): undefined {
    const reason = 'no-such-server-name'
    if (!this.#hasStreams) return this.#refuse(raw, reason, 'unrecognized_name')
    this.#service.observer.onRefused(this.#socketName, reason)
    resetConnection(raw)
  }

  #refuse(raw: Socket, reason: string, alert: TlsAlert): undefined {
    this.#service.observer.onRefused(this.#socketName, reason)
    endSoon(raw, alertBytes(alert), this.#service.limits)
  }
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

const alerts = { decode_error: 50, unrecognized_name: 112, internal_error: 80 } as const

type TlsAlert = keyof typeof alerts

/**
 * A fatal one (RFC 8446 §6.2) in the clear, before any TLS server has seen the connection: Node can't refuse a
 * server name with the alert that says so.
 */
function alertBytes(alert: TlsAlert): Buffer {
  // Record: alert (21), TLS 1.2 as every client's first answer (§5.1), two bytes: fatal (2), which.
  return Buffer.from([21, 3, 3, 0, 2, 2, alerts[alert]])
}
