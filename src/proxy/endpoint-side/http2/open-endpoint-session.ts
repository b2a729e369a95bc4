// Opens an HTTP/2 connection, with prior knowledge in the clear and by ALPN over TLS, and waits until the
// endpoint has shown, by its SETTINGS, that it speaks HTTP/2: before that no request is begun, so that a port
// that speaks something else costs nothing of a client's body.
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import { asError } from '../../words/failure.ts'
import { connectTls } from '../tls/connect-tls.ts'
import type { EndpointTls } from '../tls/endpoint-tls.ts'
import { tlsProblem } from '../tls/tls-problem.ts'
import { EndpointSession } from './endpoint-session.ts'

export async function openEndpointSession(
  endpoint: Endpoint,
  { connectTimeoutMs, tls }: { connectTimeoutMs: number; tls: EndpointTls | undefined },
): Promise<EndpointSession> {
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
    const session = new EndpointSession(socket)
    const settings = new Promise<void>((resolve) => {
      session.onceSettings = resolve
    })
    await untilTold(socket, settings, () => session.error)
    return session
  } catch (error) {
    socket.destroy()
    throw tls ? tlsProblem(asError(error), tls) : error
  } finally {
    clearTimeout(late)
  }
}

/** Rejects when the connection is over before. */
function untilTold(
  socket: Socket,
  told: Promise<unknown>,
  why?: () => Error | undefined,
): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>()
  const onClose = () => reject(why?.() ?? new Error('The endpoint closed the connection'))
  socket.once('error', reject).once('close', onClose)
  return Promise.race([told, promise]).finally(() => {
    socket.off('error', reject).off('close', onClose)
  })
}
