import { once } from 'node:events'
import type http from 'node:http'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import { asHeaders, joined, type Reply, type Sending } from './sending.ts'

/** Sends one message and takes what comes back for the body. */
export async function sendWebSocket(sending: Sending): Promise<Reply> {
  const { isTls, host, port, target, authority, servername, pair } = sending
  const client = new WebSocket(`${isTls ? 'wss' : 'ws'}://${host}:${port}${target}`, {
    headers: { host: authority, ...asHeaders(sending.request.headers) },
    ...(isTls && { servername, rejectUnauthorized: false }),
    ...(pair && { cert: pair.certificate, key: pair.key }),
  })
  const refused = once(client, 'unexpected-response') as Promise<
    [http.ClientRequest, http.IncomingMessage]
  >
  try {
    const opened = await Promise.race([once(client, 'open').then(() => undefined), refused])
    if (opened) {
      const [, response] = opened
      const body = await text(response)
      return { status: response.statusCode ?? 0, headers: joined(response.headers), body }
    }
    client.send(sending.request.body ?? 'hello')
    const [message] = (await once(client, 'message')) as [Buffer]
    return { status: 101, headers: {}, body: message.toString() }
  } finally {
    client.on('error', () => {})
    client.terminate()
  }
}
