// A backend to try routes on: it answers every request with what it received. One port speaks
// HTTP/1.1, HTTP/2 with prior knowledge, gRPC, and WebSocket (each message is sent back), and sends back
// lines that are none of these; with a certificate all of it by TLS too.
import http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'
import tls from 'node:tls'
import { WebSocketServer } from 'ws'
import {
  answerWithEcho,
  type AnyRequest,
  type AnyResponse,
  type EchoOptions,
  receivedRequest,
} from './answer-with-echo.ts'
import { echoOf } from './echo-answer.ts'
import { echoLines } from './echo-lines.ts'
import { createFailingTries } from './failing-tries.ts'
import { createOpenConnections } from './open-connections.ts'

/** RFC 6455 §7.4.1. */
const goingAway = 1001

export interface EchoBackendOptions extends EchoOptions {
  /** Absent: every address of this machine. */
  readonly address?: string
  /** 0: any free port. */
  readonly port: number
  /** PEM. Who speaks TLS finds it here; a certificate of the client is asked for, and never verified. */
  readonly tls?: { readonly certificate: string; readonly key: string }
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
