// One request over HTTP, in any version, is answered with what it had.
import type http from 'node:http'
import type http2 from 'node:http2'
import type { Readable, Writable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { answerTo, type Echo, type EchoIdentity, echoOf, failedAnswer } from './echo-answer.ts'
import { answerToCall, isGrpcCall } from './echo-grpc.ts'
import type { FailingTries } from './failing-tries.ts'

export interface EchoOptions extends EchoIdentity {
  /** Called with every request that came, mirrored ones too. */
  readonly onRequest?: (echo: Echo) => void
}

export type AnyRequest = http.IncomingMessage | http2.Http2ServerRequest

/** What http.ServerResponse and http2.Http2ServerResponse have in common. */
export interface AnyResponse extends Writable {
  getHeaderNames(): string[]
  removeHeader(name: string): void
  writeHead(status: number, headers: http.OutgoingHttpHeaders): unknown
  addTrailers(trailers: http.OutgoingHttpHeaders): void
}

export function answerWithEcho(exchange: {
  readonly request: AnyRequest
  readonly response: AnyResponse
  readonly port: number
  readonly options: EchoOptions
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

export function receivedRequest(request: AnyRequest): Parameters<typeof echoOf>[0] {
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
