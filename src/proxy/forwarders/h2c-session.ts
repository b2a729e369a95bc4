// Opens an HTTP/2 connection, with prior knowledge in the clear and by ALPN over TLS, and waits until the endpoint has shown, by its
// SETTINGS, that it speaks HTTP/2: before that no request is begun, so that a port that speaks something
// else costs nothing of a client's body.
import { connect, type ClientHttp2Session } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import { maxHeadBytes } from '../head-bytes.ts'
import { connectTls } from './connect-tls.ts'
import type { EndpointTls } from './endpoint-tls.ts'
import { asError } from './failure.ts'
import { tlsProblem } from './tls-problem.ts'

/**
 * What an endpoint may send ahead of its reader, of one answer and of all on a connection. HTTP/2's own
 * 64 KiB allow 1.3 MB a second where an answer takes 50 ms; Envoy has 16 MiB, which is what each answer
 * may cost then if its client does not read.
 */
const streamWindowBytes = 256 * 1024
const connectionWindowBytes = 1024 * 1024
const lingerMs = 2_000

export async function openH2cSession(
  endpoint: Endpoint,
  { connectTimeoutMs, tls }: { connectTimeoutMs: number; tls: EndpointTls | undefined },
): Promise<ClientHttp2Session> {
  const host = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address
  const { address, port } = endpoint
  const socket = tls ? connectTls(endpoint, tls, 'h2') : connectTcp({ host: address, port })
  const session = connect(`${tls ? 'https' : 'http'}://${host}:${endpoint.port}`, {
    createConnection: () => socket,
    maxHeaderListPairs: 1_000,
    // nghttp2 reckons with more than is written.
    maxSendHeaderBlockLength: maxHeadBytes * 2,
    settings: {
      enablePush: false,
      // HTTP/2 counts 32 bytes more a field: what is too large is judged as for HTTP/1.1, in h2c-attempt.ts.
      maxHeaderListSize: maxHeadBytes * 2,
      initialWindowSize: streamWindowBytes,
    },
  })
  // For its whole life: a session without this listener ends the process. Its streams are told too.
  session.on('error', () => {})
  // Of an alert, such as that the client certificate is refused, a session tells nobody.
  socket.on('error', () => socket.destroy())
  hangUpInTheEnd(session, socket)
  try {
    await untilReady(session, { connectTimeoutMs, socket })
    // RFC 9113 §3.2: over TLS it is HTTP/2 by ALPN, and by nothing else.
    if (tls && session.alpnProtocol !== 'h2')
      throw new Error('The endpoint does not speak HTTP/2 over TLS (ALPN)')
    session.setLocalWindowSize(connectionWindowBytes)
    return session
  } catch (error) {
    session.destroy()
    throw tls ? tlsProblem(asError(error), tls) : error
  }
}

function untilReady(
  session: ClientHttp2Session,
  { connectTimeoutMs, socket }: { connectTimeoutMs: number; socket: Socket },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onError = (error: Error) => reject(error)
  const onClose = () => reject(new Error('The endpoint closed the connection'))
  const timer = setTimeout(() => {
    reject(new Error('The endpoint took too long to connect'))
    session.destroy()
  }, connectTimeoutMs)
  session
    .once('remoteSettings', () => resolve())
    .once('error', onError)
    .once('close', onClose)
  socket.once('error', onError)
  return promise.finally(() => {
    clearTimeout(timer)
    session.off('error', onError).off('close', onClose)
    socket.off('error', onError)
  })
}

/** Node ends its side of a session that is over, and waits for the endpoint to do so, however long. */
function hangUpInTheEnd(session: ClientHttp2Session, socket: Socket): void {
  // Looked at now and then: that a session is over Node tells only once its connection is closed.
  const timer = setInterval(() => {
    if (session.destroyed) socket.destroy()
  }, lingerMs)
  timer.unref()
  socket.once('close', () => clearInterval(timer))
}
