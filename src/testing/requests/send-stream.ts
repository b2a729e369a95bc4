// What is no HTTP: a line over TCP, or inside TLS, and a datagram. There is no status; what comes back is
// the body, and nothing at all is a refusal.
import dgram from 'node:dgram'
import { once } from 'node:events'
import net from 'node:net'
import { text } from 'node:stream/consumers'
import tls from 'node:tls'
import type { Reply, Sending } from './sending.ts'
import { peerAltNames, tlsOptions } from './tls-client.ts'

/** Nobody says that a datagram is not answered. */
const noAnswerAfterMs = 1_000

export async function sendLine({ host, port, request }: Sending): Promise<Reply> {
  const socket = net.connect({ host, port, allowHalfOpen: true })
  return replyOf(await answerOf(socket, request.body))
}

export async function sendLineByTls(sending: Sending): Promise<Reply> {
  const { host, port, request } = sending
  const { ALPNProtocols: _none, ...options } = tlsOptions(sending, '')
  const socket = tls.connect({ host, port, ...options })
  await once(socket, 'secureConnect')
  const certificate = peerAltNames(socket)
  return { ...replyOf(await answerOf(socket, request.body)), certificate }
}

export async function sendDatagram({ host, port, request }: Sending): Promise<Reply> {
  const socket = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4')
  try {
    socket.connect(port, host)
    await once(socket, 'connect')
    const signal = AbortSignal.timeout(noAnswerAfterMs)
    const answered = once(socket, 'message', { signal })
    socket.send(request.body ?? '')
    const [answer] = (await answered) as [Buffer]
    return replyOf(answer.toString())
  } finally {
    socket.close()
  }
}

async function answerOf(socket: net.Socket, line = ''): Promise<string> {
  socket.end(`${line}\n`)
  const answer = await text(socket)
  if (answer === '') throw new Error('the connection was closed')
  return answer
}

function replyOf(body: string): Reply {
  return { status: 0, headers: {}, body: body.trimEnd() }
}
