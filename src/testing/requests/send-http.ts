// A request over HTTP/1.1 (node:http, node:https) and over HTTP/2 (node:http2): by prior knowledge in
// plain text, by ALPN in TLS.
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { asHeaders, joined, type Reply, type Sending } from './sending.ts'
import { peerAltNames, connectTlsClient, tlsOptions } from './tls-client.ts'

export async function sendHttp1(sending: Sending): Promise<Reply> {
  const { isTls, host, port, target, authority, agent } = sending
  const { method = 'GET', headers, body } = sending.request
  const options = { host, port, path: target, method, agent, setDefaultHeaders: true }
  const allHeaders = { host: authority, ...asHeaders(headers) }
  const request = isTls
    ? https.request({ ...options, ...tlsOptions(sending, 'http/1.1'), headers: allHeaders })
    : http.request({ ...options, headers: allHeaders })
  request.end(body)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  const certificate = isTls ? peerAltNames(response.socket) : undefined
  return {
    status: response.statusCode ?? 0,
    headers: joined(response.headers),
    body: await text(response),
    ...(certificate !== undefined && { certificate }),
  }
}

export async function sendHttp2(sending: Sending): Promise<Reply> {
  const { isTls, host, port, target, authority } = sending
  const { method = 'GET', headers, body } = sending.request
  const socket = isTls
    ? await connectTlsClient({ host, port, ...tlsOptions(sending, 'h2') })
    : undefined
  const session = http2.connect(`${isTls ? 'https' : 'http'}://${host}:${port}`, {
    ...(socket && { createConnection: () => socket }),
  })
  try {
    const failure = Promise.race([
      once(session, 'error').then(([error]) => Promise.reject(error)),
      // A client certificate is refused after the handshake, as TLS 1.3 has it, and without a word.
      once(session, 'close').then(() => Promise.reject(new Error('the connection was closed'))),
    ])
    failure.catch(() => undefined)
    const stream = session.request(
      {
        ':method': method,
        ':path': target,
        ':authority': authority,
        ...(isTls && { ':scheme': 'https' }),
        ...asHeaders(headers),
      },
      { endStream: body === undefined },
    )
    if (body !== undefined) stream.end(body)
    const [answered] = (await Promise.race([once(stream, 'response'), failure])) as [
      http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader,
    ]
    return {
      status: answered[':status'] ?? 0,
      headers: joined(answered),
      body: await text(stream as Readable),
      ...(socket && { certificate: peerAltNames(socket) }),
    }
  } finally {
    session.destroy()
  }
}
