// What a client of HTTP/1.x is told of what cannot be served, and what becomes of its connection: the parser's
// errors, and heads that are refused. Each refusal is the last word on the connection: its client would
// go on using it, and what follows may be the middle of a body.
import type { ListenerContext } from '../../sockets/client-connection.ts'
import { endSoon, leaveUnread, lingerAtEnd } from '../../sockets/linger.ts'
import { refusalBytes, refuse, type RequestRefusal } from '../../sockets/refusal.ts'
import type { Http1Connection, Turn } from './http1-connection.ts'
import { lastWordSaid } from './http1-state.ts'
import { parserRefusal, type ParserError } from './parser-refusal.ts'

export function refuseUnreadable(
  connection: Http1Connection,
  error: ParserError,
  service: ListenerContext,
): void {
  const { stream, serving, incoming, outgoing } = connection
  if (outgoing === 'refused' || incoming === 'full' || connection.refusal !== undefined) return
  const refusal = refusalOf(error, connection)
  if (refusal === undefined || !stream.writable) return void stream.destroy()
  if (serving === undefined) return refuseConnection(connection, refusal, service)
  if (serving.request.complete) {
    // It is a later request that can't be read: those before it get their answers.
    connection.refusal = refusal
    leaveUnread(stream, service.limits)
  } else if (serving.response.headersSent) stream.destroy()
  else refuseConnection(connection, refusal, service)
}

/** Where there is no response to write to; what is being served gets to see the connection close. */
export function refuseConnection(
  connection: Http1Connection,
  refusal: RequestRefusal,
  { observer, limits }: ListenerContext,
): void {
  lastWordSaid(connection)
  observer.onRefused(connection.socketName, refusal.reason)
  endSoon(connection.stream, refusalBytes(refusal), limits)
}

export function refuseRequest(
  { connection, request, response }: Turn,
  refusal: RequestRefusal,
  { observer, limits }: ListenerContext,
): void {
  lastWordSaid(connection)
  observer.onRefused(connection.socketName, refusal.reason)
  request.on('error', ignore)
  response.on('error', ignore)
  response.shouldKeepAlive = false
  if (!request.complete) lingerAtEnd(connection.stream, request, limits)
  response.writeHead(refusal.status, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`${refusal.says}\n`)
}

/** Of a first request it is known how long its line was, and of one that is being read that it is a trailer. */
function refusalOf(
  error: ParserError,
  { line, version, serving }: Http1Connection,
): RequestRefusal | undefined {
  if (error.code !== 'HPE_HEADER_OVERFLOW') return parserRefusal(error)
  if (serving?.request.complete === false) return refuse('header-too-large')
  if (line === undefined || version !== undefined) return parserRefusal(error)
  return refuse(line.isLong ? 'target-too-long' : 'header-too-large')
}

function ignore(): void {}
