// A backend to try routes on: it answers every request with what it received. One port speaks
// HTTP/1.1, HTTP/2 with prior knowledge, gRPC, and WebSocket (each message is sent back), and sends back
// lines that are none of these; with a certificate all of it by TLS too.
import http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'
import type { Readable, Writable } from 'node:stream'
import tls, { type TLSSocket } from 'node:tls'
import { WebSocketServer } from 'ws'
import { answerTo, type Echo, type EchoIdentity, echoOf, failedAnswer } from './echo-answer.ts'
import { answerToCall, isGrpcCall } from './echo-grpc.ts'
import { echoLines } from './echo-lines.ts'
import { createFailingTries, type FailingTries } from './failing-tries.ts'
import { createOpenConnections } from './open-connections.ts'

/** RFC 6455 §7.4.1. */
const goingAway = 1001

export interface EchoBackendOptions extends EchoIdentity {
  /** Absent: every address of this machine. */
  readonly address?: string
  /** 0: any free port. */
  readonly port: number
  /** PEM. Who speaks TLS finds it here; a certificate of the client is asked for, and never verified. */
  readonly tls?: { readonly certificate: string; readonly key: string }
  /** Called with every request that came, mirrored ones too. */
  readonly onRequest?: (echo: Echo) => void
}

export interface EchoBackend {
  readonly port: number
  /** Answers over HTTP/1 say `Connection: close` from here on; new connections are still taken. */
  startDraining(): void
  /** Ends every connection: idle ones at once, the others when answered, or after `graceMs`. */
  close(graceMs?: number): Promise<void>
}

/** More than gateways pass on: they are what is tried. */
const headBytes = 128 * 1024

export async function startEchoBackend(options: EchoBackendOptions): Promise<EchoBackend> {
  const connections = createOpenConnections()
  const http1Server = http.createServer({ maxHeaderSize: headBytes })
  const http2Server = http2.createServer({
    settings: { maxHeaderListSize: headBytes },
    maxHeaderListPairs: headBytes / 32,
  })
  const tlsServer = options.tls && tlsServerWith(options.tls)
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    connections.add(socket)
    // A client that goes away is no concern of the backend.
    socket.on('error', () => socket.destroy())
    handOver(socket, tlsServer !== undefined, (spoken) => {
      // A session that is closed ends its socket once its last stream has ended, and so does TLS.
      if (spoken === 'http2' || spoken === 'tls') connections.keepUntilClosed(socket, socket)
      if (spoken === 'lines') return echoLines(socket, options)
      const speaker = { http1: http1Server, http2: http2Server, tls: tlsServer }[spoken]
      speaker?.emit('connection', socket)
    })
  })
  tlsServer?.on('secureConnection', (socket) => {
    connections.add(socket)
    socket.on('error', () => socket.destroy())
    if (socket.alpnProtocol === 'h2') {
      connections.keepUntilClosed(socket, socket)
      return void http2Server.emit('connection', socket)
    }
    handOver(socket, false, (spoken) => {
      if (spoken === 'lines') echoLines(socket, options)
      else http1Server.emit('connection', socket)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(
      { port: options.port, ...(options.address && { host: options.address }) },
      resolve,
    )
  })
  const { port } = server.address() as net.AddressInfo
  const failing = createFailingTries()
  let isDraining = false

  const answer = (request: AnyRequest, response: AnyResponse): void =>
    answerWithEcho({ request, response, port, options, failing, isLast: () => isDraining })
  http1Server.on('request', (request, response) => {
    connections.keepUntilClosed(request.socket, response)
    answer(request, response)
  })
  http2Server.on('request', answer)
  http2Server.on('session', connections.addSession)
  const webSockets = new WebSocketServer({ noServer: true })
  http1Server.on('upgrade', (request, socket, head) => {
    options.onRequest?.(echoOf(receivedRequest(request), options, port))
    webSockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (message, isBinary) => client.send(message, { binary: isBinary }))
      client.on('error', () => client.terminate())
    })
  })

  return {
    port,
    startDraining() {
      isDraining = true
    },
    async close(graceMs = 0) {
      isDraining = true
      const closed = new Promise((resolve) => server.close(resolve))
      for (const client of webSockets.clients) client.close(goingAway)
      connections.end(graceMs)
      await closed
    },
  }
}

type AnyRequest = http.IncomingMessage | http2.Http2ServerRequest

/** What http.ServerResponse and http2.Http2ServerResponse have in common. */
interface AnyResponse extends Writable {
  getHeaderNames(): string[]
  removeHeader(name: string): void
  writeHead(status: number, headers: http.OutgoingHttpHeaders): unknown
  addTrailers(trailers: http.OutgoingHttpHeaders): void
}

function tlsServerWith({ certificate, key }: NonNullable<EchoBackendOptions['tls']>): tls.Server {
  const server = tls.createServer({
    cert: certificate,
    key,
    ALPNProtocols: ['h2', 'http/1.1'],
    requestCert: true,
    rejectUnauthorized: false,
  })
  return server.on('tlsClientError', (_error, socket) => socket.destroy())
}

type Spoken = 'http1' | 'http2' | 'tls' | 'lines'

/**
 * HTTP/2 with prior knowledge starts with `PRI * HTTP/2.0` (RFC 9113 §3.4), no other method does; TLS with
 * a record of type 22 (RFC 8446 §5.1), no method does; HTTP/1.1 with a method and a target (RFC 9112 §3).
 */
function handOver(socket: net.Socket, speaksTls: boolean, to: (spoken: Spoken) => void): void {
  socket.once('readable', () => {
    const start: Buffer | null = socket.read()
    if (!start) return
    socket.unshift(start)
    if (speaksTls && start[0] === 22) return to('tls')
    const text = start.toString('latin1', 0, 64)
    if (text.startsWith('PRI *')) return to('http2')
    to(/^[!#$%&'*+\-.^_`|~\w]+ (?:[/*]|[a-z]+:\/\/|\S+:\d)/i.test(text) ? 'http1' : 'lines')
  })
}

function answerWithEcho(exchange: {
  readonly request: AnyRequest
  readonly response: AnyResponse
  readonly port: number
  readonly options: EchoBackendOptions
  readonly failing: FailingTries
  readonly isLast: () => boolean
}): void {
  const { request, response, port, options, failing, isLast } = exchange
  if (request.httpVersion === '2.0' && isGrpcCall(request.headers)) return answerCall(exchange)
  const echo = echoOf(receivedRequest(request), options, port)
  options.onRequest?.(echo)
  const failure = failing.next(echo.path)
  const answer = failure ? failedAnswer(failure) : answerTo(echo)
  const send = (): void => {
    if (answer.isClosed) return void response.destroy()
    const goodbye = isLast() && request.httpVersion !== '2.0' ? { connection: 'close' } : {}
    try {
      if (answer.status < 200) throw new Error('a status below 200 ends no answer')
      response.writeHead(answer.status, { ...answer.headers, ...goodbye })
      response.end(answer.body)
    } catch (error) {
      // Asked for is what no answer can have.
      for (const name of response.getHeaderNames()) response.removeHeader(name)
      response.writeHead(400, goodbye)
      response.end(`${error instanceof Error ? error.message : error}\n`)
    }
  }
  const body: Readable = request
  body.on('error', () => response.destroy())
  body.resume()
  if (answer.delayMs === 0) {
    body.once('end', send)
    return
  }
  const timer = setTimeout(send, answer.delayMs)
  response.once('close', () => clearTimeout(timer))
}

function answerCall({
  request,
  response,
  port,
  options,
}: Parameters<typeof answerWithEcho>[0]): void {
  options.onRequest?.(echoOf(receivedRequest(request), options, port))
  const parts: Buffer[] = []
  const body: Readable = request
  body.on('error', () => response.destroy())
  body.on('data', (part: Buffer) => parts.push(part))
  body.once('end', () => {
    const { messages, status, message } = answerToCall(
      request.url ?? '',
      Buffer.concat(parts),
      options,
    )
    response.writeHead(200, { 'content-type': 'application/grpc' })
    response.addTrailers({
      'grpc-status': String(status),
      ...(message !== undefined && { 'grpc-message': message }),
    })
    for (const one of messages) response.write(one)
    response.end()
  })
}

function receivedRequest(request: AnyRequest): Parameters<typeof echoOf>[0] {
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    host: authorityOf(request),
    proto: protoOf(request),
    rawHeaders: request.rawHeaders,
    ...tlsOf(request),
  }
}

function tlsOf({ socket }: AnyRequest): Pick<Parameters<typeof echoOf>[0], 'tls'> {
  // Of HTTP/2 the socket is a stand-in, which is no TLSSocket to `instanceof`.
  const secure = socket as Partial<TLSSocket> & { servername?: unknown }
  if (!secure.encrypted) return {}
  // Not getPeerCertificate(): a key on a curve that NIST has no name for ends the process there.
  const [, name] = /^CN=(.*)$/m.exec(secure.getPeerX509Certificate?.()?.subject ?? '') ?? []
  return {
    tls: {
      serverName: typeof secure.servername === 'string' ? secure.servername : '',
      ...(name !== undefined && { clientCertificate: name }),
    },
  }
}

function authorityOf(request: AnyRequest): string {
  const pseudo = 'authority' in request ? request.authority : ''
  return pseudo || (request.headers.host ?? '')
}

function protoOf({ httpVersion }: AnyRequest): 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2.0' {
  if (httpVersion === '2.0') return 'HTTP/2.0'
  return httpVersion === '1.0' ? 'HTTP/1.0' : 'HTTP/1.1'
}
