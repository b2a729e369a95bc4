// A backend to try routes on: it answers every request with what it received. One port speaks
// HTTP/1.1, HTTP/2 with prior knowledge, and WebSocket (each message is sent back).
import http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { WebSocketServer } from 'ws'
import { answerTo, type Echo, type EchoIdentity, echoOf, failedAnswer } from './echo-answer.ts'
import { createFailingTries, type FailingTries } from './failing-tries.ts'
import { createOpenConnections } from './open-connections.ts'

/** RFC 6455 §7.4.1. */
const goingAway = 1001

export interface EchoBackendOptions extends EchoIdentity {
  /** Absent: every address of this machine. */
  readonly address?: string
  /** 0: any free port. */
  readonly port: number
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

export async function startEchoBackend(options: EchoBackendOptions): Promise<EchoBackend> {
  const connections = createOpenConnections()
  const http1Server = http.createServer()
  const http2Server = http2.createServer()
  const server = net.createServer((socket) => {
    connections.add(socket)
    // A client that goes away in the middle of something is no concern of the backend.
    socket.on('error', () => socket.destroy())
    handOver(socket, (isHttp2) => {
      // A session that is closed ends its socket once its last stream has ended.
      if (isHttp2) connections.keepUntilClosed(socket, socket)
      const speaker = isHttp2 ? http2Server : http1Server
      speaker.emit('connection', socket)
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
  writeHead(status: number, headers: http.OutgoingHttpHeaders): unknown
}

/** HTTP/2 with prior knowledge starts with `PRI * HTTP/2.0` (RFC 9113 §3.4); no other method does. */
function handOver(socket: net.Socket, to: (isHttp2: boolean) => void): void {
  socket.once('readable', () => {
    const start: Buffer | null = socket.read()
    if (!start) return
    socket.unshift(start)
    to(start.subarray(0, 3).toString('latin1') === 'PRI')
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
  const echo = echoOf(receivedRequest(request), options, port)
  options.onRequest?.(echo)
  const failure = failing.next(echo.path)
  const answer = failure ? failedAnswer(failure) : answerTo(echo)
  const send = (): void => {
    if (answer.isClosed) return void response.destroy()
    const goodbye = isLast() && request.httpVersion !== '2.0' && { connection: 'close' }
    response.writeHead(answer.status, { ...answer.headers, ...goodbye })
    response.end(answer.body)
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

function receivedRequest(request: AnyRequest): Parameters<typeof echoOf>[0] {
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    host: authorityOf(request),
    proto: protoOf(request),
    rawHeaders: request.rawHeaders,
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
