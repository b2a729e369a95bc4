// Opens an HTTP/2 connection with prior knowledge and waits until the endpoint has shown, by its
// SETTINGS, that it speaks HTTP/2: before that no request is begun, so that a port that speaks something
// else costs nothing of a client's body.
import { connect, type ClientHttp2Session } from 'node:http2'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'

/** Sent as SETTINGS_MAX_HEADER_LIST_SIZE, and enforced by Node on what endpoints send. */
const maxHeaderBytes = 16 * 1024

export async function openH2cSession(
  endpoint: Endpoint,
  connectTimeoutMs: number,
): Promise<ClientHttp2Session> {
  const host = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address
  const session = connect(`http://${host}:${endpoint.port}`, {
    maxHeaderListPairs: 1_000,
    settings: { enablePush: false, maxHeaderListSize: maxHeaderBytes },
  })
  // For its whole life: a session without this listener ends the process. Its streams are told too.
  session.on('error', () => {})
  await untilReady(session, connectTimeoutMs)
  return session
}

function untilReady(session: ClientHttp2Session, connectTimeoutMs: number): Promise<void> {
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
  return promise.finally(() => {
    clearTimeout(timer)
    session.off('error', onError).off('close', onClose)
  })
}
