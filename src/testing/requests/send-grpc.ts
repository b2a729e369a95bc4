// A call of gRPC, by HTTP/2: one message of docs/guide/16-grpc/echo.proto, and what came back.
import { once } from 'node:events'
import http2 from 'node:http2'
import { buffer } from 'node:stream/consumers'
import { framed, framedMessage, textField, writtenFields } from '../../echo/echo-grpc.ts'
import { asHeaders, joined, type Reply, type Sending } from './sending.ts'
import { peerAltNames, connectTlsClient, tlsOptions } from './tls-client.ts'

/** The body is what the reply says: `NAMESPACE/SERVICE/POD: TEXT`. */
export async function sendGrpc(sending: Sending): Promise<Reply> {
  const { isTls, host, port, target, authority, request } = sending
  const socket = isTls
    ? await connectTlsClient({ host, port, ...tlsOptions(sending, 'h2') })
    : undefined
  const session = http2.connect(`${isTls ? 'https' : 'http'}://${host}:${port}`, {
    ...(socket && { createConnection: () => socket }),
  })
  try {
    const failed = once(session, 'error').then(([error]) => Promise.reject(error))
    failed.catch(() => undefined)
    const stream = session.request({
      ':method': 'POST',
      ':path': target,
      ':authority': authority,
      ...(isTls && { ':scheme': 'https' }),
      'content-type': 'application/grpc',
      te: 'trailers',
      ...asHeaders(request.headers),
    })
    let trailers: http2.IncomingHttpHeaders = {}
    stream.on('trailers', (received: http2.IncomingHttpHeaders) => {
      trailers = received
    })
    stream.end(framed(writtenFields([request.body ?? ''])))
    const [head] = (await Promise.race([once(stream, 'response'), failed])) as [
      http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader,
    ]
    const message = framedMessage(await buffer(stream))
    const said = message && `${textField(message, 1)}: ${textField(message, 2)}`
    return {
      status: head[':status'] ?? 0,
      headers: joined({ ...head, ...trailers }),
      body: said ?? '',
      ...(socket && { certificate: peerAltNames(socket) }),
    }
  } finally {
    session.destroy()
  }
}
