// Opens an HTTP/2 connection, with prior knowledge in the clear and by ALPN over TLS, and waits until the
// endpoint has shown, by its SETTINGS, that it speaks HTTP/2: before that no request is begun, so that a port
// that speaks something else costs nothing of a client's body.
import { once } from 'node:events'
import { connect, type ClientHttp2Session } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import { EndpointFrames } from '../../frames/endpoint-frames.ts'
import { FrameReader } from '../../frames/frame-reader.ts'
import { WatchedStream } from '../../frames/watched-stream.ts'
import { failWritesAfterEnd } from '../../words/write-after-end.ts'
import { maxHeadBytes } from '../../words/head-bytes.ts'
import { connectTls } from '../tls/connect-tls.ts'
import type { EndpointTls } from '../tls/endpoint-tls.ts'
import { asError } from '../../words/failure.ts'
import { tlsProblem } from '../tls/tls-problem.ts'

/**
 * What an endpoint may send ahead of its reader, of one answer and of all on a connection. HTTP/2's own
 * 64 KiB allow 1.3 MB a second where an answer takes 50 ms; Envoy has 16 MiB, which is what each answer
 * may cost then if its client does not read.
 */
const streamWindowBytes = 256 * 1024
const connectionWindowBytes = 1024 * 1024
const lingerMs = 2_000

export async function openHttp2Session(
  endpoint: Endpoint,
  { connectTimeoutMs, tls }: { connectTimeoutMs: number; tls: EndpointTls | undefined },
): Promise<ClientHttp2Session> {
  const { address, port } = endpoint
  const socket = tls ? connectTls(endpoint, tls, 'h2') : connectTcp({ host: address, port })
  socket.setNoDelay()
  // Of an alert, such as that the client certificate is refused, a session tells nobody.
  socket.on('error', () => socket.destroy())
  const late = setTimeout(
    () => socket.destroy(new Error('The endpoint took too long to connect')),
    connectTimeoutMs,
  )
  try {
    await untilTold(socket, once(socket, tls ? 'secureConnect' : 'connect'))
    // RFC 9113 §3.2: over TLS it is HTTP/2 by ALPN, and by nothing else.
    if ('alpnProtocol' in socket && socket.alpnProtocol !== 'h2')
      throw new Error('The endpoint does not speak HTTP/2 over TLS (ALPN)')
    const session = sessionOver(socket, authorityOf(endpoint, tls))
    await untilTold(socket, once(session, 'remoteSettings'))
    session.setLocalWindowSize(connectionWindowBytes)
    return session
  } catch (error) {
    socket.destroy()
    throw tls ? tlsProblem(asError(error), tls) : error
  } finally {
    clearTimeout(late)
  }
}

function sessionOver(socket: Socket, authority: string): ClientHttp2Session {
  const frames = new EndpointFrames()
  const watched = new WatchedStream(socket, {
    reader: new FrameReader(frames.judge, { preface: 0 }),
    onSent: frames.onSent,
    onProblem: ({ code, reason }) => {
      session.destroy(
        new Error(`Closing the connection because of what the endpoint sends: ${reason}`),
        code,
      )
      socket.destroySoon()
    },
  })
  const session = connect(authority, {
    createConnection: () => watched,
    maxHeaderListPairs: 1_000,
    // nghttp2 reckons with more than is written.
    maxSendHeaderBlockLength: maxHeadBytes * 2,
    settings: {
      enablePush: false,
      // HTTP/2 counts 32 bytes more a field: what is too large is judged as for HTTP/1.1, in http2-attempt.ts.
      maxHeaderListSize: maxHeadBytes * 2,
      initialWindowSize: streamWindowBytes,
    },
  })
  failWritesAfterEnd(session.socket)
  // For its whole life: a session without this listener ends the process. Its streams are told too.
  session.on('error', () => {})
  hangUpInTheEnd(session, socket)
  return session
}

function authorityOf({ address, port }: Endpoint, tls: EndpointTls | undefined): string {
  const host = address.includes(':') ? `[${address}]` : address
  return `${tls ? 'https' : 'http'}://${host}:${port}`
}

/** Rejects when the connection is over before. */
function untilTold(socket: Socket, told: Promise<unknown>): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>()
  const onClose = () => reject(new Error('The endpoint closed the connection'))
  socket.once('error', reject).once('close', onClose)
  return Promise.race([told, promise]).finally(() => {
    socket.off('error', reject).off('close', onClose)
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
